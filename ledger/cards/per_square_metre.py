"""What a square metre has cost, beside what it was to cost, and the extras that nobody had planned."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ledger.cards.renovation import renovation_of
from ledger.directory import directory_of
from ledger.models import Member
from ledger.permissions import Action, allows
from ledger.queries.entries import with_names
from ledger.rules.money import round_half_up
from ledger.visibility import counted_entries

KEY = "per_square_metre"
EXTRAS = "extras"
SHOWN = 5


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    facts = member.book.facts
    area, budget = facts.get("area"), facts.get("plan_budget")
    paid = renovation_of(member).paid_minor
    keys = [pk for pk, row in directory_of(member.book).categories.items() if row.key.partition(".")[0] == EXTRAS]
    entries = counted_entries(member).filter(category_id__in=keys, kind="expense").order_by("-base_amount_minor", "-id")
    extras = with_names(member, entries)
    total = sum(entry.base_amount_minor for entry in extras)
    return {
        "area": area,
        "per_metre_minor": round_half_up(paid, area) if area and paid else None,
        "planned_minor": round_half_up(budget, area) if area and budget else None,
        "extras": extras[:SHOWN],
        "more": max(0, len(extras) - SHOWN),
        "extras_minor": total,
        "extras_percent": round_half_up(100 * total, paid) if paid > 0 else None,
        "category": next((row for row in directory_of(member.book).categories.values() if row.key == EXTRAS), None),
        "today": today,
        "ask": ["area"] if not area and allows(member, Action.SETTINGS) else [],
    }
