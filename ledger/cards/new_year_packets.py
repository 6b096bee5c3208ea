"""The red packets of the last New Year: to whom, from whom, and how long it is to the next."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q, Sum
from django.db.models.functions import Coalesce

from ledger.models import Member
from ledger.rules.festivals import new_year_after
from ledger.visibility import book_entries

KEY = "new_year_packets"
CATEGORY = "new_year"
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Packet:
    """What passed between a person and us at one New Year."""

    name: str
    given_minor: int
    received_minor: int


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    """A New Year lies in the first months of its year, so the year tells which it was."""
    packets = book_entries(member.book).filter(
        kind__in=["expense", "income"],
        category__key__startswith=CATEGORY,
        date__lte=today,
    )
    last = packets.aggregate(last=Max("date"))["last"]
    coming = new_year_after(today)
    rows = [] if last is None else _rows(packets.filter(date__year=last.year))
    return {
        "year": last.year if last else None,
        "rows": rows[:SHOWN],
        "more": rows[SHOWN:],
        "given_minor": sum(row.given_minor for row in rows),
        "received_minor": sum(row.received_minor for row in rows),
        "coming": coming,
        "days": (coming - today).days if coming else None,
        "today": today,
    }


def _rows(packets: Any) -> list[Packet]:
    rows = (
        packets.order_by()
        .values("merchant__name")
        .annotate(
            given=Coalesce(Sum("base_amount_minor", filter=Q(kind="expense")), 0),
            received=Coalesce(Sum("base_amount_minor", filter=Q(kind="income")), 0),
        )
        .order_by("-given", "-received", "merchant__name")
    )
    return [Packet(row["merchant__name"] or "", row["given"], row["received"]) for row in rows]
