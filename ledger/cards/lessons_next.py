"""What is next for the child: lessons left of those that were paid, and the days of the book's schedule."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ledger.directory import directory_of
from ledger.models import Member
from ledger.permissions import Action, allows
from ledger.rules.rhythm import lessons_left
from ledger.visibility import book_entries, book_scheduled

KEY = "lessons_next"
DAYS_AHEAD = 180
DAYS_READ = 730
SHOWN = 5


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    book = member.book
    bought = _bought(member, str(options.get("category", "")), today)
    per_week = book.facts.get("lessons_per_week") or 1
    rows = (
        book_scheduled(book)
        .filter(done_at__isnull=True, due__gte=today, due__lte=today + dt.timedelta(days=DAYS_AHEAD))
        .exclude(kind="income")
    )
    return {
        "bought": bought[-1] if bought else None,
        "left": lessons_left(bought, per_week=per_week, today=today),
        "per_week": per_week,
        "said": "lessons_per_week" in book.facts,
        "may_say": allows(member, Action.SETTINGS),
        "rows": [(row, (row.due - today).days) for row in rows.order_by("due", "id")[:SHOWN]],
        "today": today,
    }


def _bought(member: Member, key: str, today: dt.date) -> list[tuple[dt.date, int]]:
    """Day and number of the lessons that were paid, oldest first. One query."""
    categories = [
        row.pk
        for row in directory_of(member.book).categories.values()
        if row.key == key or row.key.startswith(f"{key}.")
    ]
    rows = (
        book_entries(member.book, pending=True)
        .filter(
            kind="expense",
            category_id__in=categories,
            date__gte=today - dt.timedelta(days=DAYS_READ),
            date__lte=today,
            extra__has_key="lessons",
        )
        .order_by("date", "id")
        .values_list("date", "extra__lessons")
    )
    return [(day, n) for day, n in rows if isinstance(n, int) and not isinstance(n, bool) and n > 0]
