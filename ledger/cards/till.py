"""The till: what should be in it, and a place to say what was counted."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ledger.directory import directory_of, live
from ledger.models import Member
from ledger.permissions import Action, allows
from ledger.queries.balances import account_balance

KEY = "till"
ACTION = Action.SEE_BALANCES


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any] | None:
    """None where the book no longer has the account that the scene counts."""
    key = options.get("account", "till")
    till = next((row for row in live(directory_of(member.book).accounts.values()) if row.key == key), None)
    if till is None:
        return None
    balance = account_balance(till)
    change = member.book.facts.get("till_float")
    return {
        "till": till,
        "balance_minor": balance,
        "float_minor": change,
        "over_minor": balance - change if change is not None and balance > change else None,
        "may_count": allows(member, Action.SET_BALANCE),
        "today": today,
    }
