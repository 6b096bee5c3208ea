"""The tightest budgets: how much is gone, beside how much of their days."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ledger.models import Member
from ledger.permissions import Action, allows
from ledger.queries.budgets import budget_ideas, budget_rows, tightest

KEY = "budgets"
ROWS_SHOWN = 3


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any] | None:
    """Whoever may plan is offered to fill budgets in where there are none; nobody else sees an empty card."""
    rows = budget_rows(member.book, today)
    # The whole month stands in the card of the month already.
    about_something = [row for row in rows if not row.is_whole_month]
    shown = tightest(about_something or rows, int(options.get("rows", ROWS_SHOWN)))
    if shown:
        return {"rows": shown, "today": today}
    if rows or not allows(member, Action.PLAN) or member.book.archived_at is not None:
        return None
    return {"rows": [], "today": today, "has_history": bool(budget_ideas(member.book, today))}
