"""The next bill of each account on which something is owed: cards by their due day, loans by what was paid last."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from ledger.directory import directories_of, live
from ledger.models import Account, Book, Entry
from ledger.queries.sums import balances
from ledger.rules.flow import OWED_CLASSES, AccountClass
from ledger.rules.pace import next_monthly
from ledger.visibility import book_entries

# An instalment paid this many days before its due day is the one that was due.
PAID_AHEAD_DAYS = 15
# What was last paid longer ago says nothing of the next payment.
INSTALMENT_WITHIN_DAYS = 370


@dataclass(frozen=True, slots=True)
class BillDue:
    """What has to be paid on an account that has a due day; `amount_minor` is positive, in the account's currency.

    For a card it is all that is owed. For a loan it is the instalment, as it was paid last; None where none was yet.
    """

    account: Account
    due: dt.date
    amount_minor: int | None


def next_bills(books: Sequence[Book], todays: dict[int, dt.date]) -> list[BillDue]:
    """The next bill of each account on which something is owed, by date; `todays` by book id.

    Three queries at most, and the directories'.

    A bill tells what is owed, so whoever sees no balances sees none.
    """
    books = [book for book in books if book.shows_balances]
    if not books:
        return []
    owed = _owed(books)
    loans = [account for account, _minor in owed if account.account_class is AccountClass.LOAN]
    paid = (
        _instalments(books, loans, since=min(todays.values()) - dt.timedelta(days=INSTALMENT_WITHIN_DAYS))
        if loans
        else {}
    )
    bills = []
    for account, owed_minor in owed:
        due_day = account.due_day or 1
        due = next_monthly(due_day, todays[account.book_id])
        if account.account_class is not AccountClass.LOAN:
            bills.append(BillDue(account, due, owed_minor))
            continue
        last = paid.get(account.pk)
        if last and (due - last.paid_on).days < PAID_AHEAD_DAYS:
            due = next_monthly(due_day, due + dt.timedelta(days=1))
        bills.append(BillDue(account, due, last.next_minor(owed_minor) if last else None))
    return sorted(bills, key=lambda bill: (bill.due, bill.account.pk))


@dataclass(frozen=True, slots=True)
class _Instalment:
    """A payment of a loan: what reduced the debt, and what was spent beside it in the same group, as interest is."""

    paid_on: dt.date
    capital_minor: int
    interest_minor: int

    def next_minor(self, owed_minor: int) -> int:
        """The same again; the last instalment pays no more than what is left of the debt."""
        return min(self.capital_minor, owed_minor) + self.interest_minor


def _instalments(books: Sequence[Book], loans: list[Account], *, since: dt.date) -> dict[int, _Instalment]:
    """The last payment of each of these loans, on `since` or later. Two queries."""
    payments = (
        Entry.objects.filter(
            book_id__in={loan.book_id for loan in loans},
            to_account_id__in=[loan.pk for loan in loans],
            kind="transfer",
            date__gte=since,
            deleted_at__isnull=True,
        )
        .order_by("to_account_id", "-date", "-id")
        .distinct("to_account_id")
        .values("to_account_id", "date", "amount_minor", "to_amount_minor", "group")
    )
    found = list(payments)
    groups = [payment["group"] for payment in found if payment["group"]]
    beside = (
        book_entries(*books, pending=True)
        .filter(group__in=groups, kind="expense")
        .order_by()
        .values_list("group")
        .annotate(spent=Sum("amount_minor"))
    )
    interest = dict(beside) if groups else {}
    return {
        payment["to_account_id"]: _Instalment(
            payment["date"],
            payment["to_amount_minor"] or payment["amount_minor"],
            interest.get(payment["group"], 0),
        )
        for payment in found
    }


def _owed(books: Sequence[Book]) -> list[tuple[Account, int]]:
    """Accounts with a due day on which something is owed, and how much. One query, and the directories'."""
    rows = {
        account.pk: account
        for directory in directories_of(books).values()
        for account in live(directory.accounts.values())
        if account.due_day is not None and account.account_class in OWED_CLASSES
    }
    if not rows:
        return []
    found = sorted(balances(books).items())
    return [(rows[pk], -balance_minor) for pk, (balance_minor, _n) in found if pk in rows and balance_minor < 0]
