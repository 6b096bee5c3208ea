"""What lies in a book's accounts, from the rollups: the periods before, and the rows of the period itself."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from ledger.directory import directory_of, live
from ledger.models import Account, Book, Entry
from ledger.queries.sums import balances, months_of_account
from ledger.rules.flow import AccountClass
from ledger.rules.money import round_half_up
from ledger.rules.periods import FIRST_DAY, LAST_DAY, period_of, period_range
from ledger.visibility import book_entries


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """An account with what lies in it, in minor units of its own currency; below zero is owed."""

    account: Account
    balance_minor: int
    n: int  # entries that moved it


def account_balances(book: Book, *, with_archived: bool = False) -> list[AccountBalance]:
    """Every account's balance over all entries, in the order of the accounts. One query."""
    accounts: Iterable[Account] = directory_of(book).accounts.values()
    if not with_archived:
        accounts = live(accounts)
    found = balances([book])
    return [AccountBalance(account, *found.get(account.pk, (0, 0))) for account in accounts]


def account_balance(account: Account, *, on: dt.date | None = None) -> int:
    """One account's balance at the end of a day (None: over all entries), in minor units of its currency."""
    months = months_of_account(account)
    if on is None:
        return months.aggregate(balance=Coalesce(Sum(F("inflow_minor") - F("outflow_minor")), 0))["balance"]
    # Beyond the days that a book can have nothing moves, and beyond those of the calendar no month could be reckoned.
    on = min(max(on, FIRST_DAY), LAST_DAY)
    start_day = account.book.month_start_day
    period = period_of(on, start_day)
    before = months.filter(period__lt=period).aggregate(
        balance=Coalesce(Sum(F("inflow_minor") - F("outflow_minor")), 0)
    )["balance"]
    first, _last = period_range(period, start_day)
    rows = Entry.objects.filter(book_id=account.book_id, deleted_at__isnull=True, date__gte=first, date__lte=on).filter(
        Q(from_account_id=account.pk) | Q(to_account_id=account.pk)
    )
    sums = rows.aggregate(
        inflow=Coalesce(Sum(Coalesce("to_amount_minor", "amount_minor"), filter=Q(to_account_id=account.pk)), 0),
        outflow=Coalesce(Sum("amount_minor", filter=Q(from_account_id=account.pk)), 0),
    )
    return before + sums["inflow"] - sums["outflow"]


@dataclass(frozen=True, slots=True)
class NetWorth:
    """What a book owns and owes in its own currency, minor units. `owed_minor` is positive.

    Accounts in another currency are counted at the rate of their last entry; `rate_missing` names those without.
    Pockets and capital accounts are claims of people on the book, so they count on neither side.
    """

    owned_minor: int
    owed_minor: int
    liquid_minor: int
    rate_missing: tuple[str, ...] = ()

    @property
    def net_minor(self) -> int:
        return self.owned_minor - self.owed_minor


def net_worth(book: Book, balances: Iterable[AccountBalance] | None = None) -> NetWorth:
    """Net worth of one book. Pass `balances` where they have been read already."""
    owned = owed = liquid = 0
    missing = []
    for row in balances if balances is not None else account_balances(book):
        if row.account.account_class in (AccountClass.MEMBER, AccountClass.CAPITAL) or not row.balance_minor:
            continue
        value = row.balance_minor
        if row.account.currency != book.currency:
            rate = last_rate(book, row.account.currency)
            if rate is None:
                missing.append(row.account.name)
                continue
            foreign, base = rate
            value = round_half_up(value * base, foreign)
        if value > 0:
            owned += value
        else:
            owed -= value
        if row.account.is_liquid:
            liquid += value
    return NetWorth(owned, owed, liquid, tuple(missing))


def last_rate(book: Book, currency: str) -> tuple[int, int] | None:
    """`(foreign_minor, base_minor)` of the last entry paid in that currency: their quotient is the book's rate."""
    return (
        book_entries(book, pending=True)
        .filter(base_amount_minor__gt=0, from_account__currency=currency)
        .order_by("-date", "-id")
        .values_list("amount_minor", "base_amount_minor")
        .first()
    )
