"""What the shelf says of a user's readings: only what needs doing."""

import datetime as dt
from dataclasses import dataclass

from accounts.models import User
from ledger.access import memberships
from ledger.models import Book
from ledger.permissions import Action, allows
from offers.models import Reading

# A reading that nobody renewed for so long says nothing of today.
STALE_DAYS = 2


@dataclass(frozen=True, slots=True)
class ShelfSignal:
    book: Book
    reading: Reading

    @property
    def days(self) -> int:
        return self.reading.shortfall_day


def shelf_signals(user: User, *, now: dt.datetime) -> list[ShelfSignal]:
    """Books that will likely run short, by their newest reading of today or yesterday. Two queries."""
    members = [row for row in memberships(user) if allows(row, Action.SEE_READING) and row.book.reading_enabled]
    books = {row.book_id: row.book for row in members}
    readings = (
        Reading.objects.filter(book__in=books, as_of__gt=now.date() - dt.timedelta(days=STALE_DAYS))
        .order_by("book_id", "-as_of")
        .distinct("book_id")
    )
    found = [ShelfSignal(books[row.book_id], row) for row in readings if row.state == "likely" and row.shortfall_day]
    return sorted(found, key=lambda each: each.days)
