"""Invitations, the link for guests, and a book that is being handed over."""

import datetime as dt
import hashlib

from django.db.models import F, Q

from accounts.models import User
from ledger.errors import (
    GuestLinkClosed,
    InvitationExpired,
    InvitationRevoked,
    InvitationUnknown,
    InvitationUsedUp,
)
from ledger.models import Book, GuestLink, Handover, Invitation, Member


def digest_of(token: str) -> str:
    """What is kept of a link's token. 128 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_by_token(token: str) -> Invitation:
    """The invitation of a link, with its book, who made it and whom it claims. Raises InvitationUnknown."""
    rows = Invitation.objects.select_related("book", "created_by", "claims")
    invitation = rows.filter(digest=digest_of(token), book__deleted_at__isnull=True).first()
    if invitation is None:
        raise InvitationUnknown
    return invitation


def check_usable(invitation: Invitation, *, at: dt.datetime) -> None:
    """Raises InvitationRevoked, InvitationExpired or InvitationUsedUp where nobody can join by it any more."""
    who = invitation.created_by.name
    if invitation.revoked_at is not None:
        raise InvitationRevoked(who=who)
    if invitation.max_uses is not None and invitation.uses >= invitation.max_uses:
        raise InvitationUsedUp(who=who)
    if invitation.expires_at <= at:
        raise InvitationExpired(who=who)


def open_invitations(book: Book, *, at: dt.datetime) -> list[Invitation]:
    """Those by which somebody can still join, newest first. One query."""
    rows = Invitation.objects.filter(book_id=book.pk, revoked_at__isnull=True, expires_at__gt=at)
    usable = rows.filter(Q(max_uses__isnull=True) | Q(uses__lt=F("max_uses")))
    return list(usable.select_related("created_by", "claims").order_by("-created_at", "-id"))


def invitations_to(user: User, *, at: dt.datetime) -> list[Invitation]:
    """Those that were sent to an address with which the user signs in, and can still be accepted. One query."""
    own = [address for address in (user.email, user.phone if user.phone_verified else None) if address]
    rows = Invitation.objects.filter(address__in=own, uses=0, revoked_at__isnull=True, expires_at__gt=at)
    found = rows.filter(book__deleted_at__isnull=True).exclude(book__members__user=user)
    return list(found.select_related("book", "created_by").order_by("-created_at", "-id"))


def open_handover(book: Book) -> Handover | None:
    """The handover that waits for an answer, with both people."""
    rows = Handover.objects.filter(book_id=book.pk, ended_at__isnull=True)
    return rows.select_related("asked_by", "to").first()


def guest_link(book: Book) -> GuestLink | None:
    """The book's link for guests, where it has one."""
    return GuestLink.objects.filter(book_id=book.pk, revoked_at__isnull=True).select_related("created_by").first()


def guest_link_by_token(token: str) -> GuestLink:
    """The live link of a token, with its book and who made it. Raises GuestLinkClosed."""
    rows = GuestLink.objects.filter(digest=digest_of(token), revoked_at__isnull=True, book__deleted_at__isnull=True)
    link = rows.select_related("book", "created_by").first()
    if link is None:
        raise GuestLinkClosed
    return link


def names_for_guests(link: GuestLink) -> list[Member]:
    """The people without an account, whom a guest may be, in their order."""
    people = Member.objects.filter(book_id=link.book_id, user__isnull=True, archived_at__isnull=True)
    return list(people.order_by("position", "id"))


def is_taken(person: Member, link: GuestLink) -> bool:
    """Is some browser in the book as this person, by this link?"""
    return person.guest_key is not None and person.guest_link_id == link.pk
