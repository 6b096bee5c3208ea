"""The next day to keep: how long it is until then, and what is left of the budget for presents."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import ngettext

from ledger.directory import directory_of
from ledger.models import Budget, Member, Scheduled
from ledger.permissions import Action, allows
from ledger.queries.coming import icon_of, occurrences, open_scheduled
from ledger.queries.spans import spent_by_category
from ledger.rules.periods import period_of, period_range
from ledger.rules.recurrence import next_day

KEY = "anniversary"
DAYS_AHEAD = 400
SHOWN = 3


@dataclass(frozen=True, slots=True)
class KeptDay:
    """A day to remember; `budget_minor` is what was meant to be spent on it, None where nobody said."""

    day: dt.date
    name: str
    icon: str
    days: int
    budget_minor: int | None = None


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    book = member.book
    since = dt.date.fromisoformat(book.facts["together_since"]) if book.facts.get("together_since") else None
    last = today + dt.timedelta(days=DAYS_AHEAD)
    days = [
        KeptDay(day, row.name, icon_of(row), (day - today).days, row.amount_minor)
        for row in open_scheduled([book], until=last)
        if row.kind == Scheduled.Kind.DAY
        for day in occurrences(row, today, last)[:1]
    ]
    if since:
        days.append(_anniversary(since, today))
    days.sort(key=lambda each: (each.day, each.name))
    return {
        "next": days[0] if days else None,
        "later": days[1:SHOWN],
        "together_days": (today - since).days + 1 if since and since <= today else None,
        "today": today,
        "ask": since is None and allows(member, Action.SETTINGS),
    } | _presents(member, days[0].day if days else today, today, options)


def _anniversary(since: dt.date, today: dt.date) -> KeptDay:
    """The next day on which it is a whole number of years, today included."""
    day: dt.date | None = since
    while day and (day < today or day == since):
        day = next_day(day, every="year", anchor_day=since.day)
    assert day, "years do not end"
    years = day.year - since.year
    name = ngettext("%(n)d year together", "%(n)d years together", years) % {"n": years}
    return KeptDay(day, name, "hearts", (day - today).days)


def _presents(member: Member, day: dt.date, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    """The budget of the category `gifts` that covers the day, else that of each month, and what is spent of it."""
    book = member.book
    gifts = [
        row.pk for row in directory_of(book).categories.values() if row.key.partition(".")[0] == options.get("gifts")
    ]
    budgets = list(Budget.objects.filter(book_id=book.pk, category_id__in=gifts))
    once = [row for row in budgets if row.first and row.last and row.first <= day <= row.last]
    monthly = [row for row in budgets if not row.first]
    if not once and not monthly:
        return {"budget_minor": None}
    budget = (once or monthly)[0]
    first = budget.first or period_range(period_of(today, book.month_start_day), book.month_start_day)[0]
    spent = spent_by_category(member, first, today)
    used = sum(each.amount_minor for pk, each in spent.items() if pk in gifts)
    return {"budget_minor": budget.amount_minor, "spent_minor": used, "left_minor": budget.amount_minor - used}
