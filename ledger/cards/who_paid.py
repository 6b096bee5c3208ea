"""Who paid for whom, and the fewest payments that settle it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ledger.models import Member
from ledger.queries.shares import everybody, standings

KEY = "who_paid"


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any] | None:
    """None where there is only one person."""
    if len(everybody(member.book)) < 2:
        return None
    found = standings(member)
    return {
        "standings": found.rows,
        "payments": found.payments,
        "total_minor": found.total_minor,
        "today": today,
    }
