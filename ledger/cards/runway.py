"""How many months the money lasts without new work: what is at hand beside what a month takes."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Sum

from ledger.directory import directory_of
from ledger.models import Member
from ledger.permissions import Action, allows
from ledger.queries.balances import account_balances
from ledger.queries.months import month_series
from ledger.queries.sums import account_months
from ledger.rules.flow import AccountClass
from ledger.rules.money import round_half_up
from ledger.rules.pace import median
from ledger.rules.periods import period_of, shift_period

KEY = "runway"
ACTION = Action.SEE_BALANCES
MONTHS = 6
# Accounts of the scene: what is put by for tax is not for living on, and what I pay myself is what I live on.
PUT_BY, MYSELF = "set_aside", "myself"
SHORT_TENTHS = 30


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    book = member.book
    balances = account_balances(book)
    at_hand = sum(row.balance_minor for row in balances if row.account.is_liquid and row.account.key != PUT_BY)
    owed = sum(
        row.balance_minor
        for row in balances
        if row.account.account_class is AccountClass.RECEIVABLE and row.balance_minor > 0
    )
    told = book.facts.get("living")
    need = told or usual_month(member, today)
    return {
        "at_hand_minor": at_hand,
        "owed_minor": owed,
        "need_minor": need,
        "is_told": bool(told),
        "months": _months(at_hand, need),
        "months_with_owed": _months(at_hand + owed, need) if owed else None,
        "is_short": bool(need) and at_hand * 10 < SHORT_TENTHS * (need or 0),
        "n": MONTHS,
        "ask": ["living"] if not told and allows(member, Action.SETTINGS) else [],
    }


def usual_month(member: Member, today: dt.date) -> int | None:
    """The median of what the last full months took: spent for work and paid to oneself. None before the first."""
    book = member.book
    last = shift_period(period_of(today, book.month_start_day), -1)
    first = shift_period(last, 1 - MONTHS)
    mine = [pk for pk, row in directory_of(book).accounts.items() if row.key == MYSELF]
    drawn = dict(
        account_months(book)
        .filter(account_id__in=mine, period__gte=first, period__lte=last)
        .values_list("period")
        .annotate(Sum("inflow_minor"))
    )
    taken = [month.expense_minor + drawn.get(month.period, 0) for month in month_series(book, first, last) if month.n]
    return median(taken)


def _months(money_minor: int, need_minor: int | None) -> str | None:
    """Months with one decimal, rounded half up: 31,500.00 at 6,700.00 a month last "4.7". None for no known need."""
    if not need_minor:
        return None
    whole, tenth = divmod(round_half_up(10 * max(0, money_minor), need_minor), 10)
    return f"{whole}.{tenth}"
