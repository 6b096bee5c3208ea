"""Inviting people into a book, and joining it."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import Now
from django.urls import reverse

from accounts.identifiers import Identifier
from accounts.models import User
from accounts.notices import notices_done, notify
from accounts.queries import user_by_identifier
from ledger.errors import (
    BookNotFound,
    EntryInvalid,
    InvitationRevoked,
    NameTaken,
    PersonSignsIn,
    RoleTooLow,
    TooManyInvitations,
)
from ledger.live import MEMBERS, announce
from ledger.models import Invitation, Member, What
from ledger.permissions import Action, may_give, require
from ledger.queries.invitations import check_usable, digest_of, open_invitations
from ledger.services.activity import note_change
from ledger.services.locking import lock_books, writes_books
from ledger.services.members import heads_of, take_name
from ledger.services.merging import merge_people

OPEN_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class Made:
    """An invitation with the token of its link, which is known in this moment alone."""

    invitation: Invitation
    token: str


@writes_books
def invite(
    member: Member,
    *,
    role: str,
    at: dt.datetime,
    days: int = 7,
    max_uses: int | None = 1,
    claims: Member | None = None,
    address: Identifier | None = None,
) -> Made:
    """Makes an invitation that works for `days` and for `max_uses` people (None: however many come).

    Whoever accepts one that `claims` a person without an account becomes that person, so it works once. If `address`
    belongs to an account, its owner is told here; sending it there is the caller's. Raises RoleTooLow where the member
    may not give the role, PersonSignsIn, TooManyInvitations.
    """
    require(member, Action.INVITE)
    if not may_give(member, role):
        raise RoleTooLow(Action.INVITE)
    lock_books(member.book_id)
    if claims is not None:
        claims = Member.objects.get(pk=claims.pk, book_id=member.book_id)
        if claims.user_id is not None or claims.archived_at is not None:
            raise PersonSignsIn
    if len(open_invitations(member.book, at=at)) >= OPEN_AT_MOST:
        raise TooManyInvitations(limit=OPEN_AT_MOST)
    token = secrets.token_urlsafe(16)
    invitation = Invitation.objects.create(
        book=member.book,
        role=role,
        claims=claims,
        address=address.value if address else "",
        digest=digest_of(token),
        max_uses=1 if claims or address else max_uses,
        created_by=member,
        created_at=at,
        expires_at=at + dt.timedelta(days=days),
    )
    subject = claims.name if claims else ""
    note_change(member, What.INVITATION_MADE, about=invitation, subject=subject, after={"role": role})
    known = user_by_identifier(address) if address else None
    if known is not None and not Member.objects.filter(book_id=member.book_id, user=known).exists():
        notify(
            "invitation",
            [known],
            key=_notice(invitation),
            facts={"who": member.name, "book": member.book.name},
            path=reverse("ledger:invitation-open", args=[invitation.public_id]),
            about=member.book.public_id,
        )
    return Made(invitation, token)


def _notice(invitation: Invitation) -> str:
    return f"invitation/{invitation.public_id}"


@writes_books
def renew_invitation(member: Member, invitation: Invitation, *, at: dt.datetime) -> Made:
    """Another link in the place of one that is open still, for as long as that works; the old one leads nowhere.

    Raises RoleTooLow, and what `check_usable` raises.
    """
    require(member, Action.INVITE)
    if not may_give(member, invitation.role):
        raise RoleTooLow(Action.INVITE)
    lock_books(member.book_id)
    invitation = _current(invitation)
    check_usable(invitation, at=at)
    token = secrets.token_urlsafe(16)
    invitation.digest = digest_of(token)
    invitation.save(update_fields=["digest"])
    return Made(invitation, token)


@writes_books
def revoke_invitation(member: Member, invitation: Invitation) -> None:
    """Withdraws an invitation; who joined by it stays. Withdrawing it twice is the same. Raises RoleTooLow."""
    require(member, Action.INVITE)
    lock_books(member.book_id)
    open_ones = Invitation.objects.filter(pk=invitation.pk, book_id=member.book_id, revoked_at__isnull=True)
    if open_ones.update(revoked_at=Now()):
        subject = invitation.claims.name if invitation.claims else ""
        note_change(member, What.INVITATION_REVOKED, about=invitation, subject=subject)
        notices_done("invitation", _notice(invitation))


@writes_books
def accept_invitation(user: User, invitation: Invitation, *, at: dt.datetime, name: str = "") -> Member:
    """Makes the user a member of the book: as the person that the invitation claims, or under `name`.

    Whoever is a member already keeps the role, and becomes one with the person claimed. Raises what `check_usable`
    raises, PersonSignsIn where somebody else has become that person, EntryInvalid and NameTaken for the name.
    """
    lock_books(invitation.book_id)
    invitation = _current(invitation)
    check_usable(invitation, at=at)
    present = Member.objects.filter(book_id=invitation.book_id, user=user).select_related("book", "user").first()
    if present is not None and invitation.claims is None:
        return present
    Invitation.objects.filter(pk=invitation.pk).update(uses=F("uses") + 1)
    if invitation.claims is None:
        joined = _join(user, invitation, name.strip(), at)
    else:
        joined = become(user, invitation.claims, role=invitation.role)
    joined.book = invitation.book
    if invitation.max_uses is not None and invitation.uses + 1 >= invitation.max_uses:
        notices_done("invitation", _notice(invitation))
    return joined


def become(user: User, person: Member, *, role: str) -> Member:
    """Makes a person without an account this user; of one who is a member already the two become one.

    The caller holds the book's lock. Raises PersonSignsIn.
    """
    present = Member.objects.filter(book_id=person.book_id, user=user).select_related("book", "user").first()
    if present is None:
        joined = take_name(person, user, role=role)
        note_change(joined, What.MEMBER_CLAIMED, about=joined, after={"role": role})
        _tell(joined)
        return joined
    current = Member.objects.get(pk=person.pk)
    if current.user_id is not None or current.archived_at is not None:
        raise PersonSignsIn
    merge_people(present, current, present)
    note_change(present, What.MEMBER_CLAIMED, about=present, subject=current.name)
    announce(present.book_id, MEMBERS, by=present)
    return present


def _join(user: User, invitation: Invitation, name: str, at: dt.datetime) -> Member:
    if not name or len(name) > 50:
        raise EntryInvalid(fields={"name": [EntryInvalid.message]})
    people = Member.objects.filter(book_id=invitation.book_id)
    if people.filter(archived_at__isnull=True, name=name).exists():
        raise NameTaken(fields={"name": [NameTaken.message]})
    joined = Member.objects.create(
        book=invitation.book, user=user, name=name, role=invitation.role, joined_at=at, position=people.count()
    )
    note_change(joined, What.MEMBER_JOINED, about=joined, after={"role": joined.role})
    _tell(joined)
    return joined


def _tell(joined: Member) -> None:
    book = joined.book
    notify(
        "member_joined",
        [head.user for head in heads_of(book) if head.user is not None and head.pk != joined.pk],
        key=f"joined/{joined.pk}/{joined.joined_at:%Y-%m-%dT%H:%M}",
        facts={"who": joined.name, "book": book.name},
        path=reverse("ledger:member-list", args=[book.public_id]),
        about=book.public_id,
    )
    announce(book.pk, MEMBERS, by=joined)


def _current(invitation: Invitation) -> Invitation:
    """The row as it is now that the book is locked, or a refusal where its book is gone."""
    rows = Invitation.objects.select_related("book", "created_by", "claims").filter(pk=invitation.pk)
    found = rows.first()
    if found is None:
        raise InvitationRevoked(who=invitation.created_by.name)
    if found.book.deleted_at is not None:
        raise BookNotFound
    return found
