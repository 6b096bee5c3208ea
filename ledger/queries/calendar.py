"""A month as a calendar shows it: what went out and came in on each day."""

import calendar
import datetime as dt
from dataclasses import dataclass, replace

from ledger.models import Member
from ledger.queries.entries import EntryFilter, day_sums, filtered_entries


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day with its sums in the book's currency, minor units: spending less what came back of it, and earnings."""

    date: dt.date
    expense_minor: int
    income_minor: int

    @property
    def out_minor(self) -> int:
        """The spending as it is written in a cell: below zero."""
        return -self.expense_minor


@dataclass(frozen=True, slots=True)
class CalendarMonth:
    """Whole weeks, Monday first; None stands for the days of the months before and after."""

    first: dt.date
    weeks: list[list[CalendarDay | None]]
    expense_minor: int
    income_minor: int

    @property
    def previous(self) -> dt.date:
        return (self.first - dt.timedelta(days=1)).replace(day=1)

    @property
    def next(self) -> dt.date:
        return (self.first + dt.timedelta(days=31)).replace(day=1)


def calendar_month(member: Member, narrowed: EntryFilter, *, first: dt.date) -> CalendarMonth:
    """The calendar month that begins on `first`, of the entries that the member may see. One query.

    It reads the month's entries and not the daily sums of the book, which know no conditions, count a refund as money
    that came in, and leave out what one member may see alone; so every cell says what the list says of its day.
    """
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    within = replace(narrowed, date_from=first, date_to=last)
    sums = day_sums(filtered_entries(member, within), first, last)
    weeks = [
        [CalendarDay(day, *sums.get(day, (0, 0))) if day.month == first.month else None for day in week]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
    return CalendarMonth(
        first, weeks, sum(spent for spent, _ in sums.values()), sum(earned for _, earned in sums.values())
    )
