"""People of a book and their pockets."""

import datetime as dt

from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import NotAllowed
from accounts.models import User
from accounts.notices import notify
from ledger.errors import (
    EntryInvalid,
    LastOwner,
    NameTaken,
    OwnerHandsOver,
    PersonHasNoAccount,
    PersonSignsIn,
    RoleTooLow,
    StillUsed,
)
from ledger.live import MEMBERS, announce
from ledger.models import Account, Book, Handover, Invitation, Member, Role, What
from ledger.permissions import Action, allows, at_till, may_give, require
from ledger.queries.names import in_use
from ledger.services.activity import note_change
from ledger.services.locking import lock_books, writes_books
from ledger.services.till import set_till


@writes_books
def add_member(member: Member, *, name: str, user: User | None = None, role: str = "") -> Member:
    """Adds a person to the member's book: with a user and a role, or only a name. Raises RoleTooLow, NameTaken."""
    require(member, Action.MANAGE_MEMBERS)
    lock_books(member.book_id)
    name = name.strip()
    people = Member.objects.filter(book_id=member.book_id, archived_at__isnull=True)
    if people.filter(name=name).exists():
        raise NameTaken(fields={"name": [NameTaken.message]})
    person = Member.objects.create(
        book=member.book,
        name=name,
        user=user,
        role=role if user else "",
        joined_at=timezone.now() if user else None,
        position=people.count(),
    )
    note_change(member, What.MEMBER_ADDED, about=person)
    announce(member.book_id, MEMBERS, by=member)
    return person


@writes_books
def change_role(member: Member, other: Member, *, role: str) -> Member:
    """Gives somebody who signs in another role; whoever was at the till no longer is.

    Raises RoleTooLow where the member may not give the new role or not take the old one, OwnerHandsOver for an owner,
    PersonHasNoAccount.
    """
    require(member, Action.MANAGE_MEMBERS)
    lock_books(member.book_id)
    other = _current(member, other)
    if other.user_id is None:
        raise PersonHasNoAccount
    if Role.OWNER in (role, other.role):
        raise OwnerHandsOver
    _require_giving(member, role, other.role)
    was, other.role = other.role, role
    # Being at the till is of the role that one had.
    other.till = other.till and role == was
    other.save(update_fields=["role", "till"])
    other.book = member.book
    if not allows(other, Action.INVITE):
        end_powers(other)
    note_change(member, What.ROLE_CHANGED, about=other, before={"role": was}, after={"role": role})
    announce(member.book_id, MEMBERS, by=member)
    return other


@writes_books
def remove_member(member: Member, other: Member) -> Member:
    """Takes somebody's role and sign-in to the book away; the name stays, with every entry.

    Raises RoleTooLow, OwnerHandsOver for an owner, PersonHasNoAccount.
    """
    require(member, Action.MANAGE_MEMBERS)
    lock_books(member.book_id)
    other = _current(member, other)
    if other.user_id is None:
        raise PersonHasNoAccount
    if other.role == Role.OWNER:
        raise OwnerHandsOver
    _require_giving(member, other.role)
    was = other.role
    _become_a_name(other)
    note_change(member, What.MEMBER_REMOVED, about=other, before={"role": was}, after={"role": ""})
    announce(member.book_id, MEMBERS, by=member)
    return other


@writes_books
def leave_book(member: Member, *, at: dt.datetime) -> None:
    """Takes the member out of the book; the name stays, with every entry. Raises LastOwner, RoleTooLow for a guest."""
    lock_books(member.book_id)
    me = Member.objects.filter(pk=member.pk, user__isnull=False).first()
    if me is None:
        raise RoleTooLow(Action.SEE)  # a visitor or a guest: nobody who could leave
    owners = Member.objects.filter(book_id=member.book_id, role=Role.OWNER, archived_at__isnull=True)
    if me.role == Role.OWNER and not owners.exclude(pk=me.pk).exists():
        raise LastOwner
    was = me.role
    _become_a_name(me)
    note_change(member, What.MEMBER_LEFT, about=me, before={"role": was}, after={"role": ""})
    notify(
        "member_left",
        [head.user for head in heads_of(member.book) if head.user is not None],
        key=f"left/{me.pk}/{at:%Y-%m-%dT%H:%M}",
        facts={"who": me.name, "book": member.book.name},
        path=reverse("ledger:member-list", args=[member.book.public_id]),
        about=member.book.public_id,
    )
    announce(member.book_id, MEMBERS, by=member)


def heads_of(book: Book) -> list[Member]:
    """Those who sign in and may manage the book's people, with their users."""
    people = Member.objects.filter(book_id=book.pk, user__isnull=False, archived_at__isnull=True).select_related("user")
    found = list(people.order_by("position", "id"))
    for person in found:
        person.book = book
    return [person for person in found if allows(person, Action.MANAGE_MEMBERS)]


