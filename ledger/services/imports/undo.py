"""Taking an import back: what nobody touched goes for good, what was completed gets its own words back."""

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import ngettext

from accounts.errors import DomainError
from ledger.live import announce
from ledger.models import Entry, ImportBatch, ImportedKey, Member, What
from ledger.permissions import Action, require, require_open
from ledger.services.activity import last_entry_change, note_at_once
from ledger.services.entries import delete_entries
from ledger.services.imports.accounts import take_accounts_back
from ledger.services.imports.linked import delete_other_sides, linked_books_of_written
from ledger.services.imports.moving import take_names_back
from ledger.services.imports.upload import ImportMoved
from ledger.services.locking import lock_books, writes_books

State = ImportBatch.State


class EditedSince(DomainError):
    """Entries of the import were edited; the person must say what is to become of them. `n` says how many."""

    code = "edited_since"
    status = 409

    def __init__(self, n: int) -> None:
        super().__init__(
            ngettext(
                "You have changed %(n)d of these entries since. Should it go to the recycle bin, or stay?",
                "You have changed %(n)d of these entries since. Should they go to the recycle bin, or stay?",
                n,
            ),
            extra={"n": n},
        )
        self.values = {"n": n}
        self.n = n


@writes_books
def undo_import(member: Member, batch: ImportBatch, *, edited: str = "") -> ImportBatch:
    """Takes a written import back, in one transaction.

    Entries at their first version are deleted for good, so that bringing the files again works. `edited` says what
    becomes of those changed since: "bin" or "keep". Entries typed by hand get back what the import replaced, unless
    somebody changed that since. Accounts that the import made and nothing uses go too. Said twice, it is done once.
    Raises RoleTooLow, BookArchived, ImportMoved where it was never written, and EditedSince where `edited` is missing.
    """
    require(member, Action.IMPORT)
    require_open(member.book)
    books = {member.book_id, *linked_books_of_written(batch)}
    lock_books(*books)
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk, book_id=member.book_id)
    if batch.state == State.UNDONE:
        return batch
    if batch.state != State.DONE:
        raise ImportMoved
    before = last_entry_change()
    changed = edited_entries(batch)
    n = changed.count()
    if n and edited not in ("bin", "keep"):
        raise EditedSince(n)
    if n and edited == "bin":
        delete_entries(member, entries=changed)
    delete_other_sides(batch)
    deleted = _delete_untouched(batch)
    _give_back(member, batch)
    ImportedKey.objects.filter(book_id=batch.book_id, batch=batch).delete()
    take_accounts_back(batch)
    take_names_back(batch)
    batch.state = State.UNDONE
    batch.counts |= {"deleted": deleted, "kept": n if edited == "keep" else 0, "binned": n if edited == "bin" else 0}
    batch.moved_at = Now()
    batch.save(update_fields=["state", "counts", "moved_at", "places"])
    batch.refresh_from_db()
    note_at_once(member, What.IMPORT_UNDONE, after=before, books=books, n=deleted, batch=batch)
    announce(batch.book_id, "changed", by=member)
    return batch


def edited_entries(batch: ImportBatch) -> QuerySet[Entry]:
    """The entries of a batch that somebody changed since, on either side, and that are not in the recycle bin."""
    changed_there = Entry.objects.filter(link_id=OuterRef("link_id"), version__gt=1).exclude(book_id=batch.book_id)
    changed = Q(version__gt=1) | Q(link_id__isnull=False) & Exists(changed_there)
    return Entry.objects.filter(changed, book_id=batch.book_id, batch=batch, deleted_at__isnull=True)


def _delete_untouched(batch: ImportBatch) -> int:
    parameters = {"book": batch.book_id, "batch": batch.pk}
    with connection.cursor() as cursor:
        # A refund that was typed by hand, or brought by another import, stays; what it refunded is gone.
        cursor.execute(
            """UPDATE ledger_entry e SET refund_of_id = NULL, version = e.version + 1, changed_at = now()
               FROM ledger_entry gone
               WHERE e.book_id = %(book)s AND e.refund_of_id IS NOT NULL
                 AND (e.batch_id IS DISTINCT FROM %(batch)s OR e.version > 1)
                 AND gone.id = e.refund_of_id AND gone.book_id = %(book)s AND gone.batch_id = %(batch)s
                 AND gone.version = 1""",
            parameters,
        )
        # The other side of a linked payment is gone by now, unless somebody changed it: then this side stays too.
        cursor.execute(
            """DELETE FROM ledger_entry e
               WHERE e.book_id = %(book)s AND e.batch_id = %(batch)s AND e.version = 1
                 AND (e.link_id IS NULL OR NOT EXISTS (
                     SELECT 1 FROM ledger_entry o WHERE o.link_id = e.link_id AND o.book_id <> e.book_id))""",
            parameters,
        )
        return cursor.rowcount


# What an import may replace in an entry typed by hand: the column, and how its old value is read from the history.
_REPLACED = {
    "date": "(c.before ->> 'date')::date",
    "time": "(c.before ->> 'time')::time",
    "merchant_id": "(c.before ->> 'merchant_id')::bigint",
    "extra": "c.before -> 'extra'",
}


def _give_back(member: Member, batch: ImportBatch) -> None:
    """Sets what the import replaced back to the old values that the history holds, but nothing changed since."""
    columns = ", ".join(
        f"{column} = CASE WHEN c.before ? '{column}' AND NOT coalesce(c.since ? '{column}', false)"
        f" THEN {old} ELSE e.{column} END"
        for column, old in _REPLACED.items()
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE ledger_entry e SET {columns}, version = e.version + 1, changed_at = now(),
                changed_by_id = %(member)s
            FROM (
                SELECT k.entry_id, h.before,
                       (SELECT jsonb_object_agg(l.key, true)
                        FROM ledger_entrychange later, jsonb_object_keys(later.before) AS l(key)
                        WHERE later.book_id = %(book)s AND later.entry_id = k.entry_id
                          AND later.version > k.merged_version) AS since
                FROM ledger_importedkey k
                JOIN ledger_entrychange h ON h.book_id = %(book)s AND h.entry_id = k.entry_id
                     AND h.version = k.merged_version
                WHERE k.book_id = %(book)s AND k.batch_id = %(batch)s
            ) c
            WHERE e.book_id = %(book)s AND e.id = c.entry_id
            """,
            {"book": batch.book_id, "batch": batch.pk, "member": member.pk},
        )
