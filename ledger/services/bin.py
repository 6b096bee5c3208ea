"""The recycle bin is emptied after 30 days."""

import datetime as dt

from ledger.models import AccountMonth, BookDay, CategoryMonth, Entry, EntryChange
from ledger.services.locking import lock_books, writes_books

KEPT_DAYS = 30


@writes_books
def purge_bin(*, before: dt.datetime, limit: int = 5_000) -> int:
    """Deletes for good what went to the bin before an instant, at most `limit` entries; returns how many.

    With them go their history, and the sums of their books that have nothing left to sum.
    """
    due = Entry.objects.filter(deleted_at__lt=before).order_by("book_id", "id")
    books = set(due.values_list("book_id", flat=True)[:limit])
    if not books:
        return 0
    lock_books(*books)
    # Only now: somebody may have brought one back meanwhile.
    ids = list(due.filter(book_id__in=books).values_list("pk", flat=True)[:limit])
    Entry.objects.filter(book_id__in=books, refund_of_id__in=ids).update(refund_of=None)
    EntryChange.objects.filter(book_id__in=books, entry_id__in=ids).delete()
    deleted, _by_model = Entry.objects.filter(book_id__in=books, pk__in=ids).delete()
    for rollup in (CategoryMonth, AccountMonth, BookDay):
        rollup.objects.filter(book_id__in=books, n=0).delete()
    return deleted
