"""The month as a calendar: a cell a day with what it cost, darker where it cost more."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.models import Member
from ledger.queries.months import day_sums
from ledger.rules.pace import median
from ledger.rules.periods import period_of, period_range

KEY = "month_calendar"
# So many days before today are in sight, so that the first days of a month do not stand alone.
DAYS_IN_SIGHT = 13
# Shades 1 to 4: up to half of a usual day, up to half as much again, up to three usual days, and beyond.
STEPS = ((1, 2), (3, 2), (3, 1))


@dataclass(frozen=True, slots=True)
class DayCell:
    """`shade` is 0 for a day that cost nothing, else 1 to 4; `inside`: of the month that is shown."""

    date: dt.date
    spent_minor: int
    shade: int
    inside: bool


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    book = member.book
    period = period_of(today, book.month_start_day)
    first, last = period_range(period, book.month_start_day)
    begin = _monday(min(first, today - dt.timedelta(days=DAYS_IN_SIGHT)))
    end = _monday(last) + dt.timedelta(days=6)
    spent = {row.day: row.expense_minor for row in day_sums(book, begin, today)}
    usual = median([amount for amount in spent.values() if amount]) or 0
    days = [begin + dt.timedelta(days=n) for n in range((end - begin).days + 1)]
    cells = [DayCell(day, spent.get(day, 0), shade(spent.get(day, 0), usual), first <= day <= last) for day in days]
    within = [amount for day, amount in spent.items() if day >= first]
    passed = (today - first).days + 1
    return {
        "weeks": [cells[n : n + 7] for n in range(0, len(cells), 7)],
        "today": today,
        "period": period,
        "free_days": passed - sum(1 for amount in within if amount),
        "dearest": max((cell for cell in cells if cell.inside), key=lambda cell: cell.spent_minor),
        "usual_minor": usual,
    }


def shade(spent_minor: int, usual_minor: int) -> int:
    """How dark a day is: 0 where nothing was spent, 4 beyond three usual days."""
    if spent_minor <= 0:
        return 0
    return 1 + sum(1 for times, of in STEPS if spent_minor * of > usual_minor * times)


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())
