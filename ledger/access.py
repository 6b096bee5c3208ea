"""The only way from a user and a public id to a row: strangers get 404 (BookNotFound), low roles 403 (RoleTooLow)."""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models

from accounts.models import User
from ledger.errors import BookNotFound
from ledger.models import Account, Category, Entry, ImportBatch, Member, Project, Tag
from ledger.permissions import Action, require, sees_own_only


def access_book(user: User, public_id: UUID | str, action: Action = Action.SEE) -> Member:
    """The user's membership of a book (with `.book` loaded). Raises BookNotFound or RoleTooLow."""
    member = memberships(user).filter(book__public_id=_uuid(public_id)).first() if user.is_authenticated else None
    if member is None:
        raise BookNotFound
    require(member, action)
    member.user = user
    return member


def memberships(user: User) -> models.QuerySet[Member]:
    """The user's live memberships with a role, of books that are not deleted."""
    return (
        Member.objects.filter(user=user, archived_at__isnull=True, book__deleted_at__isnull=True)
        .exclude(role="")
        .select_related("book")
    )


def visible_entries(member: Member, *, with_bin: bool = False) -> models.QuerySet[Entry]:
    """The entries of the book that this member may see; those in the recycle bin only if asked for."""
    entries = Entry.objects.filter(book_id=member.book_id)
    if not with_bin:
        entries = entries.filter(deleted_at__isnull=True)
    if sees_own_only(member):
        entries = entries.filter(recorded_by_id=member.pk)
    return entries


def access_entry(member: Member, client_id: UUID | str, *, with_bin: bool = False) -> Entry:
    """An entry of the member's book that the member may see. Raises BookNotFound."""
    entry = visible_entries(member, with_bin=with_bin).filter(client_id=_uuid(client_id)).first()
    if entry is None:
        raise BookNotFound
    return entry


def access_entries(member: Member, client_ids: Iterable[UUID | str], *, with_bin: bool = False) -> list[Entry]:
    """Several entries, in the order of their ids. Raises BookNotFound unless the member may see every one."""
    wanted = {_uuid(client_id) for client_id in client_ids}
    entries = list(visible_entries(member, with_bin=with_bin).filter(client_id__in=wanted).order_by("id"))
    if len(entries) != len(wanted):
        raise BookNotFound
    return entries


def access_account(member: Member, public_id: UUID | str) -> Account:
    return _of_book(Account, member, public_id)


def access_category(member: Member, public_id: UUID | str) -> Category:
    return _of_book(Category, member, public_id)


def access_member(member: Member, public_id: UUID | str) -> Member:
    return _of_book(Member, member, public_id)


def access_project(member: Member, public_id: UUID | str) -> Project:
    return _of_book(Project, member, public_id)


def access_tag(member: Member, public_id: UUID | str) -> Tag:
    return _of_book(Tag, member, public_id)


def access_batch(member: Member, public_id: UUID | str) -> ImportBatch:
    return _of_book(ImportBatch, member, public_id)


def _of_book(model: type[models.Model], member: Member, public_id: UUID | str):
    row = model._default_manager.filter(book_id=member.book_id, public_id=_uuid(public_id)).first()
    if row is None:
        raise BookNotFound
    return row


def _uuid(value: UUID | str) -> UUID:
    try:
        return models.UUIDField().to_python(value)
    except ValidationError:
        raise BookNotFound from None
