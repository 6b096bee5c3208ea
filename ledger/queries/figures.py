"""What staff may know about people's books: how many, how many of them are alive, and how imports went."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import figures
from ledger.models import Book, ImportBatch, Member


def book_counts(user_ids: Iterable[int]) -> dict[int, int]:
    """How many books each of these users is in now; users without any are left out. One query."""
    live = Member.objects.filter(user_id__in=list(user_ids), archived_at__isnull=True, book__deleted_at__isnull=True)
    return dict(live.order_by().values_list("user_id").annotate(n=Count("id")))


def active_book_counts(at: dt.datetime) -> list[figures.Count]:
    """Books in which something was recorded or changed in the last day, week and month, and all. One query."""

    def within(days: int) -> Count:
        return Count("id", filter=Q(state__changed_at__gt=at - dt.timedelta(days=days), state__revision__gt=0))

    live = Book.objects.filter(deleted_at__isnull=True)
    found = live.aggregate(day=within(1), week=within(7), month=within(30), all=Count("id"))
    page = reverse("admin:ledger_book_changelist")
    return [
        figures.Count(_("in the last day"), found["day"], page),
        figures.Count(_("in 7 days"), found["week"], page),
        figures.Count(_("in 30 days"), found["month"], page),
        figures.Count(_("in all"), found["all"], page),
    ]


def import_counts(at: dt.datetime) -> list[figures.Count]:
    """Imports of the last 30 days by state, those states left out that none is in. One query."""
    recent = ImportBatch.objects.filter(created_at__gt=at - dt.timedelta(days=30))
    found = dict(recent.order_by().values_list("state").annotate(n=Count("id")))
    page = reverse("admin:ledger_importbatch_changelist")
    return [
        figures.Count(state.label, found[state], f"{page}?state__exact={state.value}")
        for state in ImportBatch.State
        if state in found
    ]
