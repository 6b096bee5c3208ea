"""What is being saved for: how far it is, and when it is reached at the pace of the last months."""

import datetime as dt
from collections.abc import Mapping
from itertools import accumulate
from typing import Any

from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ledger.cards.chart import ChartSpec, Series
from ledger.directory import directory_of, live
from ledger.models import Book, Member
from ledger.permissions import Action, allows
from ledger.queries.sums import account_months
from ledger.rules.periods import period_of, period_range, shift_period

KEY = "saving_goal"
ACTION = Action.SEE_BALANCES
FACTS = ("goal_name", "goal_amount")
# The pace is that of the last whole months; the one that has begun may still bring its share.
MONTHS_OF_PACE = 3
MONTHS_SHOWN = 6
# Further away than this it is no date any more.
MONTHS_TOLD = 120


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any] | None:
    """The option `account` is the key of the account that is saved in; None where the book has none. One query."""
    book = member.book
    jar = next((row for row in live(directory_of(book).accounts.values()) if row.key == options.get("account")), None)
    if jar is None:
        return None
    period = period_of(today, book.month_start_day)
    changes = dict(
        account_months(book)
        .filter(account_id=jar.pk)
        .annotate(change=F("inflow_minor") - F("outflow_minor"))
        .values_list("period", "change")
    )
    have = sum(changes.values())
    goal = book.facts.get("goal_amount")
    pace = sum(changes.get(shift_period(period, -n), 0) for n in range(1, MONTHS_OF_PACE + 1)) // MONTHS_OF_PACE
    months = -(-(goal - have) // pace) if goal and have < goal and pace > 0 else None
    reached = shift_period(period, months) if months and months <= MONTHS_TOLD else None
    missing = [key for key in FACTS if not book.facts.get(key)]
    return {
        "jar": jar,
        "name": book.facts.get("goal_name", ""),
        "goal_minor": goal,
        "have_minor": have,
        "missing_minor": goal - have if goal else None,
        "this_month_minor": changes.get(period, 0),
        "pace_minor": pace,
        "months": months,
        "reached": reached,
        "chart": _chart(book, changes, period, goal) if len(changes) > 1 else None,
        "ask": missing if allows(member, Action.SETTINGS) else [],
        "today": today,
    }


def _chart(book: Book, changes: Mapping[int, int], period: int, goal: int | None) -> ChartSpec:
    shown = [shift_period(period, -n) for n in reversed(range(MONTHS_SHOWN))]
    before = sum(change for each, change in changes.items() if each < shown[0])
    levels = list(accumulate((changes.get(each, 0) for each in shown), initial=before))[1:]
    series = [Series(_("Saved"), levels, "brand", area=True)]
    if goal:
        series.append(Series(_("Goal"), [goal] * len(shown), "quiet", dashed=True))
    return ChartSpec(
        kind="line",
        title=_("What was saved at the end of each month"),
        labels=[date_format(period_range(each, book.month_start_day)[0], _("M")) for each in shown],
        series=tuple(series),
        currency=book.currency,
    )
