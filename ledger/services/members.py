"""People of a book and their pockets."""

from accounts.models import User
from ledger.errors import LastOwner, NameTaken
from ledger.models import Account, Member, Role
from ledger.permissions import Action, require
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
