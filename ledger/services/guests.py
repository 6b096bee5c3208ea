"""Guests: people without an account who come to a book through its secret link."""

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass

from accounts.models import User
from ledger import scenarios
from ledger.errors import GuestLinkClosed, NameInUse, PersonSignsIn
from ledger.live import MEMBERS, announce
from ledger.models import Entry, GuestLink, Member, Role, What
from ledger.permissions import TABLE, Action, require
from ledger.queries.invitations import digest_of, guest_link, is_taken
from ledger.services.activity import note_change
from ledger.services.invitations import become
from ledger.services.locking import lock_books, writes_books


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link for guests with its token, which is known in this moment alone."""

    link: GuestLink
    token: str


@writes_books
def make_guest_link(member: Member, *, at: dt.datetime) -> MadeLink:
    """Makes the book's link for guests; one that there was opens nothing any more.

    Guests may record where they could before, else where the book's scene means them to. Raises RoleTooLow.
    """
    require(member, Action.INVITE)
    lock_books(member.book_id)
    before = guest_link(member.book)
    may_record = before.may_record if before else Action.RECORD in TABLE[scenarios.scene(member.book.scene).guest_role]
    _close(member, at)
    token = secrets.token_urlsafe(16)
    link = GuestLink.objects.create(
        book=member.book, digest=digest_of(token), may_record=may_record, created_by=member, created_at=at
    )
    note_change(member, What.GUEST_LINK_MADE, about=link, after={"may_record": may_record})
    return MadeLink(link, token)


@writes_books
def change_guest_link(member: Member, *, may_record: bool) -> None:
    """Lets guests record, or only look; nothing happens where there is no link. Raises RoleTooLow."""
    require(member, Action.INVITE)
    lock_books(member.book_id)
    link = guest_link(member.book)
    if link is None or link.may_record == may_record:
        return
    link.may_record = may_record
    link.save(update_fields=["may_record"])
    before, after = {"may_record": not may_record}, {"may_record": may_record}
    note_change(member, What.GUEST_LINK_MADE, about=link, before=before, after=after)
    announce(member.book_id, MEMBERS, by=member)


@writes_books
def revoke_guest_link(member: Member, *, at: dt.datetime) -> None:
    """Shuts the door on all guests at once; what they recorded stays. Raises RoleTooLow."""
    require(member, Action.INVITE)
    lock_books(member.book_id)
    if _close(member, at):
        note_change(member, What.GUEST_LINK_REVOKED)
        announce(member.book_id, MEMBERS, by=member)


def _close(member: Member, at: dt.datetime) -> bool:
    return bool(GuestLink.objects.filter(book_id=member.book_id, revoked_at__isnull=True).update(revoked_at=at))


@writes_books
def come_as_guest(link: GuestLink, person: Member) -> uuid.UUID:
    """Lets a browser in as a person without an account; returns the key that it shows from then on.

    Raises GuestLinkClosed where the link was withdrawn meanwhile, PersonSignsIn, and NameInUse where another browser is
    in the book as this person.
    """
    lock_books(link.book_id)
    if not GuestLink.objects.filter(pk=link.pk, revoked_at__isnull=True).exists():
        raise GuestLinkClosed
    person = Member.objects.get(pk=person.pk, book_id=link.book_id)
    if person.user_id is not None or person.archived_at is not None:
        raise PersonSignsIn
    if is_taken(person, link):
        raise NameInUse(name=person.name)
    person.guest_link, person.guest_key = link, uuid.uuid4()
    person.save(update_fields=["guest_link", "guest_key"])
    note_change(person, What.GUEST_JOINED, about=person)
    announce(link.book_id, MEMBERS, by=person)
    return person.guest_key


@writes_books
def go_as_guest(guest: Member) -> None:
    """Gives the name back that a guest took by mistake: somebody else may choose it."""
    lock_books(guest.book_id)
    _free(guest)


@writes_books
def free_name(member: Member, person: Member) -> None:
    """Lets a guest's name be chosen anew: the phone that had it is out. Raises RoleTooLow."""
    require(member, Action.MANAGE_MEMBERS)
    lock_books(member.book_id)
    _free(person)
    announce(member.book_id, MEMBERS, by=member)


def _free(person: Member) -> None:
    people = Member.objects.filter(pk=person.pk, book_id=person.book_id)
    people.update(guest_key=None)
    # Whoever recorded as this person was a guest, and the entries go on saying so.
    if not Entry.objects.filter(book_id=person.book_id, recorded_by=person.pk).exists():
        people.update(guest_link=None)


@writes_books
def keep_book(user: User, guest: Member) -> Member:
    """Makes a guest who signed in a member of the book, as the very person, with all that names the person.

    The role is a contributor's where guests may record, else a viewer's. Raises PersonSignsIn where the person is no
    guest any more.
    """
    lock_books(guest.book_id)
    person = Member.objects.select_related("guest_link").get(pk=guest.pk)
    if person.guest_link is None:
        raise PersonSignsIn
    role = Role.CONTRIBUTOR if person.guest_link.may_record else Role.VIEWER
    return become(user, person, role=role)
