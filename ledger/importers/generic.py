"""Any table with a column of days and one of amounts: how it is laid out, and what its rows are then.

A `Layout` says which column is what. `generic_guess` proposes one; a person may change it, and the book remembers it
for the next file with this heading. No importer of its own: see generic_csv and generic_xlsx.
"""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledger.importers.base import BillUnreadable, RawRecord, Rejected, no_amount, no_date
from ledger.importers.cells import BLANKS, EPOCH_1900
from ledger.importers.generic_cells import (
    DATE_ORDERS,
    IN,
    NEUTRAL,
    OUT,
    REFUND,
    TRANSFER_IN,
    TRANSFER_OUT,
    currency_code,
    day_and_time,
    direction_of,
    signed_amount,
    time_of,
)
from ledger.rules.money import exponent

# What a column may be, in the order in which a page offers it.
ROLES = (
    "date",
    "time",
    "amount",
    "out",
    "in",
    "direction",
    "account",
    "counter_account",
    "category",
    "payee",
    "note",
    "currency",
    "number",
)
# Wider than any table that a person keeps.
MAX_COLUMNS = 64

_REPAYMENT = re.compile(r"还款|还信用卡|repayment|payment.{0,5}thank|autopay", re.IGNORECASE)

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is read. `roles` has one of ROLES or "" for each column; `heading` is the row of names, () for none.

    `minus` says what an amount below zero is where one column has all amounts: "out" (spent) or "in" (received, as on
    the bill of a credit card). `account` is the account's name of rows that name none. `encoding` and `delimiter` are
    of text, `sheet` is the number of a workbook's sheet; "" and 0 are found out.
    """

    roles: tuple[str, ...]
    heading: tuple[str, ...] = ()
    date_order: str = "ymd"
    minus: str = "out"
    decimal: str = "."
    currency: str = "CNY"
    account: str = ""
    encoding: str = ""
    delimiter: str = ","
    sheet: int = 0

    @property
    def is_complete(self) -> bool:
        """Does it say where the day is and where the amount?"""
        return "date" in self.roles and bool({"amount", "out", "in"} & set(self.roles))

    def place(self, role: str) -> int:
        """The column of a role, -1 for none."""
        return self.roles.index(role) if role in self.roles else -1

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        return cls(**{**stored, "roles": tuple(stored["roles"]), "heading": tuple(stored["heading"])})


def check_layout(layout: Layout) -> dict[str, str]:
    """Return what is wrong with a layout as sentences by field, {} where it can be read with."""
    wrong = {}
    named = [role for role in layout.roles if role]
    twice = {role for role in named if named.count(role) > 1}
    if twice or not set(named) <= set(ROLES):
        wrong["roles"] = _("Two columns cannot be the same thing.")
    elif "date" not in named:
        wrong["roles"] = _("Say which column is the date.")
    elif not layout.is_complete:
        wrong["roles"] = _("Say which column is the amount, or which are money out and money in.")
    if layout.date_order not in DATE_ORDERS:
        wrong["date_order"] = _("Choose one of these.")
    return wrong


def columns_unknown() -> BillUnreadable:
    """Return the error for a table whose columns have to be told before it can be read."""
    return BillUnreadable(
        "columns_unknown",
        gettext_lazy(
            "We cannot tell which column is the date and which the amount. Bring it to a book, and say so there."
        ),
    )


def below_heading(rows: Iterable[Row], layout: Layout) -> Iterator[Row]:
    """Yield the rows below the heading, or all rows where there is none. Raises BillUnreadable without the heading."""
    found = not layout.heading
    for line, cells in rows:
        cells = [cell.strip(BLANKS) for cell in cells]
        if not found:
            found = tuple(filled(cells)) == tuple(filled(layout.heading))
        elif any(cells) and tuple(filled(cells)) != tuple(filled(layout.heading)):
            yield line, cells
    if not found:
        raise BillUnreadable(
            "heading_missing", gettext_lazy("The heading of this table is not where it was. Bring the file again.")
        )


def filled(cells: Iterable[str]) -> list[str]:
    """The cells without the empty ones at the end, which some programs write and others do not."""
    cells = list(cells)
    while cells and not cells[-1]:
        cells.pop()
    return cells


def account_names(rows: Iterable[Row], layout: Layout) -> frozenset[str]:
    """Return what the table calls its accounts; a category of such a name is the other side of a transfer."""
    place = layout.place("account")
    if place < 0 or layout.place("category") < 0:
        return frozenset()
    return frozenset(cells[place] for _line, cells in below_heading(rows, layout) if place < len(cells)) - {""}


def read_rows(
    rows: Iterable[Row],
    layout: Layout,
    *,
    accounts: frozenset[str] = frozenset(),
    epoch: datetime.datetime = EPOCH_1900,
) -> Iterator[RawRecord | Rejected]:
    """Yield a value for each row below the heading. A line with neither a day nor an amount is no row."""
    reader = _Reader(layout, accounts, epoch)
    for line, cells in below_heading(rows, layout):
        row = reader.read(line, cells)
        if row is not None:
            yield row


class _Reader:
    def __init__(self, layout: Layout, accounts: frozenset[str], epoch: datetime.datetime) -> None:
        self.layout = layout
        self.accounts = accounts
        self.epoch = epoch
        # A cell that the row or the table has not got reads the blank behind the last one.
        self.width = len(layout.roles)
        places = {role: layout.place(role) for role in ROLES}
        self.places = {role: self.width if place < 0 else place for role, place in places.items()}

    def read(self, line: int, cells: list[str]) -> RawRecord | Rejected | None:
        cells = cells[: self.width] + [""] * (self.width + 1 - min(len(cells), self.width))
        said = {role: cells[place] for role, place in self.places.items()}
        amounts = [said["amount"], said["out"], said["in"]]
        try:
            date, time = day_and_time(said["date"], self.layout.date_order, self.epoch)
            if said["time"]:
                time = time_of(said["time"])
        except ValueError:
            wrong = " ".join(filter(None, (said["date"], said["time"])))
            return no_date(line, wrong) if any(amounts) else None
        try:
            currency = currency_code(said["currency"]) if said["currency"] else self.layout.currency
        except ValueError:
            return Rejected(line, _("“%(value)s” is no currency.") % {"value": said["currency"][:40]})
        try:
            moved = self._moved(said, exponent(currency))
        except ValueError:
            return no_amount(line, " ".join(filter(None, amounts)))
        direction, amount_minor = moved
        kind, account, counter_account = self._kind(direction, said)
        note = said["note"] or said["payee"]
        return RawRecord(
            kind,
            date,
            time,
            amount_minor,
            currency,
            account,
            counter_account,
            said["payee"],
            said["category"],
            "",
            "",
            note,
            said["number"],
            "",
            "",
            line,
            said["direction"],
        )

    def _moved(self, said: dict[str, str], exponent: int) -> tuple[str, int]:
        """Return the direction and the amount without its sign. Raises ValueError."""
        decimal = self.layout.decimal
        if said["out"] or said["in"]:
            out, came = (
                signed_amount(said[role], exponent, decimal) if said[role].strip("-") else 0 for role in ("out", "in")
            )
            if out and came:
                raise ValueError(said)
            if out:
                return (REFUND if out < 0 else OUT), abs(out)
            # Nothing at all moved, or it came; what came below zero was taken back.
            return (OUT if came <= 0 else IN), abs(came)
        amount = signed_amount(said["amount"], exponent, decimal)
        told = direction_of(said["direction"])
        if told:
            return told, abs(amount)
        if self.layout.minus == "out":
            return (OUT if amount < 0 else IN), abs(amount)
        if amount < 0:
            paid_off = _REPAYMENT.search(" ".join((said["payee"], said["note"], said["category"])))
            return (TRANSFER_IN if paid_off else REFUND), -amount
        return OUT, amount

    def _kind(self, direction: str, said: dict[str, str]) -> tuple[str, str, str]:
        """Return the kind and the two sides."""
        own = said["account"] or self.layout.account
        other = said["counter_account"] or (said["category"] if said["category"] in self.accounts else "")
        if direction in (TRANSFER_OUT, TRANSFER_IN) or (other and other != own and direction in (OUT, IN)):
            return ("transfer", other, own) if direction in (IN, TRANSFER_IN) else ("transfer", own, other)
        kinds = {OUT: "expense", IN: "income", REFUND: "refund", NEUTRAL: "neutral"}
        return kinds[direction], own, ""
