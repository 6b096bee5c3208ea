"""The names of a book: merchants, projects and tags, which entries make by naming them, and what all names share."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.db.models.functions import Now

from ledger.errors import EntryInvalid, NameTaken, StillUsed
from ledger.models import Account, Category, Member, Merchant, Project, Tag, What
from ledger.permissions import Action, require
from ledger.queries.names import Name, in_use
from ledger.services.accounts import archive_account, delete_account
from ledger.services.activity import columns_of, note_change
from ledger.services.categories import archive_category, delete_category
from ledger.services.locking import lock_books, writes_books
from ledger.services.members import archive_member, delete_member

L = TypeVar("L", Merchant, Project, Tag)
Ordered = TypeVar("Ordered", Account, Category, Member, Project, Tag)


@writes_books
def add_label(member: Member, model: type[L], *, name: str) -> L:
    """Adds a merchant, project or tag. Raises RoleTooLow, EntryInvalid, NameTaken."""
    require(member, Action.ARRANGE)
    lock_books(member.book_id)
    row = model(book=member.book, name=_clean(model, name))
    _check_free(row)
    row.save(force_insert=True)
    note_change(member, What.LABEL_ADDED, about=row)
    return row


@writes_books
def rename_label(member: Member, row: L, *, name: str) -> L:
    """Gives another name; entries follow. Raises RoleTooLow, EntryInvalid, NameTaken."""
    require(member, Action.ARRANGE)
    lock_books(member.book_id)
    row = type(row)._default_manager.get(pk=row.pk, book_id=member.book_id)
    before = columns_of(row, ["name"])
    row.name = _clean(type(row), name)
    _check_free(row)
    row.save(update_fields=["name"])
    after = columns_of(row, ["name"])
    note_change(member, What.LABEL_CHANGED, about=row, before=before, after=after)
    return row


@writes_books
def archive_label(member: Member, row: L, *, archived: bool) -> L:
    """Takes a name out of what is offered, or brings it back. Raises RoleTooLow."""
    require(member, Action.ARRANGE)
    lock_books(member.book_id)
    rows = type(row)._default_manager.filter(pk=row.pk, book_id=member.book_id)
    rows.update(archived_at=Now() if archived else None)
    row.refresh_from_db()
    note_change(member, What.LABEL_ARCHIVED if archived else What.LABEL_RESTORED, about=row)
    return row


@writes_books
def delete_label(member: Member, row: L) -> None:
    """Deletes a name that nothing uses. Raises RoleTooLow, StillUsed."""
    require(member, Action.ARRANGE)
    lock_books(member.book_id)
    if in_use(row):
        raise StillUsed
    note_change(member, What.LABEL_DELETED, about=row)
    row.delete()


@writes_books
def put_in_order(member: Member, model: type[Ordered], ids: Sequence[UUID]) -> None:
    """Puts rows of the member's book in the order of their public ids, in the places that they hold among the others.

    Raises RoleTooLow.
    """
    require(member, Action.MANAGE_MEMBERS if model is Member else Action.ARRANGE)
    lock_books(member.book_id)
    # Labels that nobody has put in order yet stand by their names, after those that somebody has.
    then = "name" if model in (Project, Tag) else "id"
    rows = list(model._default_manager.filter(book_id=member.book_id).order_by("position", then))
    named = {row.public_id: row for row in rows if row.public_id in set(ids)}
    in_order = iter([named[public_id] for public_id in dict.fromkeys(ids) if public_id in named])
    rows = [next(in_order) if row.public_id in named else row for row in rows]
    moved = []
    for position, row in enumerate(rows):
        if row.position != position:
            row.position = position
            moved.append(row)
    model._default_manager.bulk_update(moved, ["position"])


# Hiding and deleting, by the sort of name.
_ARCHIVE: dict[type[Name], Callable[..., Any]] = {
    Account: archive_account,
    Category: archive_category,
    Member: archive_member,
    Merchant: archive_label,
    Project: archive_label,
    Tag: archive_label,
}
_DELETE: dict[type[Name], Callable[[Member, Any], None]] = {
    Account: delete_account,
    Category: delete_category,
    Member: delete_member,
    Merchant: delete_label,
    Project: delete_label,
    Tag: delete_label,
}


@writes_books
def archive_name(member: Member, row: Name, *, archived: bool) -> None:
    """Takes a name out of what is offered, or brings it back, to stand for itself also where it was merged.

    An account that its scene keeps hidden until it is used is offered from then on.

    Raises RoleTooLow, and what the service of its sort raises.
    """
    _ARCHIVE[type(row)](member, row, archived=archived)
    if not archived and isinstance(row, Account):
        Account.objects.filter(pk=row.pk, book_id=member.book_id, hidden=True).update(hidden=False)
    if not archived and row.merged_into_id is not None:
        model: type[Any] = type(row)
        model.objects.filter(pk=row.pk, book_id=member.book_id).update(merged_into=None)


@writes_books
def change_label(member: Member, row: L, *, name: str | None = None, archived: bool | None = None) -> L:
    """Renames a merchant, project or tag, and hides it or brings it back, all or nothing; None stays.

    Raises what `rename_label` and `archive_name` raise.
    """
    if name is not None:
        row = rename_label(member, row, name=name)
    if archived is not None:
        archive_name(member, row, archived=archived)
        row.refresh_from_db()
    return row


def delete_name(member: Member, row: Name) -> None:
    """Deletes a name that nothing uses. Raises RoleTooLow, StillUsed."""
    _DELETE[type(row)](member, row)


def _clean(model: type[models.Model], name: str) -> str:
    name = name.strip()
    longest = getattr(model._meta.get_field("name"), "max_length", None)
    if not name or (longest and len(name) > longest):
        raise EntryInvalid(fields={"name": [EntryInvalid.message]})
    return name


def _check_free(row: Merchant | Project | Tag) -> None:
    twins = type(row)._default_manager.filter(book_id=row.book_id, name=row.name)
    if twins.exclude(pk=row.pk).exists():
        raise NameTaken(fields={"name": [NameTaken.message]})
