"""What a member did lately to many entries at once, and may take back."""

from ledger.models import Member, Step

STEPS_SHOWN = 30


def my_steps(member: Member) -> list[Step]:
    """The member's own steps in the book, the last one first. One query."""
    return list(Step.objects.filter(book_id=member.book_id, by=member).order_by("-id")[:STEPS_SHOWN])
