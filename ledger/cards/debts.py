"""What cards about debts share: who owes the book and whom it owes, since when, and how late."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from ledger.cards.extras import day_in
from ledger.models import Account, Entry, Member
from ledger.queries.balances import AccountBalance, account_balances
from ledger.rules.flow import AccountClass
from ledger.visibility import book_entries

# Who owes for longer than this owes by its oldest entry of these years.
YEARS_LOOKED_BACK = 3
USUAL_DAYS = 30


@dataclass(frozen=True, slots=True)
class Debt:
    """`amount_minor` is positive. `due` is when the oldest unpaid part was to be paid; None: no entry says.

    `oldest` is the entry of that part, which may be paid in part itself.
    """

    account: Account
    amount_minor: int
    due: dt.date | None
    late_days: int
    oldest: Entry | None = None


def debts_both_ways(member: Member, today: dt.date) -> tuple[list[Debt], list[Debt]]:
    """What the book is owed, and what it owes. Two queries.

    What is due when is said by the entry (`due_on`), else by the book's usual days (`credit_days`).
    """
    balances = account_balances(member.book)
    allowed = usual_days(member)
    owing = {r.account: r.balance_minor for r in balances if _is(r, AccountClass.RECEIVABLE) and r.balance_minor > 0}
    owed = {r.account: -r.balance_minor for r in balances if _is(r, AccountClass.PAYABLE) and r.balance_minor < 0}
    entries = _entries(member, [*owing, *owed], today)
    to_us = [_debt(account, amount, entries.get(account.pk, []), today, allowed) for account, amount in owing.items()]
    by_us = [_debt(account, amount, entries.get(account.pk, []), today, allowed) for account, amount in owed.items()]
    return to_us, by_us


def usual_days(member: Member) -> int:
    """In how many days a debt is usually paid."""
    return int(member.book.facts.get("credit_days") or USUAL_DAYS)


def _is(row: AccountBalance, wanted: AccountClass) -> bool:
    return row.account.account_class is wanted


def _entries(member: Member, accounts: list[Account], today: dt.date) -> dict[int | None, list[Entry]]:
    """By account what made its debt grow, newest first: what a customer was sold, what a supplier delivered."""
    if not accounts:
        return {}
    claims = [account for account in accounts if account.account_class is AccountClass.RECEIVABLE]
    debts = [account for account in accounts if account.account_class is AccountClass.PAYABLE]
    rows = (
        book_entries(member.book, pending=True)
        .filter(date__gt=today - dt.timedelta(days=366 * YEARS_LOOKED_BACK))
        .filter(Q(to_account__in=claims) | Q(from_account__in=debts))
        .order_by("-date", "-id")
        .only(
            "date", "amount_minor", "to_amount_minor", "from_account_id", "to_account_id", "extra", "note", "project_id"
        )
    )
    sold: dict[int | None, list[Entry]] = {account.pk: [] for account in claims}
    delivered: dict[int | None, list[Entry]] = {account.pk: [] for account in debts}
    for entry in rows:
        sold.get(entry.to_account_id, []).append(entry)
        delivered.get(entry.from_account_id, []).append(entry)
    return sold | delivered


def _debt(account: Account, amount_minor: int, entries: list[Entry], today: dt.date, allowed_days: int) -> Debt:
    """What is paid settles the oldest first, so what is unpaid lies in the newest entries that add up to it.

    Each of those was due on the day that was promised, else when the book's usual days were over; the debt is as late
    as the first of those days.
    """
    left = amount_minor
    unpaid = []
    for entry in entries:
        if left <= 0:
            break
        left -= entry.to_amount_minor or entry.amount_minor
        unpaid.append(entry)
    due = min((_due(entry, allowed_days) for entry in unpaid), default=None)
    late = max(0, (today - due).days) if due else 0
    return Debt(account, amount_minor, due, late, unpaid[-1] if unpaid else None)


def _due(entry: Entry, allowed_days: int) -> dt.date:
    return day_in(entry.extra, "due_on") or entry.date + dt.timedelta(days=allowed_days)
