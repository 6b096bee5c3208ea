"""Formula and diapers: for how many days they will last, as the last ones did, or as somebody said."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from ledger.directory import directory_of
from ledger.models import Category, Entry, Member
from ledger.rules.rhythm import runs_out_on, usual_gap
from ledger.visibility import book_entries

KEY = "supplies_left"
SOON_DAYS = 3
DAYS_READ = 400
# Whoever bought none for so long has no more need of it.
DAYS_UNTIL_FORGOTTEN = 120


@dataclass(frozen=True, slots=True)
class Supply:
    """Something bought again and again; `days` are left, below zero when it should be used up, None: not known yet."""

    category: Category
    last: Entry
    gap_days: int | None
    days: int | None

    @property
    def is_soon(self) -> bool:
        return self.days is not None and self.days <= SOON_DAYS


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    wanted = str(options.get("categories", "")).split()
    categories = [row for row in directory_of(member.book).categories.values() if row.key in wanted]
    bought: dict[int | None, list[Entry]] = {}
    # What went back for its whole price is not at hand.
    entries = (
        book_entries(member.book, pending=True)
        .filter(
            kind="expense",
            category_id__in=[row.pk for row in categories],
            date__gte=today - dt.timedelta(days=DAYS_READ),
            date__lte=today,
        )
        .order_by("date", "id")
    )
    back = dict(
        book_entries(member.book)
        .filter(refund_of_id__in=entries.values("pk"))
        .order_by()
        .values_list("refund_of_id")
        .annotate(Sum("amount_minor"))
    )
    for entry in entries:
        if back.get(entry.pk, 0) < entry.amount_minor:
            bought.setdefault(entry.category_id, []).append(entry)
    supplies = [_supply(row, bought[row.pk], today) for row in categories if row.pk in bought]
    return {
        "supplies": [each for each in supplies if (today - each.last.date).days <= DAYS_UNTIL_FORGOTTEN],
        "names": [row.name for row in categories],
        "today": today,
    }


def _supply(category: Category, entries: list[Entry], today: dt.date) -> Supply:
    last = entries[-1]
    said = last.extra.get("lasts_days")
    days = [entry.date for entry in entries]
    out = runs_out_on(days, lasts_days=said if isinstance(said, int) and said > 0 else None)
    return Supply(category, last, usual_gap(days), (out - today).days if out else None)
