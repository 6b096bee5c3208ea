"""This month beside the same days of the last one: the three categories in which they differ most."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.directory import directory_of
from ledger.models import Category, Member
from ledger.queries.spans import Spent, spent_by_category, with_parents
from ledger.rules.periods import period_of, period_range, shift_period

KEY = "versus_last_month"
SHOWN = 3
# Before this day of a month there is too little of it to compare: then the last whole month is compared.
FIRST_DAY_COMPARED = 5


@dataclass(frozen=True, slots=True)
class Difference:
    """A category of the first level, or None for what has none."""

    category: Category | None
    now_minor: int
    then_minor: int

    @property
    def more_minor(self) -> int:
        return self.now_minor - self.then_minor


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any] | None:
    """None where the month before has nothing to compare with."""
    book = member.book
    period = period_of(today, book.month_start_day)
    first, last = period_range(period, book.month_start_day)[0], today
    whole = (today - first).days + 1 < FIRST_DAY_COMPARED
    if whole:
        period = shift_period(period, -1)
        first, last = period_range(period, book.month_start_day)
    before_first, before_last = period_range(shift_period(period, -1), book.month_start_day)
    if not whole:
        before_last = min(before_last, before_first + (last - first))
    categories = directory_of(book).categories
    now = with_parents(spent_by_category(member, first, last), categories.values())
    then = with_parents(spent_by_category(member, before_first, before_last), categories.values())
    if not then:
        return None
    rows = [
        Difference(categories.get(pk), now.get(pk, Spent()).amount_minor, then.get(pk, Spent()).amount_minor)
        for pk in now.keys() | then.keys()
    ]
    rows.sort(key=lambda row: (-abs(row.more_minor), row.category.position if row.category else 0))
    total_now, total_then = (sum(each.amount_minor for each in sums.values()) for sums in (now, then))
    return {
        "rows": [row for row in rows[:SHOWN] if row.more_minor],
        "now_minor": total_now,
        "then_minor": total_then,
        "more_minor": total_now - total_then,
        "largest_minor": max(max(row.now_minor, row.then_minor) for row in rows[:SHOWN]),
        "first": first,
        "last": last,
        "before_first": before_first,
        "before_last": before_last,
        "period": period,
        "before": shift_period(period, -1),
        "whole": whole,
        "today": today,
    }
