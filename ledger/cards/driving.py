"""What the cards of a car share: readings of the odometer, and what was filled in and charged."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from ledger.models import Book, Category
from ledger.rules.driving import Fill, Reading, steady
from ledger.visibility import book_entries

ODOMETER, LITRES, KWH, FULL = "odometer", "litres", "kwh", "full"
# Far enough back for twelve months and a reading before them.
DAYS_READ = 500
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
    """What a kind of cost took: categories of the first level that belong together, the largest first."""

    categories: list[Category]
    amount_minor: int


def cost_kinds(sums: Iterable[tuple[Category, int]]) -> list[CostKind]:
    """Kinds of cost, largest first, from what each category of the first level took, largest first."""
    kinds: dict[str, CostKind] = {}
    for category, amount_minor in sums:
        if amount_minor > 0:
            key = TOGETHER.get(category.key) or str(category.pk)
            kind = kinds.setdefault(key, CostKind([], 0))
            kind.categories.append(category)
            kind.amount_minor += amount_minor
    return sorted(kinds.values(), key=lambda kind: -kind.amount_minor)


def readings_of(books: Sequence[Book], *, since: dt.date) -> dict[int, list[Reading]]:
    """By book: what its entries say of the odometer from `since` on, without what can't be right. One query."""
    rows = (
        book_entries(*books, pending=True)
        .filter(date__gte=since, extra__has_key=ODOMETER)
        .order_by("book_id", "date", "time", "id")
        .values_list("book_id", "date", f"extra__{ODOMETER}")
    )
    found: dict[int, list[Reading]] = {}
    for book_id, day, value in rows:
        km = _whole(value)
        if km is not None:
            found.setdefault(book_id, []).append(Reading(day, km))
    return {book_id: steady(readings) for book_id, readings in found.items()}


def readings(book: Book, today: dt.date) -> list[Reading]:
    """The readings of one book up to `today`, of the last year and somewhat more. One query."""
    return [
        reading
        for reading in readings_of([book], since=today - dt.timedelta(days=DAYS_READ)).get(book.pk, [])
        if reading.day <= today
    ]


def fills(book: Book, quantity: str, known: Iterable[Reading], *, since: dt.date) -> list[Fill]:
    """What was filled in or charged from `since` on, by day; `quantity` is LITRES or KWH. One query.

    An odometer that is not among the `known` readings does not count. A tank is full unless the entry says no.
    """
    right = {(reading.day, reading.km) for reading in known}
    rows = (
        book_entries(book, pending=True)
        .filter(kind="expense", date__gte=since, extra__has_key=quantity)
        .order_by("date", "time", "id")
        .values_list("date", "extra")
    )
    found = []
    for day, extra in rows:
        thousandths = _thousandths(extra[quantity])
        if not thousandths:
            continue
        km = _whole(extra.get(ODOMETER))
        known_km = km if km is not None and (day, km) in right else None
        found.append(Fill(day, known_km, thousandths, extra.get(FULL) != "no"))
    return found


def _whole(value: Any) -> int | None:
    """A reading as an entry keeps it: a whole number; anything else tells nothing."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _thousandths(value: Any) -> int:
    """Litres or kWh as an entry keeps them, a decimal written as text; 0 for what is none."""
    try:
        return int(Decimal(str(value)) * 1000)
    except (InvalidOperation, ValueError, OverflowError):
        return 0
