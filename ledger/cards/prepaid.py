"""What was paid before leaving, beside what is spent on the way."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ledger.cards.trip import trip_of
from ledger.models import Member

KEY = "prepaid"


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any] | None:
    trip = trip_of(member, today)
    if trip is None or not trip.total_minor:
        return None
    return {
        "before_minor": trip.before_minor,
        "on_the_way_minor": trip.on_the_way_minor,
        "total_minor": trip.total_minor,
        "until": trip.start - dt.timedelta(days=1),
        "start": trip.start,
    }
