"""Which day of the trip it is, and what may still be spent today."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ledger.cards.trip import FACTS, trip_of
from ledger.models import Member
from ledger.permissions import Action, allows
from ledger.rules.pace import allowance_per_day

KEY = "trip_pace"
WIDE = True


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    """The budget covers what was paid before leaving only where the book says so."""
    facts = member.book.facts
    trip = trip_of(member, today)
    missing = [key for key in FACTS if not facts.get(key)]
    context: dict[str, Any] = {
        "trip": trip,
        "today": today,
        "ask": missing if allows(member, Action.SETTINGS) else [],
    }
    if trip is None or not trip.budget_minor:
        return context
    prepaid = trip.before_minor if facts.get("pace_counts_prepaid") else 0
    spent_today = trip.spending.get(today, 0) if 1 <= trip.day <= trip.days else 0
    before_today = trip.on_the_way_minor - spent_today + prepaid
    for_today = allowance_per_day(trip.budget_minor, before_today, trip.days - max(trip.day, 1) + 1)
    spent = trip.on_the_way_minor + prepaid
    return context | {
        "spent_today_minor": spent_today,
        "today_left_minor": for_today - spent_today,
        "spent_minor": spent,
        "left_minor": trip.budget_minor - spent,
        "counts_prepaid": bool(facts.get("pace_counts_prepaid")),
    }
