"""Our own export of a book, see ledger.services.exports: a row is an entry, and its number is the entry's own key."""

from collections.abc import Iterator
from typing import BinaryIO
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledger.importers.base import TEXT, RawRecord, Rejected, no_amount, no_date
from ledger.importers.cells import minor_units, moment
from ledger.importers.identity import OWN_SOURCE
from ledger.importers.text import csv_rows, has_header
from ledger.rules.money import CURRENCIES, exponent

FORMAT = "changji-csv"
LABEL = gettext_lazy("Changji (CSV)")
SOURCE = OWN_SOURCE
EXPORTER = gettext_lazy("Changji")
CARRIER = TEXT
WHOLE = True

# What the columns are called in each language that we write, in the order of the file.
COLUMNS = {
    "number": ("编号", "Number"),
    "date": ("日期", "Date"),
    "time": ("时间", "Time"),
    "kind": ("类型", "Kind"),
    "amount": ("金额", "Amount"),
    "currency": ("币种", "Currency"),
    "account": ("账户", "Account"),
    "to_account": ("转入账户", "To account"),
    "to_amount": ("转入金额", "Amount received"),
    "to_currency": ("转入币种", "Currency received"),
    "category": ("分类", "Category"),
    "subcategory": ("二级分类", "Subcategory"),
    "merchant": ("商家", "Merchant"),
    "member": ("成员", "For whom"),
    "paid_by": ("谁付的", "Paid by"),
    "project": ("项目", "Project"),
    "tags": ("标签", "Tags"),
    "note": ("备注", "Note"),
    "claim": ("报销", "To be paid back"),
    "refund_of": ("退款自", "Refund of"),
    "recorded_by": ("记账人", "Recorded by"),
    # For who reads it: what an entry of another book shares, people of that book share.
    "shared_by": ("怎么分", "Shared by"),
}
LANGUAGES = ("zh", "en")
# What an entry is called in the column of kinds. Amounts are never below zero: the kind says which way they go.
KINDS = {
    "expense": ("支出", "Expense"),
    "income": ("收入", "Income"),
    "transfer": ("转账", "Transfer"),
    "refund": ("退款", "Refund"),
    "given_back": ("退给顾客", "Refund to a customer"),
    "raised": ("余额调高", "Balance raised"),
    "lowered": ("余额调低", "Balance lowered"),
}
_KIND_OF = {word: kind for kind, words in KINDS.items() for word in words}
_NAMES = list(COLUMNS)

# A spreadsheet takes a cell that begins with one of these for a formula, or runs it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def escaped(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; `unescaped` gives it back."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def unescaped(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def sniff(head: bytes, name: str) -> float:
    """See ledger.importers.base.Importer."""
    return 1.0 if any(has_header(head, _required(language)) for language in range(len(LANGUAGES))) else 0.0


def _columns(language: int) -> tuple[str, ...]:
    return tuple(words[language] for words in COLUMNS.values())


def _required(language: int) -> frozenset[str]:
    needed = ("number", "date", "kind", "amount", "currency", "account", "to_account")
    return frozenset(COLUMNS[name][language] for name in needed)


def read(file: BinaryIO) -> Iterator[RawRecord | Rejected]:
    """See ledger.importers.base.Importer."""
    file.seek(0)
    head = file.read(4096)
    language = 0 if has_header(head, _required(0)) else 1
    for row in csv_rows(file, _columns(language), required=_required(language), ends=()):
        yield row if isinstance(row, Rejected) else _record(row[0], dict(zip(_NAMES, row[1], strict=True)))


def _record(line: int, said: dict[str, str]) -> RawRecord | Rejected:
    kind = _KIND_OF.get(said["kind"])
    if kind is None:
        return Rejected(line, _("“%(value)s” is no kind of entry.") % {"value": said["kind"][:40]})
    currency, to_currency = said["currency"], said["to_currency"]
    for code in (currency, to_currency):
        if code and code not in CURRENCIES:
            return Rejected(line, _("“%(value)s” is no currency.") % {"value": code[:40]})
    try:
        date, time = moment(f"{said['date']} {said['time']}".strip())
    except ValueError:
        return no_date(line, f"{said['date']} {said['time']}")
    try:
        amount_minor = minor_units(said["amount"], exponent(currency))
        received = minor_units(said["to_amount"], exponent(to_currency)) if said["to_amount"] and to_currency else 0
    except (ValueError, KeyError):
        return no_amount(line, f"{said['amount']} {said['to_amount']}")
    return RawRecord(
        {"given_back": "income", "raised": "adjust", "lowered": "adjust"}.get(kind, kind),
        date,
        time,
        -amount_minor if kind == "given_back" else amount_minor,
        currency,
        unescaped(said["account"]),
        unescaped(said["to_account"]),
        unescaped(said["merchant"]),
        unescaped(said["category"]),
        unescaped(said["member"]),
        unescaped(said["project"]),
        unescaped(said["note"]),
        _key(said["number"]),
        "",
        "",
        line,
        "",
        subcategory=unescaped(said["subcategory"]),
        counter_amount_minor=received,
        counter_currency=to_currency,
        lowers=kind == "lowered",
    )


def _key(number: str) -> str:
    """The entry's key, or "" for a row that somebody has added by hand: that one is known by what it says."""
    try:
        return UUID(number).hex
    except ValueError:
        return ""
