"""What is still under warranty and until when, what is held back for it, and what was paid without proof."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from ledger.cards.extras import day_in
from ledger.cards.renovation import renovation_of
from ledger.models import Entry, Member, Scheduled
from ledger.queries.entries import with_names
from ledger.visibility import book_scheduled, counted_entries

KEY = "warranties"
SHOWN = 5
# A warranty that ended lately is shown for so long: a fault may still be claimed in time.
SHOWN_AFTER_DAYS = 30
SOON_DAYS = 60


@dataclass(frozen=True, slots=True)
class Warranty:
    """`days` are those left, the last one counted; below 0 it has ended."""

    name: str
    until: dt.date
    days: int

    @property
    def is_soon(self) -> bool:
        return self.days <= SOON_DAYS


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any] | None:
    """None until something was paid."""
    paid = counted_entries(member).filter(kind="expense")
    proven = Q(extra__has_key="voucher") & ~Q(extra__voucher="none")
    counts = paid.order_by().aggregate(n=Count("pk"), proven=Count("pk", filter=proven))
    warranted = with_names(member, paid.filter(extra__has_key="warranty_until"))
    ends = [(row, day_in(row.extra, "warranty_until")) for row in warranted]
    found = [_warranty(_name(row), until, today) for row, until in ends if until]
    days = book_scheduled(member.book).filter(kind=Scheduled.Kind.DAY, done_at__isnull=True)
    found += [_warranty(row.name, row.due, today) for row in days]
    if not counts["n"] and not found:
        return None
    first = today - dt.timedelta(days=SHOWN_AFTER_DAYS)
    found = sorted((row for row in found if row.until >= first), key=lambda row: (row.until, row.name))
    held = [payment for payment in renovation_of(member).payments if payment.is_retention]
    without = with_names(member, paid.exclude(proven).order_by("-base_amount_minor", "-id")[:1])
    return {
        "rows": found[:SHOWN],
        "more": max(0, len(found) - SHOWN),
        "held": held,
        "n": counts["n"],
        "proven": counts["proven"],
        "largest_without": without[0] if without else None,
        "today": today,
    }


def _warranty(name: str, until: dt.date, today: dt.date) -> Warranty:
    return Warranty(name, until, (until - today).days)


def _name(entry: Entry) -> str:
    """What was bought, as it was noted, else its category."""
    if entry.note or entry.category is None:
        return entry.note
    return entry.category.name
