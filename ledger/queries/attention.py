"""What in a user's books waits for the user: expenses to approve, what is due, and categories to choose."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from ledger.models import Book, Member
from ledger.permissions import Action, allows
from ledger.queries.coming import Coming, coming_in
from ledger.queries.months import book_now, current_period
from ledger.queries.sums import category_months, pending_months
from ledger.rules.periods import shift_period

DUE_WITHIN_DAYS = 7
ENOUGH_UNSORTED = 3


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing to do: something that is due, `waiting` expenses to approve, or `unsorted` entries without a category.

    `amount_minor` is the sum of what waits, in the book's currency.
    """

    book: Book
    due: Coming | None = None
    unsorted: int = 0
    waiting: int = 0
    amount_minor: int = 0


def shelf_attention(members: Sequence[Member]) -> list[Attention]:
    """What waits for approval, what is due within a week by date, then books with entries to sort, most first.

    Seven queries at most.
    """
    members = [member for member in members if allows(member, Action.SEE_SUMS) and allows(member, Action.RECORD)]
    todays = {member.book_id: book_now(member.book).date() for member in members}
    due = coming_in([member.book for member in members], todays, within_days=DUE_WITHIN_DAYS)
    told = _to_approve([member.book for member in members if allows(member, Action.APPROVE)])
    told += [Attention(each.book, due=each) for each in due]
    return told + _unsorted([member.book for member in members if allows(member, Action.EDIT_ANY)])


def _to_approve(books: list[Book]) -> list[Attention]:
    if not books:
        return []
    sums = pending_months(*books).values("book_id").annotate(waiting=Sum("n"), amount=Sum("amount_minor"))
    by_book = {row["book_id"]: row for row in sums}
    return [
        Attention(book, waiting=by_book[book.pk]["waiting"], amount_minor=by_book[book.pk]["amount"])
        for book in books
        if book.pk in by_book
    ]


def _unsorted(books: list[Book]) -> list[Attention]:
    if not books:
        return []
    since = {book.pk: shift_period(current_period(book), -1) for book in books}
    counts: dict[int, int] = {}
    rows = (
        category_months(*books)
        .filter(category_id=0, kind__in=["expense", "income"], period__gte=min(since.values()))
        .values_list("book_id", "period", "n")
    )
    for book_id, period, n in rows:
        if period >= since[book_id]:
            counts[book_id] = counts.get(book_id, 0) + n
    told = [Attention(book, unsorted=counts[book.pk]) for book in books if counts.get(book.pk, 0) >= ENOUGH_UNSORTED]
    return sorted(told, key=lambda each: -each.unsorted)
