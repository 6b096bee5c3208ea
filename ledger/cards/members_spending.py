"""Each person: what was spent for them this month, and how much each recorded."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Count

from ledger.models import Member
from ledger.queries.months import member_sums
from ledger.queries.people import book_people
from ledger.rules.periods import period_of, period_range
from ledger.visibility import counted_entries

KEY = "members_spending"


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any] | None:
    """None in a book of one person: there is nobody to tell apart."""
    people = book_people(member.book)
    if len(people) < 2:
        return None
    period = period_of(today, member.book.month_start_day)
    first, last = period_range(period, member.book.month_start_day)
    spent = {row.member.pk if row.member else 0: row.expense_minor for row in member_sums(member.book, period, period)}
    recorded = dict(
        counted_entries(member)
        .filter(date__gte=first, date__lte=last)
        .order_by()
        .values_list("recorded_by_id")
        .annotate(Count("pk"))
    )
    rows = [{"person": p, "spent_minor": spent.get(p.pk, 0), "n": recorded.get(p.pk, 0)} for p in people]
    rows.sort(key=lambda row: -row["spent_minor"])
    return {
        "rows": [row for row in rows if row["spent_minor"] or row["n"] or row["person"].user_id],
        "shared_minor": spent.get(0, 0),
        "largest_minor": max([*spent.values(), 1]),
        "first": first,
        "last": last,
    }
