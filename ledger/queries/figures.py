"""What staff may know about people's books: how many."""

from collections.abc import Iterable

from django.db.models import Count

from ledger.models import Member


def book_counts(user_ids: Iterable[int]) -> dict[int, int]:
    """How many books each of these users is in now; users without any are left out. One query."""
    live = Member.objects.filter(user_id__in=list(user_ids), archived_at__isnull=True, book__deleted_at__isnull=True)
    return dict(live.order_by().values_list("user_id").annotate(n=Count("id")))
