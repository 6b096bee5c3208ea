"""How income goes up and down: twelve full months as bars, with the line of the month in the middle."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ledger.cards.chart import ChartSpec, Series
from ledger.models import Book, Member
from ledger.queries.months import MonthSummary, month_series
from ledger.rules.pace import median
from ledger.rules.periods import period_of, shift_period

KEY = "income_swing"
MONTHS = 12


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    book = member.book
    period = period_of(today, book.month_start_day)
    series = month_series(book, shift_period(period, -MONTHS), period)
    full = series[:-1]
    # A book that was opened this year has no empty months before it.
    begun = next((n for n, month in enumerate(full) if month.n), len(full))
    full = full[begun:]
    middle = median([month.income_minor for month in full])
    return {
        "median_minor": middle,
        "lowest": min(full, key=lambda month: month.income_minor, default=None),
        "highest": max(full, key=lambda month: month.income_minor, default=None),
        "this_month_minor": series[-1].income_minor,
        "n": len(full),
        "chart": _chart(book, full, middle) if len(full) > 1 and middle is not None else None,
        "today": today,
    }


def _chart(book: Book, months: list[MonthSummary], middle: int) -> ChartSpec:
    entries = reverse("ledger:entry-list", args=[book.public_id])
    return ChartSpec(
        kind="bar",
        title=_("Earned in each month"),
        labels=[date_format(month.first, _("M")) for month in months],
        series=(
            Series(_("Earned"), [month.income_minor for month in months], "brand"),
            Series(_("Middle"), [middle] * len(months), "chart-2", dashed=True),
        ),
        currency=book.currency,
        links=[f"{entries}?kind=income&date_from={month.first}&date_to={month.last}" for month in months],
    )
