"""Who owes the shop and whom the shop owes, largest first, with the day on which the oldest unpaid part was due."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from ledger.models import Account, Entry, Member
from ledger.queries.balances import account_balances
from ledger.rules.flow import AccountClass

KEY = "receivables_payables"
SHOWN = 4
# Who owes for longer than this owes by its oldest entry of these years.
YEARS_LOOKED_BACK = 3


@dataclass(frozen=True, slots=True)
class Debt:
    """`amount_minor` is positive. `due` is when the oldest unpaid part was to be paid; None: no entry says."""

    account: Account
    amount_minor: int
    due: dt.date | None
    late_days: int


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    book = member.book
    balances = account_balances(book)
    allowed = int(book.facts.get("credit_days") or 30)
    owing = {r.account: r.balance_minor for r in balances if _is(r, AccountClass.RECEIVABLE) and r.balance_minor > 0}
    owed = {r.account: -r.balance_minor for r in balances if _is(r, AccountClass.PAYABLE) and r.balance_minor < 0}
    entries = _entries(member, [*owing, *owed], today)
    to_us = [_debt(account, amount, entries.get(account.pk, []), today, allowed) for account, amount in owing.items()]
    by_us = [_debt(account, amount, entries.get(account.pk, []), today, allowed) for account, amount in owed.items()]
    to_us.sort(key=lambda debt: -debt.amount_minor)
    by_us.sort(key=lambda debt: -debt.amount_minor)
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


def _entries(member: Member, accounts: list[Account], today: dt.date) -> dict[int | None, list[Entry]]:
    """By account what made its debt grow, newest first: what a customer was sold, what a supplier delivered."""
    if not accounts:
        return {}
    claims = [account for account in accounts if account.account_class is AccountClass.RECEIVABLE]
    debts = [account for account in accounts if account.account_class is AccountClass.PAYABLE]
    rows = (
        Entry.objects.filter(book=member.book, deleted_at__isnull=True)
        .filter(date__gt=today - dt.timedelta(days=366 * YEARS_LOOKED_BACK))
        .filter(Q(to_account__in=claims) | Q(from_account__in=debts))
        .order_by("-date", "-id")
        .only("date", "amount_minor", "to_amount_minor", "from_account_id", "to_account_id", "extra")
    )
    sold: dict[int | None, list[Entry]] = {account.pk: [] for account in claims}
    delivered: dict[int | None, list[Entry]] = {account.pk: [] for account in debts}
    for entry in rows:
        sold.get(entry.to_account_id, []).append(entry)
        delivered.get(entry.from_account_id, []).append(entry)
    return sold | delivered


def _debt(account: Account, amount_minor: int, entries: list[Entry], today: dt.date, allowed_days: int) -> Debt:
    """What is paid settles the oldest first, so what is unpaid lies in the newest entries that add up to it.

    Each of those was due on the day that was promised, else when the shop's usual days were over; the debt is as late
    as the first of those days.
    """
    left = amount_minor
    dues = []
    for entry in entries:
        if left <= 0:
            break
        left -= entry.to_amount_minor or entry.amount_minor
        dues.append(_due(entry, allowed_days))
    due = min(dues, default=None)
    return Debt(account, amount_minor, due, max(0, (today - due).days) if due else 0)


def _due(entry: Entry, allowed_days: int) -> dt.date:
    promised = entry.extra.get("due_on")
    return dt.date.fromisoformat(promised) if promised else entry.date + dt.timedelta(days=allowed_days)
