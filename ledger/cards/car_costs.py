"""What the car took this year, by kind; in January, before anything was paid, what it took last year."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.models import Book, Category, Member
from ledger.queries.months import category_sums
from ledger.rules.periods import period_of, period_range

KEY = "car_costs"
# Kinds that belong together, by the keys of the scene's categories; all others stand for themselves.
TOGETHER = {
    "fuel": "energy",
    "charging": "energy",
    "upkeep": "care",
    "repair": "care",
    "wash": "care",
    "parking": "road",
    "tolls": "road",
}


@dataclass(slots=True)
class CostKind:
    """One kind: its categories, largest first, and what they took."""

    categories: list[Category]
    amount_minor: int


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    book = member.book
    year = period_of(today, book.month_start_day) // 100
    kinds = cost_kinds(book, year)
    if not kinds and cost_kinds(book, year - 1):
        year -= 1
        kinds = cost_kinds(book, year)
    return {
        "year": year,
        "is_this_year": year == today.year,
        "kinds": kinds,
        "total_minor": sum(kind.amount_minor for kind in kinds),
        "largest_minor": max((kind.amount_minor for kind in kinds), default=0),
        "first": period_range(year * 100 + 1, book.month_start_day)[0],
        "last": period_range(year * 100 + 12, book.month_start_day)[1],
    }


def cost_kinds(book: Book, year: int) -> list[CostKind]:
    """What each kind took in the twelve months of a year, largest first. One query."""
    kinds: dict[str, CostKind] = {}
    for row in category_sums(book, year * 100 + 1, year * 100 + 12):
        if row.category is None or row.amount_minor <= 0:
            continue
        key = TOGETHER.get(row.category.key) or str(row.category.pk)
        kind = kinds.setdefault(key, CostKind([], 0))
        kind.categories.append(row.category)
        kind.amount_minor += row.amount_minor
    return sorted(kinds.values(), key=lambda kind: -kind.amount_minor)
