"""What is coming: weddings, first months, birthdays also by the Chinese calendar, each with what was given us last."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.cards.gifts import last_received, occasion
from ledger.models import Entry, Member, Scheduled
from ledger.visibility import book_scheduled

KEY = "occasions"
DAYS = 120
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day that comes in `days` days; `last` is the last gift of whoever it is about."""

    row: Scheduled
    days: int
    last: Entry | None

    @property
    def last_words(self) -> str:
        return occasion(self.last) if self.last else ""


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    days = int(options.get("days", DAYS))
    rows = list(
        book_scheduled(member.book)
        .filter(
            done_at__isnull=True,
            due__gte=today,
            due__lte=today + dt.timedelta(days=days),
        )
        .order_by("due", "id")[:SHOWN]
    )
    last = last_received(member.book, {row.party for row in rows if row.party})
    return {
        "rows": [Occasion(row, (row.due - today).days, last.get(row.party)) for row in rows],
        "days": days,
        "today": today,
    }
