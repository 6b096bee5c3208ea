"""The kept sums as they may be read: the one place that asks their tables, since it knows what a book hides.

What a book shows stands on the book itself (`ledger.visibility.opened_for`); one that was opened for nobody shows what
all of its people see. docs/decisions/what-a-book-hides.md
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from ledger.models import Account, AccountMonth, Book, BookDay, CategoryMonth, Part
from ledger.rules.totals import spent_and_earned
from ledger.visibility import veiled_accounts


def category_months(*books: Book, pending: bool = False) -> QuerySet[CategoryMonth]:
    """What is counted in the totals of these books by period, category, member and kind; rows of n > 0.

    `pending` takes in what waits for approval.
    """
    return CategoryMonth.objects.filter(_parts(books, pending), n__gt=0)


class By(StrEnum):
    """What the kept sums of categories are told apart by; a value is SQL over their table."""

    BOOK = "book_id"
    PERIOD = "period"
    KIND = "kind"
    CATEGORY = "category_id"
    MEMBER = "member_id"
    # Money that went back to a customer: it reduces what was earned, not what was spent.
    REPAID = "kind = 'refund' AND EXISTS (SELECT FROM ledger_category c WHERE c.id = category_id AND c.kind = 'income')"


def sums_by(*by: By, books: Sequence[Book], first: int, last: int) -> list[tuple[Any, ...]]:
    """What is counted in the totals of these books from one period to another (inclusive), told apart.

    Rows of the values of `by`, the amount in minor units of the book's currency, and the number of entries. One query,
    in SQL since every overview asks it five times (docs/decisions/hot-queries.md).
    """
    heads = [book.pk for book in books if book.shows_veiled]
    others = [book.pk for book in books if not book.shows_veiled]
    all_parts = [([Part.OPEN, Part.VEILED], heads), ([Part.OPEN], others)]
    seen = [(parts, ids) for parts, ids in all_parts if ids]
    if not seen:
        return []
    values: list[Any] = [first, last, *chain.from_iterable(seen)]
    columns = ", ".join(by)
    shown = " OR ".join("(part = ANY(%s) AND book_id = ANY(%s))" for _each in seen)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT {columns}, sum(amount_minor)::bigint, sum(n)::bigint FROM ledger_categorymonth
            WHERE n > 0 AND period BETWEEN %s AND %s AND ({shown})
            GROUP BY {", ".join(str(n) for n in range(1, len(by) + 1))}""",
            values,
        )
        return cursor.fetchall()


@dataclass(slots=True)
class Totals:
    """What was spent, net of what shops paid back, and earned, net of what customers were paid back, in `n` entries."""

    expense_minor: int = 0
    income_minor: int = 0
    n: int = 0


def totals_by(*by: By, books: Sequence[Book], first: int = 0, last: int = 999912) -> dict[tuple[Any, ...], Totals]:
    """The totals of these books by the values of `by`, from one period to another (inclusive), else ever. One query.

    What has no entry that was spent or earned has no totals. Amounts are in minor units of the book's currency.
    """
    totals: dict[tuple[Any, ...], Totals] = {}
    for *key, kind, repaid, amount_minor, n in sums_by(*by, By.KIND, By.REPAID, books=books, first=first, last=last):
        if kind in ("expense", "income", "refund"):
            its = totals.setdefault(tuple(key), Totals())
            spent, earned = spent_and_earned(kind, amount_minor, to_customer=repaid)
            its.expense_minor += spent
            its.income_minor += earned
            its.n += n
    return totals


def pending_months(*books: Book) -> QuerySet[CategoryMonth]:
    """What waits for approval in these books, and stands in no total yet."""
    heads = [book.pk for book in books if book.shows_veiled]
    shown = Q(part=Part.OPEN_PENDING) | Q(part=Part.VEILED_PENDING, book_id__in=heads)
    return CategoryMonth.objects.filter(shown, book_id__in=[book.pk for book in books], n__gt=0)


def book_days(*books: Book, pending: bool = False) -> QuerySet[BookDay]:
    """What is counted in the totals of these books by day and flow; rows of n > 0. `pending` as above."""
    return BookDay.objects.filter(_parts(books, pending), n__gt=0)


def account_months(*books: Book) -> QuerySet[AccountMonth]:
    """What came into and left the accounts of these books by period, whatever waits for approval; rows of n > 0."""
    months = AccountMonth.objects.filter(book_id__in=[book.pk for book in books], n__gt=0)
    hidden = veiled_accounts(book for book in books if not book.shows_veiled)
    return months.exclude(account_id__in=hidden) if hidden else months


def balances(books: Sequence[Book]) -> dict[int, tuple[int, int]]:
    """By account id what lies in it, in minor units of its currency, and how many entries moved it. One query.

    In SQL, as `sums_by`; accounts without entries and those that the reader is not shown are left out.
    """
    hidden = veiled_accounts(book for book in books if not book.shows_veiled)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT account_id, sum(inflow_minor - outflow_minor)::bigint, sum(n)::bigint FROM ledger_accountmonth
            WHERE n > 0 AND book_id = ANY(%s) AND account_id <> ALL(%s) GROUP BY 1""",
            [[book.pk for book in books], list(hidden)],
        )
        return {account_id: (balance_minor, n) for account_id, balance_minor, n in cursor.fetchall()}


def months_of_account(account: Account) -> QuerySet[AccountMonth]:
    """The same of one account that the reader has been given already."""
    return AccountMonth.objects.filter(book_id=account.book_id, account_id=account.pk, n__gt=0)


def _parts(books: Sequence[Book], pending: bool) -> Q:
    """The rows of these books that may be seen."""
    counted = [Part.OPEN, Part.OPEN_PENDING] if pending else [Part.OPEN]
    veiled = [Part.VEILED, Part.VEILED_PENDING] if pending else [Part.VEILED]
    heads = [book.pk for book in books if book.shows_veiled]
    others = [book.pk for book in books if not book.shows_veiled]
    all_of_heads = Q(book_id__in=heads, part__in=[*counted, *veiled])
    open_of_others = Q(book_id__in=others, part__in=counted)
    if heads and others:
        return all_of_heads | open_of_others
    return all_of_heads if heads else open_of_others
