"""What an order of each product leaves: its price less its goods, and less its share of sending and commission."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from ledger.cards.online_shop import SENDING, Product, keys_under, products
from ledger.models import Member
from ledger.permissions import Action, allows
from ledger.rules.money import round_half_up
from ledger.visibility import counted_entries

KEY = "product_margin"
DAYS = 90
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Margin:
    """For one order of a product, on average, in minor units."""

    product: Product
    price_minor: int
    goods_minor: int
    sending_minor: int

    @property
    def left_minor(self) -> int:
        return self.price_minor - self.goods_minor - self.sending_minor


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    """A product's goods cost what its pieces cost whenever they were bought; where none says, the told share."""
    percent = member.book.facts.get("goods_percent")
    since = today - dt.timedelta(days=DAYS - 1)
    ever = products(member)
    lately = products(member, since=since)
    orders = sum(row.orders for row in lately.values())
    spent = (
        counted_entries(member)
        .filter(kind="expense", category_id__in=keys_under(member.book, *SENDING), date__gte=since)
        .aggregate(spent=Sum("base_amount_minor", default=0))["spent"]
    )
    sending = round_half_up(spent, orders) if orders else 0
    rows = []
    for name, product in lately.items():
        product.bought_minor, product.pieces = ever[name].bought_minor, ever[name].pieces
        price, goods = product.price_minor, product.goods_minor(percent)
        if price is not None and goods is not None:
            rows.append(Margin(product, price, goods, sending))
    rows.sort(key=lambda row: (-row.left_minor * row.product.orders, row.product.name))
    return {
        "rows": rows[:SHOWN],
        "orders": orders,
        "sending_minor": sending,
        "days": DAYS,
        "ask": ["goods_percent"] if not percent and allows(member, Action.SETTINGS) else [],
        "untold": len(lately) - len(rows),
    }
