"""What the month leaves, as money moved: takings less goods, and what rent and wages take of it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ledger.models import Member
from ledger.queries.months import category_sums, month_summary
from ledger.rules.periods import period_of, shift_period

KEY = "margin"
# Keys of the shop's categories: what was sold has cost these, and these are paid whatever is sold.
GOODS = frozenset({"stock", "packaging"})
FIXED = frozenset({"rent", "staff"})


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    book = member.book
    period = period_of(today, book.month_start_day)
    month = month_summary(book, period)
    before = month_summary(book, shift_period(period, -1))
    sums = category_sums(book, period, period)
    goods = _of(sums, GOODS)
    fixed = _of(sums, FIXED)
    return {
        "month": month,
        "before": before if before.n else None,
        "goods_minor": goods,
        "fixed_minor": fixed,
        "other_minor": month.expense_minor - goods - fixed,
        "gross_minor": month.income_minor - goods,
        "gross_percent": _percent(month.income_minor - goods, month.income_minor),
        "fixed_percent": _percent(fixed, month.income_minor),
        "today": today,
    }


def _of(sums: list[Any], keys: frozenset[str]) -> int:
    return sum(row.amount_minor for row in sums if row.category is not None and row.category.key in keys)


def _percent(part_minor: int, whole_minor: int) -> int | None:
    """Whole per cent, rounded half up; None where nothing was taken."""
    return (200 * part_minor + whole_minor) // (2 * whole_minor) if whole_minor > 0 else None
