"""The days of the trip as a string of places, purposes and amounts."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ledger.cards.trip import trip_of
from ledger.models import Entry, Member
from ledger.queries.entries import EntryFilter, entry_page

KEY = "trip_days"
ENTRIES_READ = 60
WORDS_SHOWN = 4


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any] | None:
    trip = trip_of(member, today)
    if trip is None or trip.day == 0:
        return None
    page = entry_page(member, EntryFilter(date_from=trip.start, date_to=trip.end), size=ENTRIES_READ)
    rows = [
        {
            "number": (day.date - trip.start).days + 1,
            "date": day.date,
            "words": _words(day.entries),
            "spent_minor": day.expense_minor,
        }
        for day in page.days
    ]
    return {"rows": rows, "destination": member.book.facts.get("destination", ""), "today": today} if rows else None


def _words(entries: list[Entry]) -> list[str]:
    """Where and what for, in the order of the day."""
    told = []
    for entry in reversed(entries):
        words = entry.extra.get("place") or entry.note or (entry.merchant.name if entry.merchant else "")
        words = words or (entry.category.name if entry.category else "")
        if words and words not in told:
            told.append(words)
    return told[:WORDS_SHOWN]
