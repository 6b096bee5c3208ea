"""Telling the people of a book that its reading has changed: money may run short, or lies idle."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from accounts.models import Notice
from accounts.notices import Told, notify_each
from ledger.models import Member
from ledger.permissions import Action, allows
from offers.models import Reading, Transition
from offers.queries.beside import books_beside
from offers.services.readings import REREAD_DAYS

# A book whose state goes to and fro is told of once in so long.
QUIET_FOR = dt.timedelta(days=7)
HORIZON_DAYS = 30
# Below the highest confidence only a range is said, and a notice has no room for it.
EXACT = 3


def tell_readings(book_ids: Sequence[int], as_of: dt.date, *, now: dt.datetime) -> int:
    """Tells of the books that came into a shortfall or a surplus of late; returns how many notices were new.

    Only who may see readings is told, each what the book's panel says to them: what is left over for somebody whose
    other books need it is no news.
    """
    changed = {
        row.book_id: row
        for row in Transition.objects.filter(
            book__in=book_ids,
            # A book that changed is read as of each of these days.
            as_of__gt=as_of - dt.timedelta(days=REREAD_DAYS),
            as_of__lte=as_of,
        ).order_by("as_of")
    }
    readings = {
        reading.book_id: reading
        for reading in Reading.objects.filter(
            book__in=changed, as_of=as_of, state__in=["likely", "surplus"], confidence__gte=2, level=2
        )
        if changed[reading.book_id].to_state == reading.state
    }
    rows = (
        Member.objects.filter(
            book__in=readings, book__reading_enabled=True, user__is_active=True, archived_at__isnull=True
        )
        .exclude(role="")
        .select_related("book", "user")
        .order_by("book_id", "pk")
    )
    members = [member for member in rows if allows(member, Action.SEE_READING)]
    lately = set(
        Notice.objects.filter(
            kind="reading",
            user__in=[member.user_id for member in members],
            about__in=[member.book.public_id for member in members],
            created_at__gt=now - QUIET_FOR,
        ).values_list("user_id", "about")
    )
    told = [
        each
        for member in members
        if (member.user_id, member.book.public_id) not in lately
        and (each := _told(member, readings[member.book_id], since=changed[member.book_id].as_of)) is not None
    ]
    return notify_each("reading", told, at=now)


def _told(member: Member, reading: Reading, *, since: dt.date) -> Told | None:
    """What one person is told of a reading; None where nothing is left over for them."""
    short = reading.state == "likely"
    said_minor = books_beside(member, today=reading.as_of).said_minor(reading)
    if not short and not said_minor:
        return None
    book = member.book
    facts: dict[str, Any] = {
        "book": book.name,
        "state": reading.state,
        "day": (reading.as_of + dt.timedelta(days=reading.shortfall_day if short else HORIZON_DAYS)).isoformat(),
    }
    if reading.confidence >= EXACT and said_minor is not None:
        facts |= {"amount_minor": said_minor, "currency": book.currency}
    path = reverse("offers:reading-panel", args=[book.public_id])
    assert member.user_id is not None
    return Told(member.user_id, f"{book.public_id}/{since}", facts, path, book.public_id)
