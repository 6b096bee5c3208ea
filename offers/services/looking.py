"""What a page needs of a reading: a fresh one, or word that it is being made."""

import datetime as dt

from django.db import connection

from ledger.models import BookState, Member
from ledger.permissions import Action, require
from ledger.services.jobs import enqueue
from offers.cashflow import ACCOUNTS_MARK
from offers.models import Reading, ReadingCursor
from offers.services.readings import mark_unread, read_books

# Up to so many entries a page reads the book itself, in tens of milliseconds; larger ones are a job.
_AT_ONCE = 30_000


def fresh_reading(member: Member, *, today: dt.date) -> Reading | None:
    """The book's reading of today, made now where entries, accounts or answers changed since the last one.

    None where the book is too large to wait for: then the job is queued and the page asks again. Raises RoleTooLow.
    """
    require(member, Action.SEE_READING)
    if not _is_read(member.book_id, today):
        n = BookState.objects.values_list("n", flat=True).get(book_id=member.book_id)
        if n > _AT_ONCE:
            enqueue("offers.read_book", member.book_id, today.isoformat())
            return None
        read_books([member.book_id], today, wait=True)
    return Reading.objects.filter(book_id=member.book_id, as_of=today).first()


def _is_read(book_id: int, today: dt.date) -> bool:
    """Whether nothing moved since the book was read today; a changed account has it read again."""
    cursor = ReadingCursor.objects.filter(book_id=book_id).first()
    if cursor is None or cursor.read_on != today:
        return False
    with connection.cursor() as execute:
        execute.execute(
            f"SELECT s.revision, coalesce(m.mark, 0) FROM ledger_book b JOIN ledger_bookstate s ON s.book_id = b.id"
            f" LEFT JOIN LATERAL ({ACCOUNTS_MARK}) m ON true WHERE b.id = %s",
            [book_id],
        )
        revision, mark = execute.fetchone()
    if mark != cursor.accounts_mark:
        mark_unread(book_id)
        return False
    return bool(revision == cursor.revision)
