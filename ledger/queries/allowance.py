"""What may still be spent on each day of a month: by the plan of the book, else by what its months usually cost."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.models import Book, Budget
from ledger.queries.sums import By, totals_by
from ledger.rules.pace import allowance_per_day, median
from ledger.rules.periods import period_of, period_range, shift_period

# An odd number, so that the one in the middle is a month that was lived.
MONTHS_OF_HISTORY = 5


@dataclass(frozen=True, slots=True)
class Allowance:
    """`budget_minor` for the whole month; `days_left` counts today. `planned`: the book says so, else its months do."""

    budget_minor: int
    planned: bool
    days_left: int
    per_day_minor: int


def day_allowances(books: Sequence[tuple[Book, dt.date, int]]) -> dict[int, Allowance]:
    """By book id, for each book with its today and what its month has cost so far. Two queries whatever their number.

    The monthly budget of the whole book is its plan, else the plan among its facts. A book without a plan and without
    an earlier month has no allowance. The covers of the shelf and the overview of a book both ask here, so they say the
    same.
    """
    plans = _plans([book for book, _today, _spent in books])
    usual = _usual_months(
        [book for book, _today, _spent in books],
        {book.pk: period_of(today, book.month_start_day) for book, today, _spent in books},
    )
    found = {}
    for book, today, spent_minor in books:
        plan = plans.get(book.pk) or book.facts.get("plan_budget")
        budget = plan or usual.get(book.pk)
        if budget:
            _first, last = period_range(period_of(today, book.month_start_day), book.month_start_day)
            days_left = (last - today).days + 1
            per_day = allowance_per_day(budget, spent_minor, days_left)
            found[book.pk] = Allowance(budget, bool(plan), days_left, per_day)
    return found


def _plans(books: Sequence[Book]) -> dict[int, int]:
    """By book id its monthly budget over everything, where it has one."""
    whole = Budget.objects.filter(
        book__in=books, category__isnull=True, project__isnull=True, stage="", first__isnull=True
    )
    return dict(whole.values_list("book_id", "amount_minor")) if books else {}


def _usual_months(books: Sequence[Book], current: dict[int, int]) -> dict[int, int]:
    """By book id the median cost of the months before the current one in which something was recorded."""
    if not current:
        return {}
    firsts = {book_id: shift_period(period, -MONTHS_OF_HISTORY) for book_id, period in current.items()}
    last = shift_period(max(current.values()), -1)
    months: dict[int, list[int]] = {}
    for (book_id, period), its in totals_by(
        By.BOOK, By.PERIOD, books=books, first=min(firsts.values()), last=last
    ).items():
        if firsts[book_id] <= period < current[book_id]:
            months.setdefault(book_id, []).append(its.expense_minor)
    return {book_id: median(spent) or 0 for book_id, spent in months.items()}
