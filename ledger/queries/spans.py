"""What was spent within days that are no month, by category: from the entries themselves."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from ledger.models import Category, Member
from ledger.queries.spending import SPENDING, cost
from ledger.visibility import counted_entries


@dataclass(frozen=True, slots=True)
class Spent:
    """Net of refunds, in the book's currency; `n` counts the payments, not the refunds."""

    amount_minor: int = 0
    n: int = 0


def spent_by_category(member: Member, first: dt.date, last: dt.date) -> dict[int, Spent]:
    """Spending from `first` to `last`, both inclusive, by category; 0: without one. One query of those days' entries.

    A category of the first level has only what was put there itself.
    """
    rows = (
        counted_entries(member)
        .filter(SPENDING, date__gte=first, date__lte=last)
        .order_by()
        .values_list("category_id")
        .annotate(cost=cost(), n=Count("pk", filter=Q(kind="expense")))
    )
    return {category_id or 0: Spent(amount_minor, n) for category_id, amount_minor, n in rows}


def with_parents(sums: dict[int, Spent], categories: Iterable[Category]) -> dict[int, Spent]:
    """The sums of the first level, each with its children."""
    parents = {row.pk: row.parent_id or row.pk for row in categories}
    tops: dict[int, Spent] = {}
    for pk, each in sums.items():
        top = parents.get(pk, 0)
        held = tops.get(top, Spent())
        tops[top] = Spent(held.amount_minor + each.amount_minor, held.n + each.n)
    return tops
