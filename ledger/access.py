"""The only way from a user and a public id to a row: strangers get 404 (BookNotFound), low roles 403 (RoleTooLow)."""

from collections.abc import Iterator, Mapping
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models.query import ModelIterable

from accounts.models import User
from ledger.directory import directory_at, directory_of
from ledger.errors import BookNotFound
from ledger.models import (
    Account,
    Book,
    BookExport,
    Budget,
    Category,
    Entry,
    ImportBatch,
    ImportGroup,
    Invitation,
    Member,
    Scheduled,
)
from ledger.permissions import GUEST, ONLOOKER, VISITOR, Action, allows, require
from ledger.visibility import book_imports, opened_for, visible_entries


class _Opened(ModelIterable):
    """Members whose books are opened for them."""

    def __iter__(self) -> Iterator[Member]:
        return map(opened_for, super().__iter__())


# `memberships` of one book. In SQL, since every request of a book asks it (docs/decisions/hot-queries.md).
_MEMBERSHIP = """
    SELECT m.id, m.book_id, m.last_opened_at, s.directory_version
    FROM ledger_member m JOIN ledger_book b ON b.id = m.book_id JOIN ledger_bookstate s ON s.book_id = b.id
    WHERE m.user_id = %s AND m.archived_at IS NULL AND m.role <> '' AND b.public_id = %s AND b.deleted_at IS NULL"""
# A guest's: the link is looked at on each request, so that withdrawing it shuts the door at once.
_GUESTS_MEMBERSHIP = """
    SELECT m.id, m.book_id, g.may_record, s.directory_version
    FROM ledger_book b JOIN ledger_bookstate s ON s.book_id = b.id
    JOIN ledger_member m ON m.book_id = b.id JOIN ledger_guestlink g ON g.id = m.guest_link_id
    WHERE b.public_id = %s AND b.deleted_at IS NULL AND m.guest_key = %s AND m.user_id IS NULL
      AND m.archived_at IS NULL AND g.revoked_at IS NULL"""
_SAMPLE = """
    SELECT b.id, s.directory_version FROM ledger_book b JOIN ledger_bookstate s ON s.book_id = b.id
    WHERE b.public_id = %s AND b.sample_at IS NOT NULL AND b.deleted_at IS NULL"""


class GuestReader(AnonymousUser):
    """Somebody who is not signed in and came to books through their links for guests: `keys` by the public ids."""

    def __init__(self, keys: Mapping[UUID, UUID]) -> None:
        super().__init__()
        self.keys = keys


def access_book(user: User | AnonymousUser, public_id: UUID | str, action: Action = Action.SEE) -> Member:
    """The user's membership of a book (with `.book` loaded). Raises BookNotFound or RoleTooLow. One query.

    Of a sample everybody is a visitor, without a row and without an account; a guest acts as the person whose name the
    guest chose. The rows come from the book's directory, which the version that the query finds vouches for.
    """
    row = _found(_MEMBERSHIP, user.pk, _uuid(public_id)) if user.is_authenticated else None
    if row is None:
        guest = guest_in(user.keys, public_id) if isinstance(user, GuestReader) else None
        if guest is None:
            return _visitor(user, public_id, action)
        require(guest, action)
        return guest
    pk, book_id, last_opened_at, version = row
    try:
        member = directory_at(book_id, version).membership(pk)
    except (Book.DoesNotExist, KeyError):
        raise BookNotFound from None  # deleted in this moment
    require(member, action)
    member.user = cast(User, user)
    member.last_opened_at = last_opened_at
    return opened_for(member)


def guest_in(keys: Mapping[UUID, UUID], public_id: UUID | str) -> Member | None:
    """The person as whom a browser with these keys comes to a book, in a guest's role; None where the door is shut."""
    key = keys.get(_uuid(public_id))
    row = _found(_GUESTS_MEMBERSHIP, _uuid(public_id), key) if key is not None else None
    if row is None:
        return None
    pk, book_id, may_record, version = row
    try:
        guest = directory_at(book_id, version).membership(pk)
    except (Book.DoesNotExist, KeyError):
        return None
    guest.role = GUEST if may_record else ONLOOKER
    return opened_for(guest)


def _visitor(user: User | AnonymousUser, public_id: UUID | str, action: Action) -> Member:
    row = _found(_SAMPLE, _uuid(public_id))
    if row is None:
        raise BookNotFound
    visitor = Member(role=VISITOR, user=user if isinstance(user, User) else None)
    visitor.book = directory_at(*row).handed_out()
    require(visitor, action)
    return opened_for(visitor)


