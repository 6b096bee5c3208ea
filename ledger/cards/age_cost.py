"""How many months old the child is, what a day has cost since, and each year of its life."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ledger.cards.chart import ChartSpec, Series
from ledger.cards.figure import CoverFigure
from ledger.cards.month_summary import days_query
from ledger.models import Book, Member
from ledger.permissions import Action, allows
from ledger.queries.months import MonthSummary, month_series
from ledger.queries.sums import By, totals_by
from ledger.rules.money import round_half_up
from ledger.rules.periods import period_of, shift_period

KEY = "age_cost"
WIDE = True
FACTS = ("nickname", "birth_month")
MONTHS_CHARTED = 18
# Things are bought from some months before the birth on.
MONTHS_BEFORE = 12


@dataclass(frozen=True, slots=True)
class YearOfLife:
    """`number` 1 is the first year; what was spent in its twelve months, so far where it is not over."""

    number: int
    spent_minor: int
    is_over: bool


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    book = member.book
    birth = birth_period(book)
    context: dict[str, Any] = {
        "nickname": str(book.facts.get("nickname") or ""),
        "ask": [key for key in FACTS if not book.facts.get(key)] if allows(member, Action.SETTINGS) else [],
        "today": today,
    }
    now = period_of(today, book.month_start_day)
    if birth is None or birth > now:
        return context | {"waiting": birth is not None}
    series = month_series(book, shift_period(birth, -MONTHS_BEFORE), now)
    before, since = series[:MONTHS_BEFORE], series[MONTHS_BEFORE:]
    spent = sum(each.expense_minor for each in since)
    return context | {
        "months": months_old(birth, now),
        "per_day_minor": per_day(spent, birth, today),
        "spent_minor": spent,
        "before_minor": sum(each.expense_minor for each in before),
        "years": _years(since),
        "chart": _chart(book, since[-MONTHS_CHARTED:]) if len(since) > 1 else None,
    }


def cover_figures(books: Sequence[Book], todays: Mapping[int, dt.date]) -> dict[int, CoverFigure]:
    """By book: what a day has cost since the birth. One query."""
    births = {book: birth_period(book) for book in books}
    born = {
        book: birth
        for book, birth in births.items()
        if birth is not None and birth <= period_of(todays[book.pk], book.month_start_day)
    }
    if not born:
        return {}
    firsts = {book.pk: birth for book, birth in born.items()}
    lasts = {book.pk: period_of(todays[book.pk], book.month_start_day) for book in born}
    months = totals_by(By.BOOK, By.PERIOD, books=list(born), first=min(firsts.values()), last=max(lasts.values()))
    spent: dict[int, int] = {}
    for (book_id, period), its in months.items():
        if firsts[book_id] <= period <= lasts[book_id]:
            spent[book_id] = spent.get(book_id, 0) + its.expense_minor
    return {
        book.pk: CoverFigure(_("A day costs"), per_day(spent.get(book.pk, 0), birth, todays[book.pk]))
        for book, birth in born.items()
        if spent.get(book.pk)
    }


def birth_period(book: Book) -> int | None:
    """The month of birth (yyyymm) that the book was told; None where it was not."""
    year, _dash, month = str(book.facts.get("birth_month") or "").partition("-")
    if not (year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12 and 1900 <= int(year) <= 2200):
        return None
    return int(year) * 100 + int(month)


def months_old(birth: int, now: int) -> int:
    return (now // 100 - birth // 100) * 12 + now % 100 - birth % 100


def per_day(spent_minor: int, birth: int, today: dt.date) -> int:
    """What a day cost, from the first day of the month of birth to today, rounded half up."""
    days = (today - dt.date(birth // 100, birth % 100, 1)).days + 1
    return round_half_up(spent_minor, max(days, 1))


def _years(since: Sequence[MonthSummary]) -> list[YearOfLife]:
    return [
        YearOfLife(
            place // 12 + 1,
            sum(each.expense_minor for each in since[place : place + 12]),
            # The month that has begun is not over.
            len(since) > place + 12,
        )
        for place in range(0, len(since), 12)
    ]


def _chart(book: Book, months: Sequence[MonthSummary]) -> ChartSpec:
    entries = reverse("ledger:entry-list", args=[book.public_id])
    return ChartSpec(
        kind="bar",
        title=_("What each month cost"),
        labels=[date_format(each.first, _("M")) for each in months],
        series=(Series(_("Spent"), [each.expense_minor for each in months], "brand"),),
        currency=book.currency,
        links=[f"{entries}?{days_query(each)}" for each in months],
    )
