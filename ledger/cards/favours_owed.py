"""Whose favour is still to be returned: what that person gave last, when and for what. How much to give is no rule."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ledger.cards.gifts import open_favours
from ledger.models import Member

KEY = "favours_owed"
SHOWN = 5


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    favours = open_favours([member.book], {member.book_id: today})[member.book_id]
    return {"favours": favours[:SHOWN], "more": favours[SHOWN:], "n": len(favours), "today": today}
