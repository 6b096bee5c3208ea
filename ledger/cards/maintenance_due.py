"""What the car will need: its next service by days and by kilometres, and what stands in the book's schedule."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ledger.cards.driving import readings
from ledger.directory import directory_of
from ledger.models import Book, Member
from ledger.permissions import Action, allows
from ledger.rules.driving import Reading, km_at
from ledger.rules.periods import period_range, shift_period
from ledger.visibility import book_entries, book_scheduled

KEY = "maintenance_due"
FACTS = ("service_km", "service_months")
SERVICES = frozenset({"upkeep", "upkeep.minor", "upkeep.major"})
SHOWN = 6
SOON_DAYS, SOON_KM = 30, 1000
PACE_DAYS = 120


@dataclass(frozen=True, slots=True)
class Due:
    """Something that the car will need; `days` and `km` are left until then, below zero when it is late."""

    name: str
    icon: str
    day: dt.date | None
    days: int | None
    km: int | None
    amount_minor: int | None
    expected: dt.date

    @property
    def is_soon(self) -> bool:
        return (self.days is not None and self.days <= SOON_DAYS) or (self.km is not None and self.km <= SOON_KM)

    @property
    def late_days(self) -> int:
        return -(self.days or 0)

    @property
    def late_km(self) -> int:
        return -(self.km or 0)


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    book = member.book
    known = readings(book, today)
    pace = _pace(known)
    odometer = known[-1].km if known else None

    def due(name: str, icon: str, day: dt.date | None, at_km: int | None, amount_minor: int | None = None) -> Due:
        km = at_km - odometer if at_km is not None and odometer is not None else None
        by_km = today + dt.timedelta(days=km * PACE_DAYS // pace) if km is not None and pace else None
        expected = min(each for each in (day, by_km, dt.date.max) if each is not None)
        return Due(name, icon, day, (day - today).days if day else None, km, amount_minor, expected)

    rows = [
        due(row.name, row.icon or "calendar-event", row.due, _km(row.extra.get("km")), row.amount_minor)
        for row in book_scheduled(book).filter(done_at__isnull=True).exclude(kind="income")
    ]
    service = _service(book, known, today)
    if service is not None:
        rows.append(due(_("Service"), "tool", *service))
    rows.sort(key=lambda row: (row.expected, row.name))
    missing = [key for key in FACTS if not book.facts.get(key)]
    return {
        "rows": rows[:SHOWN],
        "today": today,
        "odometer": known[-1] if known else None,
        "ask": missing if allows(member, Action.SETTINGS) else [],
    }


def _pace(known: list[Reading]) -> int:
    """The kilometres of the last PACE_DAYS before the last reading; 0 where nothing tells."""
    if len(known) < 2:
        return 0
    last = known[-1]
    since = max(known[0].day, last.day - dt.timedelta(days=PACE_DAYS))
    days = (last.day - since).days
    return (last.km - (km_at(known, since) or 0)) * PACE_DAYS // days if days else 0


def _service(book: Book, known: list[Reading], today: dt.date) -> tuple[dt.date | None, int | None] | None:
    """The day and the odometer of the next service, counted from the last one recorded; None where nothing tells."""
    km, months = (book.facts.get(key) for key in FACTS)
    if not km and not months:
        return None
    categories = [pk for pk, row in directory_of(book).categories.items() if row.key in SERVICES]
    last = (
        book_entries(book, pending=True)
        .filter(kind="expense", category_id__in=categories, date__lte=today)
        .order_by("-date", "-id")
        .values_list("date", flat=True)
        .first()
    )
    if last is None:
        return None
    at = km_at(known, last)
    return (_months_after(last, months) if months else None, at + km if km and at is not None else None)


def _months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last of a shorter month."""
    first, last = period_range(shift_period(day.year * 100 + day.month, months))
    return min(first.replace(day=1) + dt.timedelta(days=day.day - 1), last)


def _km(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
