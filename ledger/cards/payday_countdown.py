"""How many days until pay comes, and how far the money reaches until then."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ledger.models import Member
from ledger.permissions import Action, allows
from ledger.queries.balances import account_balances, net_worth
from ledger.queries.reserved import to_pay
from ledger.rules.pace import last_monthly, next_monthly

KEY = "payday_countdown"
ACTION = Action.SEE_BALANCES


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    """What is at hand less the bills of cards and the planned payments due before pay comes, by the days until then.

    On payday itself the countdown is to the next one: the money of today has come.
    """
    book = member.book
    liquid = net_worth(book, account_balances(book)).liquid_minor
    context: dict[str, Any] = {"today": today, "liquid_minor": liquid}
    day = book.facts.get("payday")
    if not day:
        return context | {"ask": allows(member, Action.SETTINGS)}
    payday = next_monthly(day, today + dt.timedelta(days=1))
    days = (payday - today).days
    bills = sum(each.amount_minor or 0 for each in to_pay(book, today=today, within_days=days - 1))
    since = last_monthly(day, today)
    return context | {
        "payday": payday,
        "days": days,
        "is_payday": since == today,
        # How much of the way from one payday to the next is behind us.
        "days_passed": (today - since).days,
        "days_between": (payday - since).days,
        "to_pay_minor": bills,
        "left_minor": liquid - bills,
        "per_day_minor": max(0, liquid - bills) // days,
        "ask": False,
    }
