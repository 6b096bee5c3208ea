"""随手记: what a row means, for all of its exports alike. No importer of its own.

The rules and where they were learnt: docs/importers.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledger.importers.base import RawRecord, Rejected, no_amount, no_date
from ledger.importers.cells import BLANKS, moment, signed_minor_units
from ledger.importers.text import header_missing
from ledger.importers.workbook import open_workbook
from ledger.rules.money import CURRENCIES, exponent

SOURCE = "feidee"
EXPORTER = gettext_lazy("Suishouji")

# 代付 and 报销 move money between an account and what somebody is to give back.
_TRANSFERS = frozenset({"转账", "转出", "转入", "借入", "借出", "收债", "还债", "还款", "代付", "报销"})
# Those that name one account only, the one where the money arrives.
_ARRIVING = frozenset({"转入", "借入", "收债", "报销"})
_KINDS = {"收入": "income", "支出": "expense", "退款": "refund"} | dict.fromkeys(_TRANSFERS, "transfer")
# What these words say of (账户1, 账户2).
_SUGGESTED = {
    "借入": ("payable", ""),
    "借出": ("", "receivable"),
    "收债": ("receivable", ""),
    "还债": ("", "payable"),
    "代付": ("", "receivable"),
    "报销": ("receivable", ""),
    "负债变更": ("payable", ""),
    "债务变更": ("payable", ""),
    "债权变更": ("receivable", ""),
}
# Balances that were set by hand, which happens any number of times; what is owed grows downwards.
_ADJUSTED = {"余额变更": False, "债权变更": False, "负债变更": True, "债务变更": True}

_CURRENCY_NAMES = {
    "人民币": "CNY",
    "美元": "USD",
    "港币": "HKD",
    "港元": "HKD",
    "欧元": "EUR",
    "日元": "JPY",
    "英镑": "GBP",
    "澳元": "AUD",
    "加元": "CAD",
    "新台币": "TWD",
    "韩元": "KRW",
    "泰铢": "THB",
    "新加坡元": "SGD",
    "澳门元": "MOP",
}


def record(line: int, said: Mapping[str, str]) -> RawRecord | Rejected:
    """Return one row from what its columns say, by the names that the first generation of exports gave them.

    A leg of a transfer (转出, 转入) comes back as a transfer with one side; `Legs` joins two of them.
    """
    word = said["交易类型"]
    kind = "adjust" if word in _ADJUSTED else _KINDS.get(word)
    if kind is None:
        return Rejected(line, _("“%(word)s” is a kind of entry that we do not know.") % {"word": word[:40]})
    currency = _currency(said.get("账户币种", ""))
    if currency is None:
        return Rejected(line, _("“%(value)s” is no currency we know.") % {"value": said["账户币种"][:40]})
    try:
        date, time = moment(said["日期"])
    except ValueError:
        return no_date(line, said["日期"])
    try:
        amount_minor = signed_minor_units(said["金额"], exponent(currency))
    except ValueError:
        return no_amount(line, said["金额"])
    account, counter_account = said.get("账户1", ""), said.get("账户2", "")
    account_kind, counter_kind = _SUGGESTED.get(word, ("", ""))
    if kind != "transfer":
        # A balance that was set may name its account in either column.
        account, counter_account = account or counter_account, ""
    elif word in _ARRIVING and not counter_account:
        account, counter_account = "", account
    return RawRecord(
        kind=kind,
        date=date,
        time=time,
        # What came back is income of its own row here, whatever its sign.
        amount_minor=abs(amount_minor) if kind == "refund" else amount_minor,
        currency=currency,
        account=account,
        counter_account=counter_account,
        counterparty=said.get("商家", ""),
        category=said.get("分类", ""),
        member=said.get("成员", ""),
        project=said.get("项目", ""),
        note=said.get("备注", ""),
        external_id=said.get("关联Id", ""),
        merchant_order_id="",
        status="",
        line=line,
        direction_raw=word,
        subcategory=said.get("子分类", ""),
        lowers=_ADJUSTED.get(word, False),
        account_kind=account_kind if account else "",
        counter_kind=counter_kind if counter_account else "",
    )


def _currency(word: str) -> str | None:
    """The code of a currency that a file names by its code, by its Chinese name, or not at all."""
    code = _CURRENCY_NAMES.get(word, word.upper())
    return "CNY" if not code else code if code in CURRENCIES else None


class Legs:
    """Joins the two rows that some exports write for a transfer, which come in either order under one id.

    Only legs whose other half has not come yet are kept. Each has its own account, currency and amount.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, RawRecord] = {}

    def joined(self, leg: RawRecord) -> RawRecord | None:
        """Return the transfer once both legs are known, None before. A leg without an id stands alone."""
        if not leg.external_id:
            return leg
        other = self._waiting.pop(leg.external_id, None)
        if other is None or bool(other.account) == bool(leg.account):
            # Two legs of one direction are no pair: the later one waits on.
            self._waiting[leg.external_id] = leg
            return other
        out, into = (other, leg) if other.account else (leg, other)
        return out._replace(
            counter_account=into.counter_account,
            counter_amount_minor=into.amount_minor,
            counter_currency=into.currency,
            direction_raw=f"{out.direction_raw}+{into.direction_raw}",
            line=min(out.line, into.line),
        )

    def left(self) -> Iterator[RawRecord]:
        """The legs whose other half never came: transfers with a side that nobody knows."""
        yield from self._waiting.values()


# What the columns of the sheets are called, in each generation, by the names that `record` knows.
_COLUMNS = {
    "分类": ("分类", "一级分类"),
    "子分类": ("子分类", "二级分类"),
    "账户1": ("账户1", "支出账户", "收入账户", "转出账户"),
    "账户2": ("账户2", "转入账户"),
} | {name: (name,) for name in ("交易类型", "日期", "账户币种", "金额", "成员", "商家", "项目", "备注")}


def is_header(cells: Sequence[str]) -> bool:
    """Is this row of a workbook the header of a sheet of 随手记's?"""
    places = _places(cells)
    return all(name in places for name in ("交易类型", "日期", "金额", "账户1"))


def _places(cells: Sequence[str]) -> dict[str, int]:
    """The index of each column that the row names."""
    names = [cell.strip(BLANKS) for cell in cells]
    return {name: names.index(called) for name, titles in _COLUMNS.items() for called in titles if called in names}


def workbook_rows(file: BinaryIO) -> Iterator[RawRecord | Rejected]:
    """Yield the rows of all sheets; each has a header of its own. Raises BillUnreadable where none has."""
    workbook = open_workbook(file)
    found = False
    currencies: dict[str, str] = {}
    for sheet in workbook.sheets:
        places: dict[str, int] = {}
        for number, cells in workbook.rows(sheet):
            if not places:
                if is_header(cells):
                    found, places = True, _places(cells)
                continue
            said = {name: cells[place].strip(BLANKS) if place < len(cells) else "" for name, place in places.items()}
            if any(said.values()):
                row = record(number, said)
                yield row if isinstance(row, Rejected) else _one_currency(row, currencies)
    if not found:
        raise header_missing()


def _one_currency(row: RawRecord, currencies: dict[str, str]) -> RawRecord | Rejected:
    """A sheet gives the currency of one account and one amount, so a transfer into another currency cannot be read."""
    currencies.setdefault(row.account, row.currency)
    if row.counter_account and currencies.get(row.counter_account, row.currency) != row.currency:
        return Rejected(row.line, _("It moves from one currency to another, and the file gives only one amount."))
    return row
