"""Three ways to eat, side by side: the canteen, takeaway, milk tea, over the last thirty days and those before."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.directory import directory_of
from ledger.models import Category, Member
from ledger.queries.spans import Spent, spent_by_category, with_parents

KEY = "food_bars"
DAYS = 30


@dataclass(frozen=True, slots=True)
class FoodBar:
    """Heights are in hundredths of the highest bar, those of the thirty days before among them."""

    category: Category
    now: Spent
    then: Spent
    height: int
    height_then: int

    @property
    def each_minor(self) -> int | None:
        """What one meal cost on average; None without one."""
        return self.now.amount_minor // self.now.n if self.now.n else None


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any] | None:
    """The options name categories of the first level by their keys. None where the book has none of them any more."""
    categories = directory_of(member.book).categories
    by_key = {row.key: row for row in categories.values() if row.kind == "expense"}
    wanted = [by_key[key] for key in options.values() if key in by_key]
    if not wanted:
        return None
    first = today - dt.timedelta(days=DAYS - 1)
    now = with_parents(spent_by_category(member, first, today), categories.values())
    day_before = first - dt.timedelta(days=1)
    then = with_parents(spent_by_category(member, first - dt.timedelta(days=DAYS), day_before), categories.values())
    pairs = [(row, now.get(row.pk, Spent()), then.get(row.pk, Spent())) for row in wanted]
    highest = max(1, *(amount for _row, a, b in pairs for amount in (a.amount_minor, b.amount_minor)))
    bars = [
        FoodBar(row, a, b, max(0, 100 * a.amount_minor // highest), max(0, 100 * b.amount_minor // highest))
        for row, a, b in pairs
    ]
    return {
        "bars": bars,
        "first": first,
        "today": today,
        "days": DAYS,
        "meals_for_one": _meals_for_one(bars),
        "total_minor": sum(bar.now.amount_minor for bar in bars),
        "before_minor": sum(bar.then.amount_minor for bar in bars),
    }


def _meals_for_one(bars: list[FoodBar]) -> str:
    """How many of the first kind one of the second costs, to a tenth: "2.4". Empty where that says nothing."""
    if len(bars) < 2 or not bars[0].each_minor or not bars[1].each_minor:
        return ""
    tenths = (20 * bars[1].each_minor + bars[0].each_minor) // (2 * bars[0].each_minor)
    return f"{tenths // 10}.{tenths % 10}" if tenths > 10 else ""
