"""What still lies on the platforms: what may be withdrawn today, and what they have not released yet."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from ledger.models import Account, Member
from ledger.permissions import Action
from ledger.queries.balances import account_balances
from ledger.visibility import counted_entries

KEY = "on_platforms"
ACTION = Action.SEE_BALANCES
SETTLE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Platform:
    """`held_minor` was sold in the last days and is not released yet; the rest may be withdrawn."""

    account: Account
    balance_minor: int
    held_minor: int

    @property
    def free_minor(self) -> int:
        return self.balance_minor - self.held_minor


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    """`own` in the options names the accounts whose money is at hand: wallets, but no platform's."""
    own = str(options.get("own", "")).split()
    told = member.book.facts.get("settle_days")
    days = SETTLE_DAYS if told is None else int(told)
    rows = [
        row
        for row in account_balances(member.book)
        if row.account.kind == "wallet" and row.account.key not in own and row.balance_minor > 0
    ]
    lately = dict(
        counted_entries(member)
        .filter(kind="income", to_account__in=[row.account.pk for row in rows])
        .filter(date__gt=today - dt.timedelta(days=days), date__lte=today)
        .order_by()
        .values_list("to_account_id")
        .annotate(Sum("amount_minor"))
    )
    platforms = [
        Platform(row.account, row.balance_minor, min(row.balance_minor, lately.get(row.account.pk, 0))) for row in rows
    ]
    platforms.sort(key=lambda row: -row.balance_minor)
    return {
        "platforms": platforms,
        "total_minor": sum(row.balance_minor for row in platforms),
        "free_minor": sum(row.free_minor for row in platforms),
        "largest_minor": max([1, *(row.balance_minor for row in platforms)]),
        "days": days,
    }
