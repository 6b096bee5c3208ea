"""How much comes back: orders and money of the last thirty days, beside the thirty before."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Sum, Value
from django.db.models.functions import Coalesce

from ledger.cards.extras import whole_number
from ledger.cards.online_shop import REFUNDS, SALES, keys_under
from ledger.models import Member
from ledger.queries.entries import with_names
from ledger.visibility import counted_entries

KEY = "return_rate"
DAYS = 30
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Span:
    """What was sold and what came back in some days. A refund that says no number is one order."""

    sold_minor: int
    orders: int
    refunded_minor: int
    returns: int

    @property
    def tenths(self) -> int | None:
        """Tenths of a per cent: of the orders where they are known, else of the money; None where nothing was sold."""
        part, whole = (self.returns, self.orders) if self.orders else (self.refunded_minor, self.sold_minor)
        return (2000 * part + whole) // (2 * whole) if whole else None


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    middle = today - dt.timedelta(days=DAYS)
    now = _span(member, middle + dt.timedelta(days=1), today)
    before = _span(member, middle - dt.timedelta(days=DAYS - 1), middle)
    rates = (now.tenths, before.tenths)
    refunds = counted_entries(member).filter(kind="expense", category_id__in=keys_under(member.book, REFUNDS))
    return {
        "now": now,
        "before": before,
        "difference": rates[0] - rates[1] if rates[0] is not None and rates[1] is not None else None,
        "lately": with_names(member, refunds.filter(date__lte=today).order_by("-date", "-id")[:SHOWN]),
        "days": DAYS,
        "today": today,
    }


def _span(member: Member, first: dt.date, last: dt.date) -> Span:
    orders = whole_number("orders")
    sold = Q(kind="income", category_id__in=keys_under(member.book, SALES))
    back = Q(kind="expense", category_id__in=keys_under(member.book, REFUNDS))
    sums = (
        counted_entries(member)
        .filter(date__gte=first, date__lte=last)
        .aggregate(
            sold=Sum("base_amount_minor", filter=sold, default=0),
            orders=Sum(orders, filter=sold, default=0),
            refunded=Sum("base_amount_minor", filter=back, default=0),
            returns=Sum(Coalesce(orders, Value(1)), filter=back, default=0),
        )
    )
    return Span(sums["sold"], sums["orders"], sums["refunded"], sums["returns"])
