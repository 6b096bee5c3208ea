"""The kept sums as they may be read: the one place that asks their tables, since it knows what a book hides.

What a book shows stands on the book itself (`ledger.access.opened_for`); one that was opened for nobody shows what all
of its people see. docs/decisions/what-a-book-hides.md
"""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from ledger.access import veiled_accounts
from ledger.models import Account, AccountMonth, Book, BookDay, CategoryMonth, Part


def category_months(*books: Book, pending: bool = False) -> QuerySet[CategoryMonth]:
    """What is counted in the totals of these books by period, category, member and kind; rows of n > 0.

    `pending` takes in what waits for approval.
    """
    return CategoryMonth.objects.filter(_parts(books, pending), n__gt=0)


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
