"""What a demo book is made of: plain values, no Django and no database.

Amounts are whole fen. `from_account`, `to_account`, `member` and `recorded_by` are keys inside the book; a
category key carries its parent's (`dining.lunch`), as in the scene's file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody who signs in with the demo; `staff_group` names the group of staff that somebody of the house is in."""

    key: str
    name: str
    email: str
    birth_year: int
    is_staff: bool = False
    staff_group: str = ""


@dataclass(frozen=True, slots=True)
class DemoMember:
    """A person of a book. `person` is the key of who signs in, or empty for a name only; then `role` is empty too.

    `counts`: is the book counted in what this person's books show together? A `guest` is a name only, and records
    through the book's link for guests. `till`: set up for the till.
    """

    key: str
    name: str
    person: str = ""
    role: str = ""
    color: str = ""
    counts: bool = True
    till: bool = False
    guest: bool = False


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """`opening_minor` is the balance before the first entry and `today_minor` after the last; owed is below zero.

    `scene_key` names the account of the scene that this one is, or is empty for one that the book adds.
    """

    key: str
    name: str
    kind: str
    opening_minor: int = 0
    today_minor: int = 0
    scene_key: str = ""
    member: str = ""
    counterparty: str = ""
    due_day: int | None = None
    statement_day: int | None = None
    number_tail: str = ""
    at_till: bool = False


@dataclass(frozen=True, slots=True)
class DemoEntry:
    """One movement. `key` is unique in the book; `refund_of` is such a key; entries of one payment share `group`.
    `linked` names the same payment in another book, `family/f00012`, where it left one of that book's accounts.

    `approval` is "pending" where it waits for a yes, "approved" where it has had one. `channel` is a shop's sales
    channel. `via` says what carried the payment (alipay, wechat, bank, cash) and `item` what was bought, in the words
    of a bill; both serve the bill writer and are not part of the book.
    """

    key: str
    date: dt.date
    time: dt.time | None
    kind: str
    amount_minor: int
    from_account: str = ""
    to_account: str = ""
    category_key: str = ""
    member: str = ""
    recorded_by: str = ""
    paid_by: str = ""
    merchant: str = ""
    counterparty: str = ""
    note: str = ""
    project: str = ""
    group: str = ""
    refund_of: str = ""
    claim: str = ""
    approval: str = ""
    channel: str = ""
    via: str = ""
    item: str = ""
    linked: str = ""
    extra: Mapping[str, object] = field(default_factory=lambda: NOTHING)

    def change_minor(self, account: str) -> int:
        """What the entry does to the balance of an account."""
        amount = 0
        if self.to_account == account:
            amount += self.amount_minor
        if self.from_account == account:
            amount -= self.amount_minor
        return amount


@dataclass(frozen=True, slots=True)
class DemoPlanned:
    """A known movement of liquid money after the run day; `amount_minor` is signed, `overdue_days` of a receivable."""

    book: str
    due_in_days: int
    amount_minor: int
    kind: str  # card_bill, receivable, payable, rent, wages, pay, loan, bill, allowance
    probability_hint: float
    name: str
    account: str = ""
    overdue_days: int = 0


@dataclass(frozen=True, slots=True)
class DemoBudget:
    """What may be spent: each month, or from `first` to `last`. It names at most one category, project or stage."""

    amount_minor: int
    category_key: str = ""
    project: str = ""
    stage: str = ""
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True, slots=True)
class DemoScheduled:
    """Money that is to move, or a day to remember, as the book shows it. `kind` and `every` are those of `Scheduled`.

    `amount_minor` is None where only the day is known; `done_on` is the day on which something that came once was done.
    """

    kind: str  # expense, income, transfer, day
    name: str
    due: dt.date
    every: str = ""  # week, month, quarter, half_year, year
    amount_minor: int | None = None
    icon: str = ""
    lunar: bool = False
    party: str = ""
    category_key: str = ""
    account: str = ""
    to_account: str = ""
    member: str = ""
    stage: str = ""
    note: str = ""
    done_on: dt.date | None = None
    extra: Mapping[str, object] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class DemoRemark:
    """What the member `by` said about the entry of this key, so many minutes after it was recorded."""

    entry: str
    by: str
    text: str
    minutes: int


@dataclass(frozen=True, slots=True)
class DemoEdit:
    """That the member `by` changed the entry of this key: what it said before, where that is not None."""

    entry: str
    by: str
    minutes: int
    amount_minor: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class DemoPay:
    """A person's pay: `day` of the month, moved before a weekend."""

    member: str
    day: int
    amount_minor: int
    account: str


@dataclass(frozen=True, slots=True)
class DemoFixed:
    """A fixed payment on a day of the month, every `months` months; the next one is due in `due_in_days`."""

    name: str
    day: int
    amount_minor: int
    months: int
    due_in_days: int


@dataclass(frozen=True, slots=True)
class DemoAnswers:
    """What the people of a book answer when it asks what its entries do not show."""

    balances_minor: Mapping[str, int]
    pay: tuple[DemoPay, ...]
    fixed: tuple[DemoFixed, ...]
    due_days: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DemoBook:
    key: str
    name: str
    scene: str
    icon: str
    color: str
    created_by: str
    opened_on: dt.date
    members: tuple[DemoMember, ...]
    accounts: tuple[DemoAccount, ...]
    entries: tuple[DemoEntry, ...]
    planned: tuple[DemoPlanned, ...]
    answers: DemoAnswers
    facts: Mapping[str, object] = field(default_factory=lambda: NOTHING)
    budgets: tuple[DemoBudget, ...] = ()
    scheduled: tuple[DemoScheduled, ...] = ()
    remarks: tuple[DemoRemark, ...] = ()
    edits: tuple[DemoEdit, ...] = ()
    # The keys of the entries by which its people settled up, with one button.
    settled: tuple[str, ...] = ()
    archived: bool = False
    # What is spent above it waits for a yes.
    approval_above_minor: int | None = None

    def account(self, key: str) -> DemoAccount:
        return next(account for account in self.accounts if account.key == key)

    def balances_minor(self) -> dict[str, int]:
        """The balance of each account after the last entry: its opening and all its movements."""
        balances = {account.key: account.opening_minor for account in self.accounts}
        for entry in self.entries:
            if entry.from_account:
                balances[entry.from_account] -= entry.amount_minor
            if entry.to_account:
                balances[entry.to_account] += entry.amount_minor
        return balances


@dataclass(frozen=True, slots=True)
class Demo:
    """The whole demo as of `today`."""

    today: dt.date
    seed: int
    people: tuple[DemoPerson, ...]
    books: tuple[DemoBook, ...]

    def book(self, key: str) -> DemoBook:
        return next(book for book in self.books if book.key == key)
