"""What a kilometre costs: all that the car took in twelve months, by the kilometres that it drove in them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from ledger.cards.driving import DAYS_READ, CostKind, cost_kinds, readings_of
from ledger.cards.figure import CoverFigure
from ledger.directory import directory_of
from ledger.models import Book, Member
from ledger.queries.sums import book_days
from ledger.rules.driving import Reading, km_at, per_km
from ledger.visibility import book_entries

KEY = "per_km"
WIDE = True
# Below this a kilometre's price is chance: one insurance bill against a week of driving.
ENOUGH_KM = 100


@dataclass(frozen=True, slots=True)
class Driven:
    """From one day (not counted) to another (counted): kilometres, and what was spent less what came back."""

    since: dt.date
    until: dt.date
    km: int
    spent_minor: int = 0

    @property
    def per_km_minor(self) -> int:
        return per_km(self.spent_minor, self.km)


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    book = member.book
    driven = driven_by([book], {book.pk: today}).get(book.pk)
    kinds = _kinds(book, driven) if driven else []
    return {
        "driven": driven,
        "parts": [(kind, per_km(kind.amount_minor, driven.km)) for kind in kinds if driven],
        "largest_minor": kinds[0].amount_minor if kinds else 0,
        "today": today,
    }


def cover_figures(books: Sequence[Book], todays: Mapping[int, dt.date]) -> dict[int, CoverFigure]:
    """By book: what a kilometre costs. Two queries."""
    return {
        book_id: CoverFigure(_("A kilometre"), driven.per_km_minor, whole=False)
        for book_id, driven in driven_by(books, todays).items()
    }


def driven_by(books: Sequence[Book], todays: Mapping[int, dt.date]) -> dict[int, Driven]:
    """By book: the twelve months up to its last reading, or all it has; books that drove too little are left out.

    Two queries.
    """
    since = min(todays[book.pk] for book in books) - dt.timedelta(days=DAYS_READ)
    windows = {}
    for book_id, known in readings_of(books, since=since).items():
        window = _window([reading for reading in known if reading.day <= todays[book_id]])
        if window is not None:
            windows[book_id] = window
    if not windows:
        return {}
    wanted = Q()
    for book_id, window in windows.items():
        wanted |= Q(book_id=book_id, day__gt=window.since, day__lte=window.until)
    spent = dict(
        book_days(*books)
        .filter(wanted, flow__in=["operating", "credit"])
        .values("book_id")
        .annotate(spent=Sum(F("outflow_minor") - F("inflow_minor")))
        .values_list("book_id", "spent")
    )
    return {
        book_id: Driven(window.since, window.until, window.km, spent.get(book_id, 0))
        for book_id, window in windows.items()
    }


def _window(known: list[Reading]) -> Driven | None:
    if not known:
        return None
    until = known[-1].day
    since = max(known[0].day, year_before(until))
    km = known[-1].km - (km_at(known, since) or 0)
    return Driven(since, until, km) if km >= ENOUGH_KM else None


def year_before(day: dt.date) -> dt.date:
    """The same day of the year before; for 29 February the 28th."""
    return day.replace(year=day.year - 1, day=min(day.day, 28 if day.month == 2 else 31))


def _kinds(book: Book, driven: Driven) -> list[CostKind]:
    """What each kind of cost took in that time. One query."""
    categories = directory_of(book).categories
    rows = (
        book_entries(book)
        .filter(
            kind="expense",
            category_id__isnull=False,
            date__gt=driven.since,
            date__lte=driven.until,
        )
        .order_by()
        .values_list("category_id")
        .annotate(Sum("base_amount_minor"))
    )
    tops: dict[int, int] = {}
    for category_id, amount in rows:
        top = categories[category_id].parent_id or category_id
        tops[top] = tops.get(top, 0) + amount
    return cost_kinds(sorted(((categories[pk], amount) for pk, amount in tops.items()), key=lambda pair: -pair[1]))
