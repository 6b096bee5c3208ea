"""What is to come in a book, by day: what was scheduled, and the bills of its accounts."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.directory import directories_of
from ledger.models import Book, Scheduled
from ledger.queries.bills import BillDue, next_bills
from ledger.rules.recurrence import days_until
from ledger.visibility import book_scheduled

ICONS = {
    Scheduled.Kind.EXPENSE: "receipt",
    Scheduled.Kind.INCOME: "cash",
    Scheduled.Kind.TRANSFER: "arrows-exchange",
    Scheduled.Kind.DAY: "calendar-heart",
}

SOON_DAYS = 30
OVER_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Coming:
    """Something on a day: a `bill` of an account, or what was `scheduled`.

    `amount_minor` is positive, in `currency`, None where only the day is known. `kind` is one of `Scheduled.Kind`.
    `next` is the one that would be done now; those of the same row on later days only look ahead.
    """

    book: Book
    day: dt.date
    name: str
    icon: str
    kind: str
    currency: str
    amount_minor: int | None = None
    overdue: bool = False
    next: bool = True
    bill: BillDue | None = None
    scheduled: Scheduled | None = None

    @property
    def comes_in(self) -> bool:
        return self.kind == Scheduled.Kind.INCOME

    @property
    def is_day(self) -> bool:
        """Only a day to remember, no money."""
        return self.kind == Scheduled.Kind.DAY


def coming(book: Book, *, today: dt.date, within_days: int) -> list[Coming]:
    """What comes from today for `within_days` days, and what is overdue before it, by day. Four queries at most."""
    return coming_in([book], {book.pk: today}, within_days=within_days)


def coming_in(books: Sequence[Book], todays: dict[int, dt.date], *, within_days: int) -> list[Coming]:
    """The same for several books, `todays` by book id; the number of queries stays.

    What repeats comes on each of its days. The bill of an account that something scheduled pays is not told twice.
    """
    if not books:
        return []
    by_id = {book.pk: book for book in books}
    lasts = {pk: day + dt.timedelta(days=within_days) for pk, day in todays.items()}
    rows = open_scheduled(books, until=max(lasts.values()))
    found = [
        _scheduled(row, by_id[row.book_id], day, todays[row.book_id])
        for row in rows
        for day in occurrences(row, todays[row.book_id], lasts[row.book_id])
    ]
    paid = {row.to_account_id for row in rows if row.to_account_id is not None}
    found += [
        _bill(bill, by_id[bill.account.book_id])
        for bill in next_bills(books, todays)
        if bill.due <= lasts[bill.account.book_id] and bill.account.pk not in paid
    ]
    return sorted(found, key=lambda each: (each.day, each.name))


def open_scheduled(books: Sequence[Book], *, until: dt.date) -> list[Scheduled]:
    """What is not done and comes next on `until` or before, with what it names. One query and the directories'.

    Nothing of a book that was erased since it was read.
    """
    rows = list(book_scheduled(*books).filter(done_at__isnull=True, due__lte=until).order_by("due", "id"))
    directories = directories_of(books)
    rows = [row for row in rows if row.book_id in directories]
    for row in rows:
        directories[row.book_id].name_scheduled(row)
    return rows


def schedule(book: Book) -> list[Scheduled]:
    """All that is scheduled in a book and not done, by day. One query."""
    return open_scheduled([book], until=dt.date.max)


def occurrences(row: Scheduled, today: dt.date, last: dt.date) -> list[dt.date]:
    """The days up to `last` (inclusive) on which it comes: what is overdue on its one day, then those from today on.

    A day to remember is not overdue: when it has passed, it comes again or is over.
    """
    days = days_until(row.due, last, every=row.every, anchor_day=row.anchor_day, lunar=row.lunar)
    return [day for day in days if day >= today or (day == row.due and row.kind != Scheduled.Kind.DAY)]


def _scheduled(row: Scheduled, book: Book, day: dt.date, today: dt.date) -> Coming:
    return Coming(
        book=book,
        day=day,
        name=row.name,
        icon=icon_of(row),
        kind=row.kind,
        currency=book.currency,
        amount_minor=row.amount_minor,
        overdue=day < today,
        next=day == row.due,
        scheduled=row,
    )


def icon_of(row: Scheduled) -> str:
    """Its own icon, else that of its category, else that of its kind."""
    return row.icon or (row.category.icon if row.category else "") or ICONS[Scheduled.Kind(row.kind)]


def _bill(bill: BillDue, book: Book) -> Coming:
    return Coming(
        book=book,
        day=bill.due,
        name=bill.account.name,
        icon=bill.account.icon or "credit-card",
        kind=Scheduled.Kind.EXPENSE,
        currency=bill.account.currency,
        amount_minor=bill.amount_minor,
        bill=bill,
    )


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a book has scheduled, each once, and the bills of the next weeks; `over` is done, or a day gone by."""

    overdue: list[Coming]
    soon: list[Coming]
    later: list[Coming]
    over: list[Scheduled]

    @property
    def is_empty(self) -> bool:
        return not (self.overdue or self.soon or self.later or self.over)


def agenda(book: Book, today: dt.date) -> Agenda:
    """What is overdue, what comes within 30 days, what comes later, each by day, and the last that are over."""
    found, over = [], []
    rows = schedule(book)
    for row in rows:
        day = next_occurrence(row, today)
        if day is None:
            over.append(row)
        else:
            found.append(_scheduled(row, book, day, today))
    paid = {row.to_account_id for row in rows if row.to_account_id is not None}
    last = today + dt.timedelta(days=SOON_DAYS)
    bills = next_bills([book], {book.pk: today})
    found += [_bill(bill, book) for bill in bills if bill.due <= last and bill.account.pk not in paid]
    found.sort(key=lambda each: (each.day, each.name))
    done = book_scheduled(book).filter(done_at__isnull=False).select_related("category")
    over += done.order_by("-done_at")[:OVER_SHOWN]
    return Agenda(
        overdue=[each for each in found if each.overdue],
        soon=[each for each in found if not each.overdue and each.day <= last],
        later=[each for each in found if each.day > last],
        over=sorted(over, key=lambda row: row.due, reverse=True)[:OVER_SHOWN],
    )


def next_occurrence(row: Scheduled, today: dt.date) -> dt.date | None:
    """The day on which it is next: its own where money is to move, also an overdue one; None for a day that is over."""
    if row.kind != Scheduled.Kind.DAY or row.due >= today:
        return row.due
    # By the Chinese calendar a year has up to 385 days.
    days = days_until(
        row.due, today + dt.timedelta(days=400), every=row.every, anchor_day=row.anchor_day, lunar=row.lunar
    )
    return next((day for day in days if day >= today), None)
