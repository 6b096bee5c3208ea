"""Dates: how many in the last three months, what one costs on average, and the last ones."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ledger.directory import directory_of
from ledger.models import Member
from ledger.queries.entries import with_names
from ledger.visibility import counted_entries

KEY = "dates_out"
DAYS = 90
SHOWN = 3
WORDS_SHOWN = 3


@dataclass(slots=True)
class Date:
    """A day out: all that was spent on it, net of refunds, and where or for what."""

    day: dt.date
    spent_minor: int = 0
    words: list[str] = field(default_factory=list)


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    """A date is a day with something in one of the categories that the options name by their keys."""
    tops = set(options.values())
    ids = [row.pk for row in directory_of(member.book).categories.values() if row.key.partition(".")[0] in tops]
    first = today - dt.timedelta(days=DAYS - 1)
    rows = counted_entries(member).filter(
        kind__in=["expense", "refund"], category_id__in=ids, date__gte=first, date__lte=today
    )
    days: dict[dt.date, Date] = {}
    for entry in with_names(member, rows.order_by("date", "time", "id")):
        date = days.setdefault(entry.date, Date(entry.date))
        date.spent_minor += entry.base_amount_minor if entry.kind == "expense" else -entry.base_amount_minor
        words = entry.note or (entry.merchant.name if entry.merchant else entry.category.name if entry.category else "")
        if entry.kind == "expense" and words not in date.words:
            date.words.append(words)
    dates = [date for date in days.values() if date.spent_minor > 0]
    total = sum(date.spent_minor for date in dates)
    return {
        "n": len(dates),
        "average_minor": total // len(dates) if dates else None,
        "total_minor": total,
        "last": [{"date": date, "words": date.words[:WORDS_SHOWN]} for date in reversed(dates[-SHOWN:])],
        "days_since": (today - dates[-1].day).days if dates else None,
        "days": DAYS,
        "today": today,
    }
