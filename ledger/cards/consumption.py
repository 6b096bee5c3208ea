"""Litres and kWh for 100 km, month by month, by the full-tank method (`ledger.rules.driving.stretches`)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ledger.cards.chart import ChartSpec, Series
from ledger.cards.driving import DAYS_READ, KWH, LITRES, fills, readings
from ledger.models import Member
from ledger.rules.driving import Stretch, per_100_km, stretches
from ledger.rules.periods import period_of, period_range, shift_period

KEY = "consumption"
MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Burnt:
    """What is burnt of one kind, in hundredths for 100 km: lately, and by month; None where nothing tells."""

    key: str
    latest: int | None
    by_month: list[int | None]


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    known = readings(member.book, today)
    since = today - dt.timedelta(days=DAYS_READ)
    months = _months(today, member.book.month_start_day)
    kinds = [
        _burnt(quantity, stretches(fills(member.book, quantity, known, since=since)), months)
        for quantity in (LITRES, KWH)
    ]
    kinds = [kind for kind in kinds if any(value is not None for value in kind.by_month)]
    return {"kinds": kinds, "chart": _chart(kinds, months) if kinds else None}


def _months(today: dt.date, start_day: int) -> list[tuple[dt.date, dt.date]]:
    """First and last days of the book's last months, this one included."""
    period = period_of(today, start_day)
    return [period_range(shift_period(period, n), start_day) for n in range(1 - MONTHS_SHOWN, 1)]


def _burnt(key: str, found: list[Stretch], months: list[tuple[dt.date, dt.date]]) -> Burnt:
    """A tank lasts weeks, so a month is told by all stretches that touch it."""
    by_month = []
    for first, last in months:
        within = [each for each in found if each.since < last and each.day >= first]
        km = sum(each.km for each in within)
        by_month.append(per_100_km(sum(each.thousandths for each in within), km) if km else None)
    latest = next((value for value in reversed(by_month) if value is not None), None)
    return Burnt(key, latest, by_month)


def _chart(kinds: list[Burnt], months: list[tuple[dt.date, dt.date]]) -> ChartSpec:
    names = {LITRES: _("Litres"), KWH: _("kWh")}
    tones = {LITRES: "chart-1", KWH: "chart-2"}
    return ChartSpec(
        kind="line",
        title=_("For 100 km, month by month"),
        labels=[date_format(first, _("M")) for first, _last in months],
        series=tuple(Series(names[kind.key], kind.by_month, tones[kind.key]) for kind in kinds),
        decimals=2,
    )
