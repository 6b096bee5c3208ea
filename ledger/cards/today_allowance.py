"""Today: what was spent, and what may still be spent so that the month holds."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ledger.models import Member
from ledger.permissions import Action, allows
from ledger.queries.allowance import day_allowances
from ledger.queries.months import day_sums, month_summary
from ledger.queries.reserved import planned_minor
from ledger.rules.periods import period_of, period_range

KEY = "today_allowance"


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    """The day's part: what the month might still cost this morning, less what is planned to be paid, by days left."""
    book = member.book
    period = period_of(today, book.month_start_day)
    last = period_range(period, book.month_start_day)[1]
    month = month_summary(book, period)
    sums = day_sums(book, today - dt.timedelta(days=1), today)
    spent = {row.day: row.expense_minor for row in sums}
    spent_today = spent.get(today, 0)
    reserved = planned_minor(book, today=today, last=last)
    allowance = day_allowances([(book, today, month.expense_minor - spent_today + reserved)]).get(book.pk)
    return {
        "today": today,
        "spent_minor": spent_today,
        "yesterday_minor": spent.get(today - dt.timedelta(days=1), 0),
        "allowance": allowance,
        "left_minor": allowance.per_day_minor - spent_today if allowance else None,
        "month_left_minor": allowance.budget_minor - month.expense_minor if allowance else None,
        "reserved_minor": reserved,
        "last": last,
        "ask": not book.facts.get("plan_budget") and allows(member, Action.SETTINGS),
    }
