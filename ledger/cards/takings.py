"""Today's takings by channel beside the same day of last week, two weeks of days, and who recorded last."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ledger.cards.chart import ChartSpec, Series
from ledger.directory import directory_of
from ledger.models import Category, Member
from ledger.queries.entries import with_names
from ledger.visibility import counted_entries, visible_entries

KEY = "takings"
WIDE = True
BY_THE_CLOCK = True
DAYS_SHOWN = 14


@dataclass(frozen=True, slots=True)
class Channel:
    """A way in which money comes in. `start` and `width` place it in a bar of 1000; `tone` is its colour's number."""

    category: Category | None
    amount_minor: int
    start: int
    width: int
    tone: int


def build(member: Member, *, today: dt.date, options: Mapping[str, Any], now: dt.datetime) -> dict[str, Any]:
    first = today - dt.timedelta(days=DAYS_SHOWN - 1)
    by_day: dict[dt.date, dict[int | None, int]] = {}
    rows = (
        counted_entries(member)
        .filter(kind="income", date__gte=first, date__lte=today)
        .order_by()
        .values("date", top=F("category__parent"), leaf=F("category"))
        .annotate(amount=Sum("base_amount_minor"))
    )
    for row in rows:
        day = by_day.setdefault(row["date"], {})
        key = row["top"] or row["leaf"]
        day[key] = day.get(key, 0) + row["amount"]
    totals = [sum(by_day.get(first + dt.timedelta(days=n), {}).values()) for n in range(DAYS_SHOWN)]
    week_day = today - dt.timedelta(days=7)
    # Noon is compared with noon: what was sold later that day has its time still to come today.
    later = counted_entries(member).filter(kind="income", date=week_day, time__gt=now.time())
    later_minor = later.aggregate(amount=Coalesce(Sum("base_amount_minor"), 0))["amount"]
    week_ago = totals[-8] - later_minor
    earned_or_spent = visible_entries(member).filter(kind__in=["income", "expense"])
    last = with_names(member, earned_or_spent.order_by("-date", "-id")[:1])
    return {
        "today_minor": totals[-1],
        "week_ago_minor": week_ago,
        "difference_minor": totals[-1] - week_ago,
        "today": today,
        "week_day": week_day,
        "by_now": bool(later_minor),
        "channels": _channels(member, by_day.get(today, {})),
        "chart": _chart(member, first, totals) if sum(1 for total in totals if total) > 1 else None,
        "last": last[0] if last else None,
    }


def _channels(member: Member, sums: dict[int | None, int]) -> list[Channel]:
    total = sum(sums.values())
    if not total:
        return []
    names = directory_of(member.book).categories
    channels = []
    start = 0
    for number, (key, amount) in enumerate(sorted(sums.items(), key=lambda item: -item[1])):
        # The last one takes what rounding left, so that the bar is full.
        width = 1000 - start if number == len(sums) - 1 else round(1000 * amount / total)
        channels.append(Channel(names.get(key) if key else None, amount, start, width, number % 6 + 1))
        start += width
    return channels


def _chart(member: Member, first: dt.date, totals: list[int]) -> ChartSpec:
    entries = reverse("ledger:entry-list", args=[member.book.public_id])
    days = [first + dt.timedelta(days=n) for n in range(DAYS_SHOWN)]
    return ChartSpec(
        kind="bar",
        title=_("Takings of the last two weeks"),
        labels=[date_format(day, _("j M")) for day in days],
        series=(Series(_("Takings"), totals, "brand"),),
        currency=member.book.currency,
        links=[f"{entries}?kind=income&date_from={day}&date_to={day}" for day in days],
    )
