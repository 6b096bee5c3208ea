"""Who owes the shop and whom the shop owes, largest first, with the age of the oldest part that is unpaid."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.models import Account, AccountMonth, Member
from ledger.queries.balances import account_balances
from ledger.rules.flow import AccountClass
from ledger.rules.periods import period_range

KEY = "receivables_payables"
SHOWN = 4


@dataclass(frozen=True, slots=True)
class Debt:
    """`amount_minor` is positive. `since` is the first day of the month that the oldest unpaid part comes from."""

    account: Account
    amount_minor: int
    since: dt.date | None
    late_days: int


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    book = member.book
    balances = account_balances(book)
    allowed = int(book.facts.get("credit_days") or 30)
    owing = [(r.account, r.balance_minor) for r in balances if _is(r, AccountClass.RECEIVABLE) and r.balance_minor > 0]
    owed = [(r.account, -r.balance_minor) for r in balances if _is(r, AccountClass.PAYABLE) and r.balance_minor < 0]
    months = _months(member, [account for account, _amount in owing + owed])
    to_us = _debts(owing, months, "inflow_minor", book.month_start_day, today, allowed)
    by_us = _debts(owed, months, "outflow_minor", book.month_start_day, today, allowed)
    return {
        "to_us": to_us[:SHOWN],
        "to_us_minor": sum(debt.amount_minor for debt in to_us),
        "by_us": by_us[:SHOWN],
        "by_us_minor": sum(debt.amount_minor for debt in by_us),
        "allowed_days": allowed,
        "today": today,
    }


def _is(row: Any, wanted: AccountClass) -> bool:
    return row.account.account_class is wanted


def _months(member: Member, accounts: list[Account]) -> dict[int, list[AccountMonth]]:
    """The months of these accounts, newest first."""
    found: dict[int, list[AccountMonth]] = {}
    if accounts:
        rows = AccountMonth.objects.filter(book_id=member.book_id, account_id__in=[a.pk for a in accounts], n__gt=0)
        for row in rows.order_by("-period"):
            found.setdefault(row.account_id, []).append(row)
    return found


def _debts(
    rows: list[tuple[Account, int]],
    months: dict[int, list[AccountMonth]],
    side: str,
    month_start_day: int,
    today: dt.date,
    allowed_days: int,
) -> list[Debt]:
    """What is paid settles the oldest first, so what is unpaid lies in the newest months that add up to it."""
    debts = []
    for account, amount in rows:
        left = amount
        since = None
        for month in months.get(account.pk, []):
            if left <= 0:
                break
            left -= getattr(month, side)
            since = period_range(month.period, month_start_day)[0]
        late = max(0, (today - since).days - allowed_days) if since else 0
        debts.append(Debt(account, amount, since, late))
    return sorted(debts, key=lambda debt: -debt.amount_minor)
