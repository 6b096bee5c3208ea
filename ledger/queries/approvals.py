"""What waits in a book for somebody's yes."""

from dataclasses import dataclass

from django.db.models import QuerySet

from ledger.models import Approval, Entry, Member
from ledger.queries.entries import with_names
from ledger.visibility import visible_entries

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many expenses wait for approval, of those that the member may see, and their sum in the book's currency."""

    n: int
    amount_minor: int


def waiting_entries(member: Member) -> QuerySet[Entry]:
    """The expenses that wait for approval and that the member may see."""
    return visible_entries(member).filter(approval=Approval.PENDING)


def waiting(member: Member) -> Waiting:
    """One query, by an index of what waits."""
    amounts = waiting_entries(member).values_list("base_amount_minor", flat=True)
    return Waiting(len(amounts), sum(amounts))


def waiting_list(member: Member) -> list[Entry]:
    """The same entries with their names, the oldest first. One query."""
    return with_names(member, waiting_entries(member).order_by("date", "id")[:SHOWN])


def refused_of_mine(member: Member) -> list[Entry]:
    """What the member recorded, was refused, and owes the book since; the latest first. One query."""
    mine = visible_entries(member).filter(approval=Approval.REFUSED, recorded_by_id=member.pk)
    return with_names(member, mine.order_by("-date", "-id")[:SHOWN])
