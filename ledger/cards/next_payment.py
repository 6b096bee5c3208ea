"""The next money to pay: to whom, on which day, how much; then what follows."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ledger.cards.renovation import renovation_of
from ledger.models import Member

KEY = "next_payment"
SHOWN = 4


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    renovation = renovation_of(member)
    following = renovation.payments[1:SHOWN]
    first = renovation.payments[0] if renovation.payments else None
    days = (first.day - today).days if first and first.day else None
    return {
        "next": first,
        "in_days": days if days is not None and days >= 0 else None,
        "late_days": -days if days is not None and days < 0 else None,
        "following": following,
        "more": max(0, len(renovation.payments) - SHOWN),
        "unpaid_minor": renovation.unpaid_minor,
        "today": today,
    }
