"""What was given and received this year, and in the years before. In January, before anything, the year before."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledger.cards.chart import ChartSpec, Series
from ledger.cards.figure import CoverFigure
from ledger.cards.gifts import open_favours
from ledger.models import Book, Member
from ledger.queries.months import MonthSummary, month_series
from ledger.rules.periods import period_of

KEY = "gift_balance"
YEARS_SHOWN = 4
COVER_DAYS = 90


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    book = member.book
    this_year = period_of(today, book.month_start_day) // 100
    years = range(this_year - YEARS_SHOWN + 1, this_year + 1)
    series = month_series(book, years[0] * 100 + 1, this_year * 100 + 12)
    by_year = {year: [each for each in series if each.period // 100 == year] for year in years}
    known = [year for year in years if any(each.n for each in by_year[year])]
    year = known[-1] if known else this_year
    given, received = _sums(by_year[year])
    return {
        "year": year,
        "is_this_year": year == this_year,
        "given_minor": given,
        "received_minor": received,
        "difference_minor": given - received,
        "n": sum(each.n for each in by_year[year]),
        "chart": _chart(book, known, by_year) if len(known) > 1 else None,
    }


def cover_figures(books: Sequence[Book], todays: dict[int, dt.date]) -> dict[int, CoverFigure]:
    """By book: how many favours can be returned within COVER_DAYS, where there are any. Three queries."""
    figures = {}
    for book_id, favours in open_favours(books, todays).items():
        last = todays[book_id] + dt.timedelta(days=COVER_DAYS)
        n = sum(1 for each in favours if each.coming is not None and each.coming.due <= last)
        if n:
            words = ngettext("%(n)d favour", "%(n)d favours", n) % {"n": n}
            figures[book_id] = CoverFigure(_("To return soon"), words=words)
    return figures


def _sums(months: Sequence[MonthSummary]) -> tuple[int, int]:
    return sum(each.expense_minor for each in months), sum(each.income_minor for each in months)


def _chart(book: Book, years: Sequence[int], by_year: Mapping[int, Sequence[MonthSummary]]) -> ChartSpec:
    sums = [_sums(by_year[year]) for year in years]
    return ChartSpec(
        kind="bar",
        title=_("Given and received by year"),
        labels=[str(year) for year in years],
        series=(
            Series(_("We gave"), [given for given, _received in sums], "out"),
            Series(_("We got"), [received for _given, received in sums], "in"),
        ),
        currency=book.currency,
    )
