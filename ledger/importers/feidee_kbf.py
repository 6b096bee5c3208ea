"""随手记's own backup (.kbf): a SQLite database in an archive. It states the balance of each account as well."""

import datetime
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from sqlite3 import Row
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledger.importers import feidee
from ledger.importers.base import DATABASE, RawRecord, Rejected, StatedAccount, no_amount, no_date
from ledger.importers.database import opened
from ledger.rules.money import CURRENCIES, exponent

FORMAT = "feidee-kbf"
LABEL = gettext_lazy("Suishouji, a backup (.kbf)")
SOURCE = feidee.SOURCE
EXPORTER = feidee.EXPORTER
CARRIER = DATABASE
WHOLE = True

# The clock on the wall in Beijing, as milliseconds since 1970.
_BEIJING = datetime.timezone(datetime.timedelta(hours=8))
_KINDS = {0: "expense", 1: "income", 2: "transfer", 3: "transfer", 8: "adjust", 9: "adjust", 10: "adjust"}
_INTO, _OUT = 2, 3
_OWED = 9

# The seller is where money arrives, the buyer where it leaves; the category stands on the other side of the account.
# Projects and members are both tags of an entry.
_ROWS = """
    SELECT t.transactionPOID AS id, t.tradeTime AS at, t.type AS type, t.memo AS note, t.relation AS relation,
           buyer.name AS buyer, buyer.currencyType AS buyer_currency, t.buyerMoney AS paid,
           seller.name AS seller, seller.currencyType AS seller_currency, t.sellerMoney AS received,
           c.name AS category, c.depth AS depth, parent.name AS parent, e.name AS merchant,
           tags.project AS project, tags.member AS member
    FROM t_transaction t
    LEFT JOIN t_account buyer ON buyer.accountPOID = t.buyerAccountPOID
    LEFT JOIN t_account seller ON seller.accountPOID = t.sellerAccountPOID
    LEFT JOIN t_category c ON c.categoryPOID = CASE t.type WHEN 0 THEN t.sellerCategoryPOID ELSE t.buyerCategoryPOID END
    LEFT JOIN t_category parent ON parent.categoryPOID = c.parentCategoryPOID
    LEFT JOIN t_tradingEntity e ON e.tradingEntityPOID = t.relationUnitPOID
    LEFT JOIN (SELECT m.transactionPOID AS id, max(CASE tag.tagType WHEN 1 THEN tag.name END) AS project,
                      max(CASE tag.tagType WHEN 2 THEN tag.name END) AS member
               FROM t_transaction_projectcategory_map m JOIN t_tag tag ON tag.tagPOID = m.projectCategoryPOID
               GROUP BY m.transactionPOID) tags ON tags.id = t.transactionPOID
    ORDER BY t.tradeTime, abs(t.transactionPOID)"""

_ACCOUNTS = """
    SELECT a.name AS name, a.currencyType AS currency, a.hidden AS hidden, g.name AS "group", a.parent AS parent,
           a.balance AS owned, a.amountOfCredit AS lent, a.amountOfLiability AS owed
    FROM t_account a LEFT JOIN t_account_group g ON g.accountGroupPOID = a.accountGroupPOID
    ORDER BY abs(a.accountPOID)"""

# What each of 随手记's groups of accounts is called here.
_GROUPS = {
    "现金口袋": "cash",
    "储蓄卡/借记卡": "bank",
    "存折": "bank",
    "理财产品": "investment",
    "在线支付": "wallet",
    "现金券": "prepaid",
    "储值卡": "prepaid",
    "应付款项": "payable",
    "债务": "payable",
    "信用卡": "credit_card",
    "贷款": "loan",
    "应收款项": "receivable",
    "定期存款": "deposit",
} | dict.fromkeys(("基金", "股票", "外汇", "债券", "期货", "黄金", "其他投资"), "investment")


