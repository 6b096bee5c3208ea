"""People of a book and their pockets."""

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.errors import NotAllowed
from accounts.models import User
from ledger.errors import EntryInvalid, LastOwner, NameTaken, RoleTooLow, StillUsed
from ledger.models import Account, Member, Role
from ledger.permissions import Action, require
from ledger.queries.names import in_use
from ledger.services.locking import lock_books, writes_books


@writes_books
def add_member(member: Member, *, name: str, user: User | None = None, role: str = "") -> Member:
    """Adds a person to the member's book: with a user and a role, or only a name. Raises RoleTooLow, NameTaken."""
    require(member, Action.MANAGE_MEMBERS)
    lock_books(member.book_id)
    name = name.strip()
    people = Member.objects.filter(book_id=member.book_id, archived_at__isnull=True)
    if people.filter(name=name).exists():
        raise NameTaken(fields={"name": [NameTaken.message]})
    return Member.objects.create(
        book=member.book, name=name, user=user, role=role if user else "", position=people.count()
    )


@writes_books
def change_role(member: Member, other: Member, *, role: str) -> Member:
    """Gives another role. Raises RoleTooLow; LastOwner where the book would be left without an owner."""
    require(member, Action.MANAGE_MEMBERS)
    if Role.OWNER in (role, other.role):
        require(member, Action.DELETE_BOOK)
    lock_books(member.book_id)
    owners = Member.objects.filter(book_id=member.book_id, role=Role.OWNER, archived_at__isnull=True)
    if other.role == Role.OWNER and role != Role.OWNER and owners.count() == 1:
        raise LastOwner
    other.role = role
    other.save(update_fields=["role"])
    return other


@writes_books
def edit_member(member: Member, other: Member, *, name: str) -> Member:
    """Renames a person of the book, and the pocket that bears the name. Raises RoleTooLow, EntryInvalid, NameTaken."""
    require(member, Action.MANAGE_MEMBERS)
    lock_books(member.book_id)
    other = Member.objects.get(pk=other.pk, book_id=member.book_id)
    name = name.strip()
    if not name:
        raise EntryInvalid(fields={"name": [EntryInvalid.message]})
    people = Member.objects.filter(book_id=member.book_id, archived_at__isnull=True).exclude(pk=other.pk)
    if people.filter(name=name).exists():
        raise NameTaken(fields={"name": [NameTaken.message]})
    taken = Account.objects.filter(book_id=member.book_id, name=name, archived_at__isnull=True)
    if not taken.exists():
        Account.objects.filter(book_id=member.book_id, kind="member", member=other, name=other.name).update(name=name)
    other.name = name
    other.save(update_fields=["name"])
    return other


@writes_books
def archive_member(member: Member, other: Member, *, archived: bool) -> Member:
    """Takes a person who does not sign in out of what is offered, or brings the person back; entries stay.

    Raises RoleTooLow, NameTaken, and NotAllowed for somebody with a role.
    """
    require(member, Action.MANAGE_MEMBERS)
    lock_books(member.book_id)
    if other.user_id is not None:
        raise NotAllowed(_("Somebody signs in under this name."))
    people = Member.objects.filter(book_id=member.book_id, archived_at__isnull=True, name=other.name)
    if not archived and people.exclude(pk=other.pk).exists():
        raise NameTaken
    Member.objects.filter(pk=other.pk, book_id=member.book_id).update(archived_at=Now() if archived else None)
    other.refresh_from_db()
    return other


@writes_books
def delete_member(member: Member, other: Member) -> None:
    """Deletes a person who does not sign in and whom nothing names. Raises RoleTooLow, StillUsed."""
    require(member, Action.MANAGE_MEMBERS)
    lock_books(member.book_id)
    if other.user_id is not None or in_use(other):
        raise StillUsed
    other.delete()


def count_in_totals(member: Member, *, counted: bool) -> None:
    """Counts the book in this member's own totals over books, or leaves it out. Nobody else's change.

    Raises RoleTooLow for a visitor of a sample, who has no totals.
    """
    if member.pk is None:
        raise RoleTooLow(Action.SEE)
    Member.objects.filter(pk=member.pk).update(counts_in_totals=counted)


def pocket_of(member: Member) -> Account:
    """The account of kind `member` that stands for this person's money outside the book; made when first needed.

    The caller holds the book's lock.
    """
    pocket = Account.objects.filter(book_id=member.book_id, kind="member", member=member).first()
    if pocket is None:
        name = member.name
        if Account.objects.filter(book_id=member.book_id, name=name, archived_at__isnull=True).exists():
            name = f"{name} ({str(member.public_id)[-4:]})"
        pocket = Account.objects.create(
            book=member.book,
            kind="member",
            member=member,
            name=name,
            currency=member.book.currency,
            position=900,
        )
    return pocket
