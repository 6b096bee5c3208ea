"""The money that lies in goods, as an estimate: what was bought, less what the goods that were sold had cost."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.cards.online_shop import SALES, STOCK, products
from ledger.models import Member
from ledger.permissions import Action, allows
from ledger.queries.months import category_sums
from ledger.rules.money import round_half_up
from ledger.rules.periods import period_of

KEY = "stock_money"
SHOWN = 4
EARLIEST = 190001


@dataclass(frozen=True, slots=True)
class Shelf:
    """The pieces of a product that should still be there, and what they cost."""

    name: str
    pieces: int
    worth_minor: int


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any] | None:
    """None until something was bought."""
    book = member.book
    last = period_of(today, book.month_start_day)
    bought = _sum_of(category_sums(book, EARLIEST, last), STOCK)
    if bought <= 0:
        return None
    sold = _sum_of(category_sums(book, EARLIEST, last, kind="income"), SALES)
    percent = book.facts.get("goods_percent")
    cost = round_half_up(sold * percent, 100) if percent else None
    shelves = [
        Shelf(row.name, row.pieces - row.orders, (row.pieces - row.orders) * row.piece_minor)
        for row in products(member).values()
        if row.piece_minor and row.pieces > row.orders
    ]
    shelves.sort(key=lambda row: (-row.worth_minor, row.name))
    return {
        "bought_minor": bought,
        "sold_minor": sold,
        "percent": percent,
        "cost_minor": cost,
        "lying_minor": max(0, bought - cost) if cost is not None else None,
        "shelves": shelves[:SHOWN],
        "ask": ["goods_percent"] if not percent and allows(member, Action.SETTINGS) else [],
    }


def _sum_of(sums: list[Any], key: str) -> int:
    return sum(row.amount_minor for row in sums if row.category is not None and row.category.key == key)
