"""Whose 收款码 may be seen by whom: by oneself, and by those who keep a book with that person."""

from accounts.models import User
from ledger.errors import BookNotFound
from ledger.models import Member, PayCode
from ledger.permissions import VISITOR


def people_with_codes(member: Member) -> set[int]:
    """The keys of the people of the member's book who put their picture in; none for a visitor of a sample."""
    if member.role == VISITOR:
        return set()
    rows = Member.objects.filter(
        book_id=member.book_id, archived_at__isnull=True, user__pay_code__isnull=False, role__gt=""
    )
    return set(rows.values_list("pk", flat=True))


def pay_code_seen_by(member: Member, person: Member) -> PayCode:
    """The picture of somebody of the member's book. Raises BookNotFound where there is none to see."""
    code = None
    if person.pk in people_with_codes(member):
        code = PayCode.objects.filter(user__memberships=person.pk).first()
    if code is None:
        raise BookNotFound
    return code


def own_pay_code(user: User) -> PayCode | None:
    return PayCode.objects.filter(user=user).first()
