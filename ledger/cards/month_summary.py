"""The month: spent, earned, what is left for each day, where it went, and the months before beside it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ledger.cards.chart import ChartSpec, Series
from ledger.models import Book, Member
from ledger.queries.allowance import day_allowances
from ledger.queries.months import MonthSummary, category_sums, month_series
from ledger.rules.periods import period_of, shift_period

KEY = "month_summary"
WIDE = True
MONTHS_SHOWN = 6
CATEGORIES_SHOWN = 5


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    book = member.book
    period = period_of(today, book.month_start_day)
    series = month_series(book, shift_period(period, 1 - MONTHS_SHOWN), period)
    month = series[-1]
    allowance = day_allowances([(book, today, month.expense_minor)]).get(book.pk)
    sums = [row for row in category_sums(book, period, period) if row.amount_minor > 0]
    return {
        "month": month,
        "today": today,
        "allowance": allowance,
        "top": sums[:CATEGORIES_SHOWN],
        "largest_minor": sums[0].amount_minor if sums else 0,
        "days_query": days_query(month),
        "chart": _chart(book, series) if sum(1 for each in series if each.n) > 1 else None,
    }


def days_query(month: MonthSummary) -> str:
    """The days of a month as the list of entries takes them."""
    return urlencode({"date_from": month.first.isoformat(), "date_to": month.last.isoformat()})


def _chart(book: Book, series: list[MonthSummary]) -> ChartSpec:
    entries = reverse("ledger:entry-list", args=[book.public_id])
    return ChartSpec(
        kind="bar",
        title=_("Spent and earned in the last months"),
        labels=[date_format(each.first, _("M")) for each in series],
        series=(
            Series(_("Spent"), [each.expense_minor for each in series], "out"),
            Series(_("Earned"), [each.income_minor for each in series], "in"),
        ),
        currency=book.currency,
        links=[f"{entries}?{days_query(each)}" for each in series],
    )
