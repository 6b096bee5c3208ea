"""Small habits: how many cups and how many takeaways this month, day by day, and what they come to in a year."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from ledger.directory import directory_of
from ledger.models import Category, Member
from ledger.queries.sums import category_months
from ledger.rules.periods import period_of, period_range, shift_period
from ledger.visibility import counted_entries

KEY = "habits"


@dataclass(frozen=True, slots=True)
class Habit:
    """A category that is bought again and again. `unit` is the option's key: "cups" or "times".

    `days` has the number of payments on each day of the month so far; `year_minor` is what it came to in twelve months,
    this one included.
    """

    category: Category
    unit: str
    n: int
    amount_minor: int
    before_n: int
    year_minor: int
    days: tuple[tuple[dt.date, int], ...]


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any] | None:
    """Each option names a category by its key. None where the book has none of them any more. Two queries."""
    book = member.book
    by_key = {row.key: row for row in directory_of(book).categories.values() if row.kind == "expense"}
    wanted = [(by_key[key], unit) for unit, key in options.items() if key in by_key]
    if not wanted:
        return None
    period = period_of(today, book.month_start_day)
    first = period_range(period, book.month_start_day)[0]
    ids = [category.pk for category, _unit in wanted]
    months: dict[tuple[int, int], tuple[int, int]] = {}
    for row in category_months(book).filter(
        category_id__in=ids, period__gte=shift_period(period, -11), period__lte=period, kind__in=["expense", "refund"]
    ):
        n, amount = months.get((row.category_id, row.period), (0, 0))
        bought = row.kind == "expense"
        paid = row.amount_minor if bought else -row.amount_minor
        months[row.category_id, row.period] = (n + row.n if bought else n, amount + paid)
    counts = {
        (category_id, day): n
        for category_id, day, n in counted_entries(member)
        .filter(kind="expense", category_id__in=ids, date__gte=first, date__lte=today)
        .order_by()
        .values_list("category_id", "date")
        .annotate(Count("pk"))
    }
    days = [first + dt.timedelta(days=n) for n in range((today - first).days + 1)]
    habits = []
    for category, unit in wanted:
        n, amount = months.get((category.pk, period), (0, 0))
        before_n, _before = months.get((category.pk, shift_period(period, -1)), (0, 0))
        year = sum(paid for (pk, _period), (_n, paid) in months.items() if pk == category.pk)
        played = tuple((day, counts.get((category.pk, day), 0)) for day in days)
        habits.append(Habit(category, unit, n, amount, before_n, year, played))
    return {"habits": habits, "first": first, "today": today}
