"""The shelf: a user's books, each with its month, and the month over all books that the user counts in."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, Sum

from accounts.models import User
from ledger.access import memberships
from ledger.models import Book, BookState, Entry, Member
from ledger.permissions import Action, allows
from ledger.queries.months import current_period
from ledger.queries.sums import By, Totals, totals_by
from ledger.rules.periods import period_range


@dataclass(frozen=True, slots=True)
class ShelfBook:
    """A book on the shelf with its current month, in its own currency; None where the member may not see sums."""

    member: Member
    period: int
    expense_minor: int | None
    income_minor: int | None
    n: int

    @property
    def book(self) -> Book:
        return self.member.book


@dataclass(frozen=True, slots=True)
class Shelf:
    """`expense_minor` and `income_minor` are sums in CNY over the books that count; a linked payment counts once."""

    books: list[ShelfBook]
    archived: list[ShelfBook]
    currency: str
    expense_minor: int
    income_minor: int


def shelf(user: User, *, currency: str = "CNY") -> Shelf:
    """The user's books, last opened first. Four queries whatever the number of books."""
    members = sorted(
        memberships(user),
        key=lambda member: (
            member.last_opened_at is None,
            -(member.last_opened_at or member.book.created_at).timestamp(),
        ),
    )
    rows = shelf_books(members)
    live = [row for row in rows if row.book.archived_at is None]
    counted = [
        row
        for row in live
        if row.member.counts_in_totals and row.book.currency == currency and row.expense_minor is not None
    ]
    expense = sum(row.expense_minor or 0 for row in counted) - _counted_twice([row.member for row in counted])
    return Shelf(
        books=live,
        archived=[row for row in rows if row.book.archived_at is not None],
        currency=currency,
        expense_minor=expense,
        income_minor=sum(row.income_minor or 0 for row in counted),
    )


def shelf_books(members: list[Member]) -> list[ShelfBook]:
    """The books of these memberships with their current months, in their order. Two queries."""
    periods = {member.book_id: current_period(member.book) for member in members}
    totals = _month_totals(members, periods)
    counts = dict(BookState.objects.filter(book_id__in=periods).values_list("book_id", "n"))
    rows = []
    for member in members:
        period, n = periods[member.book_id], counts.get(member.book_id, 0)
        if allows(member, Action.SEE_SUMS):
            its = totals.get((member.book_id, period), Totals())
            rows.append(ShelfBook(member, period, its.expense_minor, its.income_minor, n))
        else:
            rows.append(ShelfBook(member, period, None, None, n))
    return rows


def _month_totals(members: list[Member], periods: dict[int, int]) -> dict[tuple[Any, ...], Totals]:
    """The totals by book and period, over all periods that any of the books is in."""
    if not periods:
        return {}
    first, last = min(periods.values()), max(periods.values())
    return totals_by(By.BOOK, By.PERIOD, books=[member.book for member in members], first=first, last=last)


def _counted_twice(members: list[Member]) -> int:
    """What the counted books hold twice: payments from a pocket whose other side lies in a counted book too."""
    if len(members) < 2:
        return 0
    in_month = Q()
    for member in members:
        first, last = period_range(current_period(member.book), member.book.month_start_day)
        in_month |= Q(book_id=member.book_id, date__gte=first, date__lte=last)
    other_side = Entry.objects.filter(
        link_id=OuterRef("link_id"), book_id__in=[member.book_id for member in members], deleted_at__isnull=True
    ).exclude(book_id=OuterRef("book_id"))
    twice = Entry.objects.filter(in_month, Exists(other_side), link_id__isnull=False, deleted_at__isnull=True)
    return twice.filter(kind="expense", from_account__kind="member").aggregate(s=Sum("base_amount_minor"))["s"] or 0
