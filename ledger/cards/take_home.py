"""What the month leaves in hand: sales less goods, sending, commission and refunds; and the months before."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ledger.cards.chart import ChartSpec, Series
from ledger.cards.figure import CoverFigure
from ledger.directory import directory_of
from ledger.models import Book, Member
from ledger.queries.sums import category_months
from ledger.rules.periods import period_of, period_range, shift_period

KEY = "take_home"
WIDE = True
MONTHS = 6
# The parts of an order's price that go elsewhere, by the keys of their categories; all other spending stands apart.
PARTS = {"stock": "stock", "express": "sending", "packing": "sending", "commission": "commission", "refunds": "refunds"}


@dataclass(slots=True)
class Month:
    """A month's money in minor units; what was spent is positive."""

    period: int
    income_minor: int = 0
    stock_minor: int = 0
    sending_minor: int = 0
    commission_minor: int = 0
    refunds_minor: int = 0
    other_minor: int = 0

    @property
    def home_minor(self) -> int:
        spent = self.stock_minor + self.sending_minor + self.commission_minor + self.refunds_minor
        return self.income_minor - spent

    @property
    def left_minor(self) -> int:
        return self.home_minor - self.other_minor


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    book = member.book
    period = period_of(today, book.month_start_day)
    months = _months([book], shift_period(period, 1 - MONTHS), period)
    series = [months.get((book.pk, shift_period(period, n - MONTHS + 1))) for n in range(MONTHS)]
    month, before = series[-1] or Month(period), series[-2]
    named = (
        (_("Sold"), "income_minor"),
        (_("Goods"), "stock_minor"),
        (_("Parcels and packing"), "sending_minor"),
        (_("Commission"), "commission_minor"),
        (_("Refunds"), "refunds_minor"),
    )
    return {
        "month": month,
        "before": before,
        "lines": [(name, getattr(month, key), getattr(before, key, None)) for name, key in named],
        "chart": _chart(book, period, series) if sum(1 for each in series if each) > 1 else None,
        "today": today,
    }


def cover_figures(books: Sequence[Book], todays: Mapping[int, dt.date]) -> dict[int, CoverFigure]:
    """What this month has left in hand so far, by book. One query."""
    periods = {book.pk: period_of(todays[book.pk], book.month_start_day) for book in books}
    months = _months(books, min(periods.values()), max(periods.values()))
    return {
        pk: CoverFigure(_("In hand this month"), (months.get((pk, period)) or Month(period)).home_minor)
        for pk, period in periods.items()
    }


def _months(books: Sequence[Book], first: int, last: int) -> dict[tuple[int, int], Month]:
    """The months of books that have entries, by book and period. One query."""
    found: dict[tuple[int, int], Month] = {}
    categories = {book.pk: directory_of(book).categories for book in books}
    rows = (
        category_months(*books)
        .filter(period__gte=first, period__lte=last)
        .filter(kind__in=["expense", "income", "refund"])
        .values_list("book_id", "period", "category_id", "kind")
        .annotate(Sum("amount_minor"))
    )
    for book_id, period, category_id, kind, amount_minor in rows:
        month = found.setdefault((book_id, period), Month(period))
        category = categories[book_id].get(category_id)
        signed = -amount_minor if kind == "refund" else amount_minor
        if kind == "income" or (category is not None and category.kind == "income"):
            month.income_minor += signed
            continue
        part = PARTS.get(category.key.partition(".")[0] if category else "", "other")
        setattr(month, f"{part}_minor", getattr(month, f"{part}_minor") + signed)
    return found


def _chart(book: Book, period: int, series: Sequence[Month | None]) -> ChartSpec:
    entries = reverse("ledger:entry-list", args=[book.public_id])
    days = [period_range(shift_period(period, n - MONTHS + 1), book.month_start_day) for n in range(MONTHS)]
    return ChartSpec(
        kind="bar",
        title=_("Sold and taken home in the last months"),
        labels=[date_format(first, _("M")) for first, _last in days],
        series=(
            Series(_("Sold"), [month.income_minor if month else 0 for month in series], "quiet"),
            Series(_("In hand"), [month.home_minor if month else 0 for month in series], "brand"),
        ),
        currency=book.currency,
        links=[f"{entries}?date_from={first}&date_to={last}" for first, last in days],
    )
