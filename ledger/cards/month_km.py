"""The kilometres of this month, and of the months before."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ledger.cards.chart import ChartSpec, Series
from ledger.cards.driving import readings
from ledger.models import Member
from ledger.rules.driving import Reading, km_at
from ledger.rules.periods import period_of, period_range, shift_period

KEY = "month_km"
MONTHS_SHOWN = 12


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    known = readings(member.book, today)
    start_day = member.book.month_start_day
    periods = [shift_period(period_of(today, start_day), n) for n in range(1 - MONTHS_SHOWN, 1)]
    driven = [_driven(known, *period_range(period, start_day)) for period in periods]
    told = [km for km in driven if km is not None]
    return {
        "today": today,
        "km": driven[-1],
        "last_month_km": driven[-2],
        # On the first days of a month nothing was read yet: then the last month speaks.
        "shown_km": driven[-1] if driven[-1] is not None else driven[-2] or 0,
        "odometer": known[-1] if known else None,
        "chart": _chart(periods, driven) if len(told) > 1 else None,
    }


def _driven(known: list[Reading], first: dt.date, last: dt.date) -> int | None:
    """The kilometres from the evening before `first` to `last`, as far as they are known.

    None before the first reading, and in a month that began after the last.
    """
    if not known or known[-1].day < first or known[0].day > last:
        return None
    before = km_at(known, first - dt.timedelta(days=1))
    after = km_at(known, last)
    assert after is not None  # the first reading is not after `last`
    return after - (known[0].km if before is None else before)


def _chart(periods: list[int], driven: list[int | None]) -> ChartSpec:
    return ChartSpec(
        kind="bar",
        title=_("Kilometres by month"),
        labels=[date_format(dt.date(period // 100, period % 100, 1), _("M")) for period in periods],
        series=(Series(_("Kilometres"), driven, "brand"),),
        decimals=0,
    )