def end_powers(*people: Member) -> None:
    """Ends what hangs on somebody's place in a book: the invitations they made, a handover from or to them."""
    made = Invitation.objects.filter(created_by__in=people, revoked_at__isnull=True)
    made.update(revoked_at=Now())
    offered = Handover.objects.filter(Q(asked_by__in=people) | Q(to__in=people), ended_at__isnull=True)
    offered.update(ended_at=Now())


def take_name(person: Member, user: User, *, role: str) -> Member:
    """Makes a person without an account this user, with all that names the person. The caller holds the book's lock.

    Raises PersonSignsIn where somebody signs in as this person already, or the person was put away.
    """
    person = Member.objects.get(pk=person.pk)
    if person.user_id is not None or person.archived_at is not None:
        raise PersonSignsIn
    person.user, person.role, person.joined_at = user, role, timezone.now()
    person.guest_link, person.guest_key = None, None
    person.save(update_fields=["user", "role", "joined_at", "guest_link", "guest_key"])
    return person


@writes_books
def edit_member(member: Member, other: Member, *, name: str) -> Member:
    """Renames a person of the book, and the pocket that bears the name. Raises RoleTooLow, EntryInvalid, NameTaken."""
    require(member, Action.MANAGE_MEMBERS)
    lock_books(member.book_id)
    other = _current(member, other)
    name = name.strip()
    if not name:
        raise EntryInvalid(fields={"name": [EntryInvalid.message]})
    people = Member.objects.filter(book_id=member.book_id, archived_at__isnull=True).exclude(pk=other.pk)
    if people.filter(name=name).exists():
        raise NameTaken(fields={"name": [NameTaken.message]})
    taken = Account.objects.filter(book_id=member.book_id, name=name, archived_at__isnull=True)
    if not taken.exists():
        Account.objects.filter(book_id=member.book_id, kind="member", member=other, name=other.name).update(name=name)
    was, other.name = other.name, name
    other.save(update_fields=["name"])
    note_change(member, What.MEMBER_CHANGED, about=other, before={"name": was}, after={"name": name})
    announce(member.book_id, MEMBERS, by=member)
    return other


@writes_books
def change_person(
    member: Member, other: Member, *, name: str | None = None, role: str | None = None, till: bool | None = None
) -> Member:
    """Changes what is said of a person, all or nothing; None and what is so already stay.

    Raises what `edit_member`, `change_role` and `set_till` raise.
    """
    if name is not None and name != other.name:
        other = edit_member(member, other, name=name)
    if role is not None and role != other.role:
        other = change_role(member, other, role=role)
    if till is not None and till != at_till(other):
        other = set_till(member, other, till=till)
    return other


@writes_books
def archive_member(member: Member, other: Member, *, archived: bool) -> Member:
    """Takes a person who does not sign in out of what is offered, or brings the person back; entries stay.

    Raises RoleTooLow, NameTaken, and NotAllowed for somebody with a role.
    """
    require(member, Action.MANAGE_MEMBERS)
    lock_books(member.book_id)
    other = _current(member, other)
    if other.user_id is not None:
        raise NotAllowed(_("Somebody signs in under this name."))
    people = Member.objects.filter(book_id=member.book_id, archived_at__isnull=True, name=other.name)
    if not archived and people.exclude(pk=other.pk).exists():
        raise NameTaken
    Member.objects.filter(pk=other.pk, book_id=member.book_id).update(archived_at=Now() if archived else None)
    other.refresh_from_db()
    note_change(member, What.MEMBER_ARCHIVED if archived else What.MEMBER_RESTORED, about=other)
    announce(member.book_id, MEMBERS, by=member)
    return other


@writes_books
def delete_member(member: Member, other: Member) -> None:
    """Deletes a person who does not sign in and whom nothing names. Raises RoleTooLow, StillUsed."""
    require(member, Action.MANAGE_MEMBERS)
    lock_books(member.book_id)
    other = _current(member, other)
    if other.user_id is not None or in_use(other):
        raise StillUsed
    note_change(member, What.MEMBER_DELETED, subject=other.name)
    other.delete()
    announce(member.book_id, MEMBERS, by=member)


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
    currency = member.book.currency
    pocket = Account.objects.filter(book_id=member.book_id, kind="member", member=member, currency=currency).first()
    if pocket is None:
        name = member.name
        if Account.objects.filter(book_id=member.book_id, name=name, archived_at__isnull=True).exists():
            name = f"{name} ({str(member.public_id)[-4:]})"
        pocket = Account.objects.create(
            book=member.book,
            kind="member",
            member=member,
            name=name,
            currency=currency,
            position=900,
        )
    return pocket


def _become_a_name(person: Member) -> None:
    end_powers(person)
    person.user, person.role, person.joined_at, person.till = None, "", None, False
    person.save(update_fields=["user", "role", "joined_at", "till"])


def _current(member: Member, other: Member) -> Member:
    """The person as the book has it now, of one's own to change."""
    return Member.objects.select_related("user").get(pk=other.pk, book_id=member.book_id)


def _require_giving(member: Member, *roles: str) -> None:
    if not all(may_give(member, role) for role in roles):
        raise RoleTooLow(Action.MANAGE_MEMBERS)
