"""Where the present pace leads: what the trip will have cost in the end, beside its budget."""

import datetime as dt
from collections.abc import Mapping
from itertools import accumulate
from typing import Any

from django.utils.translation import gettext as _

from ledger.cards.chart import ChartSpec, Series
from ledger.cards.trip import Trip, trip_of
from ledger.models import Member
from ledger.rules.pace import projected_total

KEY = "trip_projection"


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any] | None:
    """None before the trip begins, and after it: then the sum itself says it."""
    trip = trip_of(member, today)
    if trip is None or not 1 <= trip.day <= trip.days:
        return None
    counted = bool(member.book.facts.get("pace_counts_prepaid"))
    fixed = trip.before_minor if counted else 0
    projected = projected_total(trip.on_the_way_minor, trip.day, trip.days, fixed_minor=fixed)
    return {
        "trip": trip,
        "projected_minor": projected,
        "over_minor": projected - trip.budget_minor if trip.budget_minor else None,
        "chart": _chart(trip, member.book.currency, today, fixed, projected),
    }


def _chart(trip: Trip, currency: str, today: dt.date, fixed: int, projected: int) -> ChartSpec:
    dates = trip.dates()
    so_far = [fixed + total for total in accumulate(trip.spending.get(date, 0) for date in dates)]
    spent: list[int | None] = [total if date <= today else None for date, total in zip(dates, so_far, strict=True)]
    at_pace: list[int | None] = []
    for number, date in enumerate(dates, start=1):
        if date < today:
            at_pace.append(None)
        elif date == today:
            at_pace.append(so_far[number - 1])
        else:
            step = (projected - so_far[trip.day - 1]) * (number - trip.day)
            at_pace.append(so_far[trip.day - 1] + step // max(1, trip.days - trip.day))
    series = [Series(_("Spent"), spent, "brand", area=True), Series(_("At this pace"), at_pace, "chart-2", dashed=True)]
    if trip.budget_minor:
        series.append(Series(_("Budget"), [trip.budget_minor] * len(dates), "quiet", dashed=True))
    return ChartSpec(
        kind="line",
        title=_("Spent day by day, and where this pace leads"),
        labels=[_("Day %(n)d") % {"n": number} for number in range(1, len(dates) + 1)],
        series=tuple(series),
        currency=currency,
    )
