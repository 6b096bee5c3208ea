"""The term: which week it is, and what comes that does not come every month: fees, aid, exams."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ledger.models import Member, Scheduled
from ledger.permissions import Action, allows
from ledger.queries.coming import icon_of, open_scheduled

KEY = "term_calendar"
DAYS_AHEAD = 300
SHOWN = 5
EVERYDAY = frozenset({Scheduled.Every.WEEK, Scheduled.Every.MONTH})


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    book = member.book
    rows = [
        row
        for row in open_scheduled([book], until=today + dt.timedelta(days=DAYS_AHEAD))
        if row.every not in EVERYDAY and (row.due >= today or row.kind != Scheduled.Kind.DAY)
    ]
    missing = [key for key in ("term_start", "term_end") if not book.facts.get(key)]
    return {
        "today": today,
        "rows": [{"row": row, "icon": icon_of(row), "days": (row.due - today).days} for row in rows[:SHOWN]],
        "more": max(0, len(rows) - SHOWN),
        "ask": missing if allows(member, Action.SETTINGS) else [],
    } | _term(book.facts, today)


def _term(facts: Mapping[str, Any], today: dt.date) -> dict[str, Any]:
    """`week` of `weeks`, both counted from 1; a `week` of 0 is before the term, and none after it."""
    if not facts.get("term_start") or not facts.get("term_end"):
        return {"week": None}
    start, end = dt.date.fromisoformat(facts["term_start"]), dt.date.fromisoformat(facts["term_end"])
    weeks = (end - start).days // 7 + 1
    if today < start:
        return {"week": 0, "weeks": weeks, "start": start, "to_start": (start - today).days}
    if today > end:
        return {"week": None, "over": True}
    return {"week": (today - start).days // 7 + 1, "weeks": weeks, "end": end, "to_end": (end - today).days}
