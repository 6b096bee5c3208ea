"""The child's red packets, kept apart: what lies there, and who gave what in the last year that had any."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Sum

from ledger.directory import directory_of, live
from ledger.models import Member
from ledger.permissions import Action
from ledger.queries.balances import account_balance
from ledger.visibility import book_entries

KEY = "red_packets"
ACTION = Action.SEE_BALANCES
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Giver:
    name: str
    amount_minor: int


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any] | None:
    """None where the book no longer has the account."""
    key = str(options.get("account", "red_packets"))
    account = next((row for row in live(directory_of(member.book).accounts.values()) if row.key == key), None)
    if account is None:
        return None
    packets = book_entries(member.book).filter(kind="income", to_account=account, date__lte=today)
    last = packets.aggregate(last=Max("date"))["last"]
    givers = _givers(packets, last.year) if last else []
    return {
        "account": account,
        "balance_minor": account_balance(account),
        "year": last.year if last else None,
        "is_this_year": bool(last and last.year == today.year),
        "givers": givers[:SHOWN],
        "more": givers[SHOWN:],
        "total_minor": sum(giver.amount_minor for giver in givers),
    }


def _givers(packets: Any, year: int) -> list[Giver]:
    """Who gave in a calendar year, the most first."""
    rows = (
        packets.filter(date__year=year)
        .order_by()
        .values("merchant__name")
        .annotate(amount=Sum("amount_minor"))
        .order_by("-amount", "merchant__name")
    )
    return [Giver(row["merchant__name"] or "", row["amount"]) for row in rows]