def sniff(head: bytes, name: str) -> float:
    """See ledger.importers.base.Importer. `head` names the tables of a database with their columns."""
    tables = {line.split("\t")[0]: set(line.split("\t")[1:]) for line in head.decode("utf-8", "replace").split("\n")}
    has_rows = {"tradeTime", "buyerAccountPOID", "sellerAccountPOID"} <= tables.get("t_transaction", set())
    return 1.0 if has_rows and {"t_account", "t_category", "t_account_group"} <= tables.keys() else 0.0


def read(file: BinaryIO) -> Iterator[RawRecord | Rejected]:
    """See ledger.importers.base.Importer. The two rows of a transfer become one."""
    legs = feidee.Legs()
    with opened(file) as database:
        for line, row in enumerate(database.execute(_ROWS), 1):
            record = _record(line, row)
            if isinstance(record, RawRecord) and record.kind == "transfer":
                joined = legs.joined(record)
                if joined is not None:
                    yield joined._replace(direction_raw="type2+type3")
            else:
                yield record
        yield from legs.left()


def accounts(file: BinaryIO) -> list[StatedAccount]:
    """Return the accounts with the balances that 随手记 kept, what is owed below zero."""
    with opened(file) as database:
        return [
            StatedAccount(
                name=_text(row["name"]),
                currency=currency,
                balance_minor=_minor(row["owned"], currency)
                + _minor(row["lent"], currency)
                - _minor(row["owed"], currency),
                kind=_GROUPS.get(row["group"], ""),
                hidden=bool(row["hidden"]),
            )
            for row in database.execute(_ACCOUNTS)
            if (currency := row["currency"] or "CNY") in CURRENCIES
        ]


def _record(line: int, row: Row) -> RawRecord | Rejected:
    kind = _KINDS.get(row["type"])
    if kind is None:
        reason = _("“%(word)s” is a kind of entry that we do not know.")
        return Rejected(line, reason % {"word": str(row["type"])[:40]})
    leaves = row["type"] in (0, _OUT)
    currency = (row["buyer_currency"] if leaves else row["seller_currency"]) or "CNY"
    if currency not in CURRENCIES:
        return Rejected(line, _("“%(value)s” is no currency we know.") % {"value": str(currency)[:40]})
    try:
        at = datetime.datetime.fromtimestamp(row["at"] // 1000, tz=_BEIJING)
    except (OSError, OverflowError, TypeError, ValueError):
        return no_date(line, str(row["at"]))
    try:
        amount_minor = _minor(row["paid"] if leaves else row["received"], currency)
    except ValueError:
        return no_amount(line, str(row["received"]))
    arrives = row["type"] == _INTO
    own = _text(row["buyer"] if leaves else row["seller"])
    in_two = (row["depth"] or 0) > 1
    return RawRecord(
        kind=kind,
        date=at.date(),
        time=at.time(),
        amount_minor=-amount_minor if row["type"] == _OWED else amount_minor,
        currency=currency,
        account="" if arrives else own,
        counter_account=own if arrives else "",
        counterparty=_text(row["merchant"]),
        category=_text(row["parent"] if in_two else row["category"]) if kind in ("expense", "income") else "",
        member=_text(row["member"]),
        project=_text(row["project"]),
        note=_text(row["note"]),
        external_id=_text(row["relation"]) if kind == "transfer" else _text(row["id"]),
        merchant_order_id="",
        status="",
        line=line,
        direction_raw=f"type{row['type']}",
        subcategory=_text(row["category"]) if in_two and kind in ("expense", "income") else "",
    )


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _minor(value: object, currency: str) -> int:
    """An amount that the database keeps as a binary number, as minor units. Raises ValueError for what is none."""
    if not isinstance(value, int | float):
        if value is None:
            return 0
        raise ValueError(value)
    number = Decimal(str(value))
    if not number.is_finite() or number.adjusted() > 12:
        raise ValueError(value)
    return int(number.scaleb(exponent(currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
