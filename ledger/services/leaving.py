"""What somebody's books become when that person leaves for good, and how they are taken along."""

import datetime as dt
import shutil
from collections.abc import Mapping
from uuid import UUID
from zipfile import ZipFile

from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.privacy import Fate
from ledger.access import memberships
from ledger.models import Book, ImportBatch, Member, Role
from ledger.permissions import Action, allows
from ledger.queries.entries import EntryFilter
from ledger.services.erasing import erase_book
from ledger.services.exports import written_file
from ledger.services.locking import lock_books, writes_books
from ledger.services.members import end_powers

# Who takes over a book that is left by its only owner, if nobody was chosen: who may most.
_RANKS = {role: rank for rank, role in enumerate(Role.values)}


def book_fates(user: User) -> list[Fate]:
    """What leaving means for each book of a person; where its only owner leaves others behind, who may take it over."""
    fates = []
    for member in memberships(user).order_by("pk"):
        others = _others(member)
        key, name = str(member.book.public_id), member.book.name
        if not others:
            fates.append(Fate(key, name, _("Nobody else keeps it: it is erased with all its entries.")))
        elif _needs_an_owner(member, others):
            choices = [(str(other.public_id), other.name) for other in others]
            fates.append(Fate(key, name, _("Others keep it, too. Choose who owns it from then on."), choices))
        else:
            fates.append(Fate(key, name, _("It stays with the others. Your entries stay in it under your name there.")))
    return fates


@writes_books
def leave_books(user: User, choices: Mapping[str, str]) -> None:
    """Takes a person out of all their books: those that nobody else keeps are erased, others left or handed over.

    In a shared book the person becomes a name without a role. `choices` has the public id of the new owner by that of
    the book.
    """
    # Books that were deleted already are among them.
    mine = list(Member.objects.filter(user=user).order_by("book_id"))
    # All at once, and before it is asked who else is there: somebody may be joining.
    lock_books(*(member.book_id for member in mine))
    for member in mine:
        if not _others(member):
            erase_book(member.book_id)
    shared = list(memberships(user).order_by("book_id"))
    for member in shared:
        others = _others(member)
        if _needs_an_owner(member, others):
            chosen = choices.get(str(member.book.public_id))
            heir = next((other for other in others if str(other.public_id) == chosen), others[0])
            heir.role, heir.till = Role.OWNER, False
            heir.save(update_fields=["role", "till"])
    end_powers(*shared)
    Member.objects.filter(user=user).update(user=None, role="", joined_at=None, till=False)
    Book.objects.filter(created_by=user).update(created_by=None)


def _others(member: Member) -> list[Member]:
    """Everybody else who signs in to the book, who may most first."""
    found = Member.objects.filter(book_id=member.book_id, user__is_active=True, archived_at__isnull=True)
    return sorted(found.exclude(pk=member.pk).exclude(role=""), key=lambda other: (_RANKS[other.role], other.pk))


def _needs_an_owner(member: Member, others: list[Member]) -> bool:
    return member.role == Role.OWNER and not any(other.role == Role.OWNER for other in others)


def take_books_along(user: User, archive: ZipFile, now: dt.datetime) -> None:
    """Adds each book's entries as CSV: all that the person may see, of every book whose entries they may take out."""
    taken: set[str] = set()
    for member in memberships(user).order_by("pk"):
        if not allows(member, Action.EXPORT):
            continue
        name = get_valid_filename(member.book.name.replace("/", " ") or "book")
        while name in taken:
            name += "_"
        taken.add(name)
        with written_file(member, EntryFilter(), "csv") as written, archive.open(f"books/{name}.csv", "w") as target:
            shutil.copyfileobj(written, target)


def reasons_of_import(user: User, job: UUID) -> list[str]:
    """What an import says about itself: its state and how many rows could not be read."""
    batch = ImportBatch.objects.filter(public_id=job, book__members__in=memberships(user)).first()
    if batch is None:
        return []
    rejected = batch.counts.get("rejected", 0)
    return [f"import:{batch.state}", *([f"rejected:{rejected}"] if rejected else [])]
