"""What in a user's books waits for the user: categories to choose, bills to pay."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Sum

from ledger.models import Account, AccountMonth, Book, CategoryMonth, Member
from ledger.permissions import Action, allows
from ledger.queries.months import book_now, current_period
from ledger.rules.flow import OWED_CLASSES
from ledger.rules.pace import next_monthly
from ledger.rules.periods import shift_period

DUE_WITHIN_DAYS = 7
ENOUGH_UNSORTED = 3


@dataclass(frozen=True, slots=True)
class BillDue:
    """What is owed on an account that has a due day; `amount_minor` is positive, in the account's currency."""

    account: Account
    due: dt.date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing to do: a bill due, or `unsorted` entries without a category."""

    book: Book
    bill: BillDue | None = None
    unsorted: int = 0


def shelf_attention(members: Sequence[Member]) -> list[Attention]:
    """Bills due within a week by date, then books with entries to sort, most first. Three queries at most."""
    members = [member for member in members if allows(member, Action.SEE_SUMS) and allows(member, Action.RECORD)]
    bills = []
    for book, found in _bills_due([member.book for member in members]):
        bills += [(bill.due, Attention(book, bill)) for bill in found]
    bills.sort(key=lambda pair: pair[0])
    return [each for _due, each in bills] + _unsorted([m.book for m in members if allows(m, Action.EDIT_ANY)])


def bills_due(book: Book, *, today: dt.date, within_days: int) -> list[BillDue]:
    """The bills of a book's accounts due from today for `within_days` days, by date. Two queries."""
    found = _owed([book])
    last = today + dt.timedelta(days=within_days)
    bills = [BillDue(account, next_monthly(due_day, today), owed) for account, due_day, owed in found]
    return sorted((bill for bill in bills if bill.due <= last), key=lambda bill: (bill.due, bill.account.pk))


def _bills_due(books: list[Book]) -> list[tuple[Book, list[BillDue]]]:
    by_book: dict[int, list[BillDue]] = {}
    todays = {book.pk: book_now(book).date() for book in books}
    for account, due_day, owed in _owed(books):
        today = todays[account.book_id]
        due = next_monthly(due_day, today)
        if (due - today).days <= DUE_WITHIN_DAYS:
            by_book.setdefault(account.book_id, []).append(BillDue(account, due, owed))
    return [(book, by_book.get(book.pk, [])) for book in books]


def _owed(books: list[Book]) -> list[tuple[Account, int, int]]:
    """Accounts on which something is owed, with their due day, and how much."""
    accounts = Account.objects.filter(book__in=books, due_day__isnull=False, archived_at__isnull=True)
    rows = {account.pk: account for account in accounts if account.account_class in OWED_CLASSES}
    if not rows:
        return []
    balances = dict(
        AccountMonth.objects.filter(book__in=books, account_id__in=rows)
        .values_list("account_id")
        .annotate(balance=Sum(F("inflow_minor") - F("outflow_minor")))
    )
    return [(rows[pk], rows[pk].due_day or 1, -balance) for pk, balance in sorted(balances.items()) if balance < 0]


def _unsorted(books: list[Book]) -> list[Attention]:
    if not books:
        return []
    since = {book.pk: shift_period(current_period(book), -1) for book in books}
    counts: dict[int, int] = {}
    rows = CategoryMonth.objects.filter(
        book__in=books, category_id=0, kind__in=["expense", "income"], n__gt=0, period__gte=min(since.values())
    ).values_list("book_id", "period", "n")
    for book_id, period, n in rows:
        if period >= since[book_id]:
            counts[book_id] = counts.get(book_id, 0) + n
    told = [Attention(book, unsorted=counts[book.pk]) for book in books if counts.get(book.pk, 0) >= ENOUGH_UNSORTED]
    return sorted(told, key=lambda each: -each.unsorted)