def _found(query: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()


def sample_visits() -> list[Member]:
    """A visitor's membership of each sample book, in the order in which they were written. One query a book."""
    books = Book.objects.filter(sample_at__isnull=False, deleted_at__isnull=True).order_by("id")
    return [_visitor(AnonymousUser(), public_id, Action.SEE) for public_id in books.values_list("public_id", flat=True)]


def memberships(user: User) -> models.QuerySet[Member]:
    """The user's live memberships with a role, of books that are not deleted; each book is opened for its member."""
    rows = (
        Member.objects.filter(user=user, archived_at__isnull=True, book__deleted_at__isnull=True)
        .exclude(role="")
        .select_related("book")
    )
    rows._iterable_class = _Opened
    return rows


def access_entry(member: Member, client_id: UUID | str, *, with_bin: bool = False) -> Entry:
    """An entry of the member's book that the member may see. Raises BookNotFound."""
    entry = visible_entries(member, with_bin=with_bin).filter(client_id=_uuid(client_id)).first()
    if entry is None:
        raise BookNotFound
    return entry


def named_row(member: Member, model: type[models.Model], public_id: UUID | str) -> Any:
    """A row of the member's book, to be named and not to be changed: it is shared. Raises BookNotFound."""
    row = directory_of(member.book).find(model, _uuid(public_id))
    if row is None:
        raise BookNotFound
    return row


def access_account(member: Member, public_id: UUID | str) -> Account:
    return access_row(member, Account, public_id)


def access_category(member: Member, public_id: UUID | str) -> Category:
    return access_row(member, Category, public_id)


def access_batch(member: Member, public_id: UUID | str) -> ImportBatch:
    batch = book_imports(member).filter(public_id=_uuid(public_id)).first()
    if batch is None:
        raise BookNotFound
    batch.book = member.book
    return batch


def access_group(batch: ImportBatch, group_id: int) -> ImportGroup:
    """A group of rows of an import, with what was chosen for it. Raises BookNotFound."""
    chosen = ("category", "account", "counter_account", "paid_for__book")
    group = ImportGroup.objects.select_related(*chosen).filter(batch=batch, pk=group_id).first()
    if group is None:
        raise BookNotFound
    return group


def access_export(member: Member, public_id: UUID | str) -> BookExport:
    """An export that this member asked for; nobody else may have it. Raises BookNotFound."""
    export = access_row(member, BookExport, public_id)
    if export.created_by_id != member.pk:
        raise BookNotFound
    return export


def access_person(member: Member, public_id: UUID | str) -> Member:
    """A person who is in the member's book now. Raises BookNotFound."""
    person = access_row(member, Member, public_id)
    if person.archived_at is not None:
        raise BookNotFound
    return person


def access_invitation(member: Member, public_id: UUID | str) -> Invitation:
    """An invitation into the member's book, with whom it claims. Raises BookNotFound."""
    rows = Invitation.objects.select_related("claims", "created_by")
    found = rows.filter(book_id=member.book_id, public_id=_uuid(public_id)).first()
    if found is None:
        raise BookNotFound
    found.book = member.book
    return found


def access_own_invitation(user: User, public_id: UUID | str) -> Invitation:
    """An invitation that was sent to an address with which the user signs in. Raises BookNotFound."""
    own = [user.email, user.phone if user.phone_verified else None]
    rows = Invitation.objects.select_related("book", "created_by", "claims")
    found = rows.filter(
        public_id=_uuid(public_id), address__in=[address for address in own if address], book__deleted_at__isnull=True
    ).first()
    if found is None:
        raise BookNotFound
    return found


def access_budget(member: Member, public_id: UUID | str, *, deleted: bool = False) -> Budget:
    """A budget of the member's book, with what it is about; a `deleted` one only if asked for. Raises BookNotFound."""
    rows = Budget._base_manager if deleted else Budget.objects
    return _plan(rows.select_related("category", "project"), member, public_id)


def access_scheduled(member: Member, public_id: UUID | str, *, deleted: bool = False) -> Scheduled:
    """Something to come in the member's book, with what it names, as `access_budget`."""
    rows = Scheduled._base_manager if deleted else Scheduled.objects
    row = _plan(rows.select_related("category", "account", "to_account", "member"), member, public_id)
    moves = (row.account, row.to_account)
    if any(account is not None and account.veiled for account in moves) and not allows(member, Action.SEE_VEILED):
        raise BookNotFound
    return row


def _plan(rows: models.QuerySet, member: Member, public_id: UUID | str):
    row = rows.filter(book_id=member.book_id, public_id=_uuid(public_id)).first()
    if row is None:
        raise BookNotFound
    row.book = member.book
    return row


def access_row(member: Member, model: type[models.Model], public_id: UUID | str) -> Any:
    """A row of the member's book, of one's own to change. Raises BookNotFound."""
    row = model._default_manager.filter(book_id=member.book_id, public_id=_uuid(public_id)).first()
    if row is None or (isinstance(row, Account) and row.veiled and not allows(member, Action.SEE_VEILED)):
        raise BookNotFound
    return row


def _uuid(value: UUID | str) -> UUID:
    try:
        return models.UUIDField().to_python(value)
    except ValidationError:
        raise BookNotFound from None
