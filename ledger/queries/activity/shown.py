"""Which lines of the activity a member may see: a book may hide what they are about."""

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from ledger.directory import directory_of
from ledger.errors import BookNotFound
from ledger.models import Account, BookChange, Entry, Member, Merchant, Scheduled
from ledger.permissions import Action, allows
from ledger.queries.activity.kinds import KIND_OF
from ledger.visibility import hides_entries, known_merchants, visible_entries


def seen_of(member: Member, changes: Iterable[BookChange]) -> Callable[[BookChange], bool]:
    """Says of a line whether the member may know of what it is about. At most a query for each sort of row."""
    about: dict[str, set[int]] = {}
    for change in changes:
        about.setdefault(change.model, set()).add(change.row_id or 0)
    # What is not named here everybody of the book may know of.
    known: dict[str, set[int]] = {}
    for model, rows in (
        (Entry, lambda: visible_entries(member, with_bin=True)),
        (Merchant, lambda: known_merchants(member)),
        (Scheduled, lambda: _known_scheduled(member)),
    ):
        label = model._meta.label_lower
        if label in about and hides_entries(member):
            known[label] = set(rows().filter(pk__in=about[label]).values_list("pk", flat=True))
    hidden = hidden_accounts(member)
    sees_veiled = allows(member, Action.SEE_VEILED)

    def seen(change: BookChange) -> bool:
        if change.veiled and not sees_veiled:
            return False
        if change.model == Account._meta.label_lower:
            return change.row_id not in hidden
        return change.model not in known or change.row_id in known[change.model]

    return seen


def _known_scheduled(member: Member) -> QuerySet[Scheduled]:
    """What is or was scheduled and names no account that the book hides from the member."""
    hidden = hidden_accounts(member)
    rows = Scheduled._base_manager.filter(book_id=member.book_id)
    return rows.filter(Q(account=None) | ~Q(account__in=hidden), Q(to_account=None) | ~Q(to_account__in=hidden))


def hidden_accounts(member: Member) -> frozenset[int]:
    """The keys of the accounts that the book hides from the member."""
    return frozenset() if allows(member, Action.SEE_VEILED) else directory_of(member.book).veiled


def shown_change(member: Member, public_id: UUID) -> BookChange:
    """A line that is not of an entry, where the member may see it. Raises BookNotFound."""
    changes = list(BookChange.objects.filter(book_id=member.book_id, public_id=public_id).select_related("step"))
    shown = [each for each in changes if each.by_id == member.pk or allows(member, KIND_OF[each.what].needs)]
    if not shown or not seen_of(member, shown)(shown[0]):
        raise BookNotFound
    return shown[0]
