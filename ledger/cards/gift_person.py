"""A name typed, and all that has passed with that person is there; to begin with whom the last entry names."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ledger.cards.gifts import between
from ledger.models import Member
from ledger.queries.recording import pad_choices
from ledger.visibility import counted_entries

KEY = "gift_person"
ROWS_SHOWN = 4


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    last = (
        counted_entries(member)
        .filter(merchant__isnull=False, date__lte=today)
        .select_related("merchant")
        .order_by("-date", "-id")
        .first()
    )
    who = last.merchant if last else None
    return {
        "names": pad_choices(member).merchants,
        "found": between(member, who) if who else None,
        "rows": ROWS_SHOWN,
        "today": today,
    }
