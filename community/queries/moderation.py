"""What people read of order: their reports, the decisions about them, and what is told of all."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.figures import Count as Figure
from accounts.models import User
from community.errors import DecisionNotFound
from community.models import Appeal, Case, Decision, Report
from community.queries.trust import SPOKE


def reports_of(user: User) -> QuerySet[Report]:
    """What somebody reported, newest first, with its case."""
    return Report.objects.filter(reporter=user).select_related("case").order_by("-at", "-id")


def decisions_about(user: User) -> QuerySet[Decision]:
    """The decisions that went against somebody, newest first, overturned ones too, with their appeals."""
    found = Decision.objects.filter(SPOKE, person=user).select_related("case", "appeal")
    return found.order_by("-at", "-id")


def own_decision(user: User, public_id: UUID) -> Decision:
    """A decision about this person. Raises DecisionNotFound for others'."""
    found = decisions_about(user).filter(public_id=public_id).first()
    if found is None:
        raise DecisionNotFound
    return found


@dataclass(frozen=True, slots=True)
class MonthOfOrder:
    """What was done in a month (its first day)."""

    month: dt.date
    reports: int
    left: int
    hidden: int
    taken_down: int
    warned: int
    suspended: int
    appeals: int
    overturned: int


def months_of_order(today: dt.date, *, months: int = 12) -> list[MonthOfOrder]:
    """The last months in which anything was done, newest first, this one among them. Three queries."""
    first = _months_before(today, months - 1)
    counts: dict[dt.date, dict[str, int]] = {}

    def add(rows: QuerySet, field: str, **named: Count) -> None:
        found = rows.filter(**{f"{field}__date__gte": first})
        month = TruncMonth(field)
        for row in found.annotate(month=month).values("month").annotate(**named).order_by("month"):
            day = row.pop("month").date()
            counts.setdefault(day, {}).update(row)

    def where(**condition: str) -> Count:
        return Count("id", filter=Q(**condition))

    add(Report.objects.all(), "at", reports=Count("id"))
    add(
        Decision.objects.all(),
        "at",
        left=where(outcome="leave"),
        hidden=where(outcome="hide"),
        taken_down=where(outcome="take_down"),
        warned=where(measure="warn"),
        suspended=where(measure="suspend"),
    )
    add(Appeal.objects.all(), "at", appeals=Count("id"), overturned=Count("id", filter=Q(upheld=False)))
    names = [name for name in MonthOfOrder.__slots__ if name != "month"]
    return [
        MonthOfOrder(month, **{name: found.get(name, 0) for name in names})
        for month, found in sorted(counts.items(), reverse=True)
    ]


def waiting_counts(at: dt.datetime) -> list[Figure]:
    """For the staff's dashboard: what waits, what is late, what was appealed. One query."""

    found = Case.objects.filter(state__in=Case.WAITING).aggregate(
        all=Count("id"), late=Count("id", filter=Q(due_at__lt=at)), appealed=Count("id", filter=Q(state="appealed"))
    )
    url = reverse("admin:community_case_changelist")
    return [
        Figure(_("waiting"), found["all"], f"{url}?waiting=1"),
        Figure(_("late"), found["late"], f"{url}?waiting=late"),
        Figure(_("appealed"), found["appealed"], f"{url}?waiting=appealed"),
    ]


def _months_before(day: dt.date, months: int) -> dt.date:
    number = day.year * 12 + day.month - 1 - months
    return dt.date(number // 12, number % 12 + 1, 1)
