"""This month beside the last, up to the same day: what rose and what fell most. At first, the last whole months."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from ledger.directory import directory_of
from ledger.models import Book, Category, Member
from ledger.queries.spending import SPENDING, cost
from ledger.rules.periods import period_of, period_range, shift_period
from ledger.visibility import book_entries

KEY = "month_compare"
# A few days say nothing about a month.
DAYS_BEFORE_IT_COUNTS = 5
SHOWN = 5


@dataclass(slots=True)
class Compared:
    """A category of the first level (None: without one): spent in the one stretch of days and in the other."""

    category: Category | None
    now_minor: int = 0
    before_minor: int = 0

    @property
    def rise_minor(self) -> int:
        return self.now_minor - self.before_minor


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    book = member.book
    period = period_of(today, book.month_start_day)
    first, last = period_range(period, book.month_start_day)
    so_far = (today - first).days + 1
    whole = so_far < DAYS_BEFORE_IT_COUNTS
    if whole:
        period = shift_period(period, -1)
        first, last = period_range(period, book.month_start_day)
    before_first, before_last = period_range(shift_period(period, -1), book.month_start_day)
    if not whole:
        last, before_last = today, min(before_last, before_first + dt.timedelta(days=so_far - 1))
    rows = compared(book, (first, last), (before_first, before_last))
    changed = sorted((row for row in rows if row.rise_minor), key=lambda row: -abs(row.rise_minor))
    now, before = sum(row.now_minor for row in rows), sum(row.before_minor for row in rows)
    return {
        "whole": whole,
        "period": period,
        "now": (first, last),
        "before": (before_first, before_last),
        "now_minor": now,
        "before_minor": before,
        "rise_minor": now - before,
        "rows": changed[:SHOWN],
        "today": today,
    }


def compared(book: Book, now: tuple[dt.date, dt.date], before: tuple[dt.date, dt.date]) -> list[Compared]:
    """What each category of the first level took, net of refunds, in two stretches of days, both ends in. One query."""
    categories = directory_of(book).categories
    in_now, in_before = Q(date__range=now), Q(date__range=before)
    rows = (
        book_entries(book)
        .filter(SPENDING, date__gte=before[0])
        .filter(in_now | in_before)
        .order_by()
        .values_list("category_id")
        .annotate(now=cost(in_now), before=cost(in_before))
    )
    tops: dict[int, Compared] = {}
    for category_id, now_minor, before_minor in rows:
        category = categories.get(category_id)
        top = categories.get(category.parent_id, category) if category and category.parent_id else category
        total = tops.setdefault(top.pk if top else 0, Compared(top))
        total.now_minor += now_minor
        total.before_minor += before_minor
    return list(tops.values())
