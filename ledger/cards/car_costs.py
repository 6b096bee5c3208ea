"""What the car took this year, by kind; in January, before anything was paid, what it took last year."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ledger.cards.driving import CostKind, cost_kinds
from ledger.models import Book, Member
from ledger.queries.months import category_sums
from ledger.rules.periods import period_of, period_range

KEY = "car_costs"


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    book = member.book
    year = period_of(today, book.month_start_day) // 100
    kinds = _of_year(book, year)
    if not kinds and (before := _of_year(book, year - 1)):
        year, kinds = year - 1, before
    return {
        "year": year,
        "is_this_year": year == today.year,
        "kinds": kinds,
        "total_minor": sum(kind.amount_minor for kind in kinds),
        "largest_minor": max((kind.amount_minor for kind in kinds), default=0),
        "first": period_range(year * 100 + 1, book.month_start_day)[0],
        "last": period_range(year * 100 + 12, book.month_start_day)[1],
    }


def _of_year(book: Book, year: int) -> list[CostKind]:
    """What each kind took in the twelve months of a year. One query."""
    sums = category_sums(book, year * 100 + 1, year * 100 + 12)
    return cost_kinds((row.category, row.amount_minor) for row in sums if row.category is not None)
