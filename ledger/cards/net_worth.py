"""What the book owns and owes, and when its balances were last checked."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ledger.models import Member
from ledger.permissions import Action
from ledger.queries.account_groups import account_groups
from ledger.queries.balances import account_balances, net_worth

KEY = "net_worth"
ACTION = Action.SEE_BALANCES


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    balances = account_balances(member.book)
    checked = [row.account.balance_confirmed_on for row in balances if row.account.balance_confirmed_on]
    return {
        "worth": net_worth(member.book, balances),
        "groups": [group for group in account_groups(balances) if group.total_minor],
        "checked_on": max(checked, default=None),
        "today": today,
    }
