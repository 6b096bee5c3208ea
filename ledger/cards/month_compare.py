"""This month beside the last, up to the same day: what rose and what fell most. At first, the last whole months."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from ledger.directory import directory_of
from ledger.models import Book, Category, Member
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

    def spent(days: tuple[dt.date, dt.date], kind: str) -> Coalesce:
        return Coalesce(Sum("base_amount_minor", filter=Q(kind=kind, date__range=days)), 0)

    rows = (
        book_entries(book)
        .filter(kind__in=["expense", "refund"], date__gte=before[0])
        .filter(Q(date__range=now) | Q(date__range=before))
        .order_by()
        .values("category_id")
        .annotate(
            now=spent(now, "expense"),
            now_back=spent(now, "refund"),
            before=spent(before, "expense"),
            before_back=spent(before, "refund"),
        )
    )
    tops: dict[int, Compared] = {}
    for row in rows:
        category = categories.get(row["category_id"])
        if category is not None and category.kind == "income":
            continue
        top = categories.get(category.parent_id, category) if category and category.parent_id else category
        total = tops.setdefault(top.pk if top else 0, Compared(top))
        total.now_minor += row["now"] - row["now_back"]
        total.before_minor += row["before"] - row["before_back"]
    return list(tops.values())
