"""For how many days the money lasts at the pace of the last weeks, and whether the next allowance comes before."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ledger.cards.campus import DAYS_LOOKED_BACK, living
from ledger.models import Member
from ledger.permissions import Action, allows

KEY = "living_days"
ACTION = Action.SEE_BALANCES
# Beyond a term the number says nothing more.
MOST_DAYS = 120


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    have = living(member, today, options)
    lasts = max(0, have.free_minor) // have.usual_minor if have.usual_minor > 0 else None
    days = None if lasts is None else min(lasts, MOST_DAYS)
    return {
        "today": today,
        "living": have,
        "days": days,
        "until": today + dt.timedelta(days=days) if days is not None else None,
        "short_days": max(0, have.days - lasts) if lasts is not None and have.next_allowance else 0,
        "left_then_minor": have.free_minor - have.usual_minor * have.days if have.next_allowance else None,
        "looked_back": DAYS_LOOKED_BACK,
        "ask": not have.next_allowance and allows(member, Action.SETTINGS),
    }
