"""How far the renovation has come: seven stages, the one it stands at, and what is spent of the budget."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ledger.cards.renovation import Stage, renovation_of
from ledger.models import Member
from ledger.permissions import Action, allows

KEY = "stage_progress"
WIDE = True
FACTS = ("start_date", "plan_budget")


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    facts = member.book.facts
    renovation = renovation_of(member)
    start, finished = _day(facts.get("start_date")), _day(facts.get("finished_on"))
    is_finished = finished is not None and finished <= today
    place = None if is_finished else _place(renovation.stages)
    last_day = finished if is_finished and finished else today
    missing = [key for key in FACTS if not facts.get(key)]
    budget = facts.get("plan_budget")
    return {
        "steps": [
            (stage, "now" if n == place else "done" if _is_done(stage, n, place, is_finished=is_finished) else "")
            for n, stage in enumerate(renovation.stages)
        ],
        "current": renovation.stages[place] if place is not None else None,
        "to_come": renovation.stages[place + 1 :] if place is not None else [],
        "finished": finished if is_finished else None,
        "start": start,
        "day": (last_day - start).days + 1 if start and start <= last_day else None,
        "paid_minor": renovation.paid_minor,
        "unpaid_minor": renovation.unpaid_minor,
        "budget_minor": budget,
        "left_minor": budget - renovation.paid_minor if budget else None,
        "today": today,
        "ask": missing if allows(member, Action.SETTINGS) else [],
    }


def _place(stages: list[Stage]) -> int | None:
    """The furthest stage whose work was paid for; a down payment is no work. None before any."""
    return max((n for n, stage in enumerate(stages) if stage.begun), default=None)


def _is_done(stage: Stage, n: int, place: int | None, *, is_finished: bool) -> bool:
    """A stage that is over; one that was passed without any money was not needed."""
    return bool(stage.agreed_minor) and (is_finished or (place is not None and n < place))


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None
