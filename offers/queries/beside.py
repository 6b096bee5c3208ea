"""What a person's other books say beside one of them: what they lack, and what is left over in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts.models import User
from ledger.access import memberships
from ledger.models import Member, Role
from ledger.permissions import VISITOR
from offers.models import Reading
from offers.queries.shelf import STALE_DAYS
from offers.rules.forecast import surplus_beside
from offers.rules.states import State


@dataclass(frozen=True, slots=True)
class Beside:
    """Minor units of the book's currency. `lacks_minor` is what other books will lack; `surplus_minor` what is left
    over in them once these have had their share.
    """

    lacks_minor: int = 0
    surplus_minor: int = 0

    def said_minor(self, reading: Reading) -> int | None:
        """The amount that is said of a reading: of a surplus, what the other books do not need."""
        if reading.state == State.SURPLUS and reading.shown_minor is not None:
            return surplus_beside(reading.shown_minor, [self.lacks_minor])
        return reading.shown_minor

    def missing_minor(self, reading: Reading) -> int:
        """What a shortfall still lacks after what is left over elsewhere."""
        return max(0, (reading.shown_minor or 0) - self.surplus_minor)


def books_beside(member: Member, *, today: dt.date) -> Beside:
    """The newest readings of the member's other books in the same currency. Two queries.

    Only books that this person owns and shares with nobody count, and only beside such a book: what others read in a
    shared one neither follows from somebody's own books nor enters into them.
    """
    if member.role == VISITOR:
        return Beside()
    assert member.user is not None, "a member who looks signs in"
    alone = _kept_alone(member.user, member.book.currency)
    if member.book_id not in alone:
        return Beside()
    readings = (
        Reading.objects.filter(book__in=alone - {member.book_id}, as_of__lte=today, level=2, confidence__gte=2)
        .filter(as_of__gt=today - dt.timedelta(days=STALE_DAYS))
        .order_by("book_id", "-as_of")
        .distinct("book_id")
    )
    lacks = surplus = 0
    for reading in readings:
        lacks += _lack_minor(reading)
        surplus += (reading.shown_minor or 0) if reading.state == State.SURPLUS else 0
    return Beside(lacks, surplus_beside(surplus, [lacks]))


def _kept_alone(user: User, currency: str) -> set[int]:
    others = Member.objects.filter(book=OuterRef("book"), user__isnull=False, archived_at__isnull=True)
    others = others.exclude(role="").exclude(user=user)
    mine = memberships(user).filter(
        role=Role.OWNER,
        book__reading_enabled=True,
        book__archived_at__isnull=True,
        book__currency=currency,
    )
    return set(mine.exclude(Exists(others)).values_list("book_id", flat=True))


def _lack_minor(reading: Reading) -> int:
    """A likely shortfall, or what the cautious path lacks."""
    if reading.state == State.LIKELY:
        return reading.shown_minor or 0
    return max(0, -reading.trough10_minor) if reading.state == State.WATCH else 0
