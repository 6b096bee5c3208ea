"""Handing a book over: the owner asks, and it becomes real when the other one accepts."""

import datetime as dt

from django.urls import reverse

from accounts.notices import notices_done, notify
from ledger.errors import HandoverOver, PersonHasNoAccount
from ledger.live import MEMBERS, announce
from ledger.models import Handover, Member, Role, What
from ledger.permissions import Action, require
from ledger.queries.invitations import open_handover
from ledger.services.activity import note_change
from ledger.services.locking import lock_books, writes_books


@writes_books
def offer_book(member: Member, to: Member, *, at: dt.datetime) -> Handover:
    """Asks somebody who signs in to the book to become its owner; an earlier offer is withdrawn.

    Raises RoleTooLow, PersonHasNoAccount.
    """
    require(member, Action.DELETE_BOOK)
    lock_books(member.book_id)
    to = Member.objects.select_related("user").get(pk=to.pk, book_id=member.book_id)
    if to.user is None or to.pk == member.pk or to.archived_at is not None:
        raise PersonHasNoAccount
    _end(member, at)
    handover = Handover.objects.create(book=member.book, asked_by=member, to=to, asked_at=at)
    note_change(member, What.OWNER_ASKED, about=to)
    notify(
        "handover",
        [to.user],
        key=_notice(handover),
        facts={"who": member.name, "book": member.book.name},
        path=reverse("ledger:handover", args=[member.book.public_id]),
        about=member.book.public_id,
    )
    return handover


@writes_books
def withdraw_offer(member: Member, *, at: dt.datetime) -> None:
    """Takes an offer back that was not answered yet; where there is none, nothing happens. Raises RoleTooLow."""
    require(member, Action.DELETE_BOOK)
    lock_books(member.book_id)
    _end(member, at)


@writes_books
def answer_offer(member: Member, *, accepted: bool, at: dt.datetime) -> Handover:
    """Takes the book over, or declines. Whoever owned it is a manager from then on.

    Raises HandoverOver where nobody offers the book to the member, or whoever did owns it no more.
    """
    lock_books(member.book_id)
    handover = open_handover(member.book)
    if handover is None or handover.to_id != member.pk or handover.asked_by.role != Role.OWNER:
        raise HandoverOver
    handover.ended_at, handover.accepted = at, accepted
    handover.save(update_fields=["ended_at", "accepted"])
    notices_done("handover", _notice(handover), at=at)
    if not accepted:
        return handover
    was = Member.objects.values_list("role", flat=True).get(pk=member.pk)
    Member.objects.filter(pk=handover.asked_by_id).update(role=Role.MANAGER)
    Member.objects.filter(pk=member.pk).update(role=Role.OWNER, till=False)
    note_change(member, What.OWNER_CHANGED, about=handover.asked_by, before={"role": was}, after={"role": Role.OWNER})
    announce(member.book_id, MEMBERS, by=member)
    return handover


def _end(member: Member, at: dt.datetime) -> None:
    for handover in Handover.objects.filter(book_id=member.book_id, ended_at__isnull=True):
        Handover.objects.filter(pk=handover.pk).update(ended_at=at)
        notices_done("handover", _notice(handover), at=at)


def _notice(handover: Handover) -> str:
    return f"handover/{handover.pk}"
