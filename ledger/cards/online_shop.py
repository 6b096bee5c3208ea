"""What the cards of an online shop share: its categories by what they are for, and each product's money and numbers."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Trim

from ledger.cards.extras import whole_number
from ledger.directory import directory_of
from ledger.models import Book, Member
from ledger.rules.money import round_half_up
from ledger.visibility import counted_entries

SALES, STOCK, REFUNDS = "sales", "stock", "refunds"
# What an order takes besides its goods.
SENDING = ("express", "packing", "commission")


def keys_under(book: Book, *tops: str) -> list[int]:
    """The categories of the first level with these keys, and all below them."""
    return [pk for pk, row in directory_of(book).categories.items() if row.key.partition(".")[0] in tops]


@dataclass(slots=True)
class Product:
    """What was sold and bought of a product. `orders` and `pieces` are 0 where no entry says any."""

    name: str
    sold_minor: int = 0
    orders: int = 0
    bought_minor: int = 0
    pieces: int = 0

    @property
    def price_minor(self) -> int | None:
        """What an order brought on average."""
        return round_half_up(self.sold_minor, self.orders) if self.orders else None

    @property
    def piece_minor(self) -> int | None:
        """What a piece cost on average."""
        return round_half_up(self.bought_minor, self.pieces) if self.pieces else None

    def goods_minor(self, percent: int | None) -> int | None:
        """What the goods of an order cost: by the pieces that were bought, else by the told share of the price."""
        if self.piece_minor is not None or self.price_minor is None or percent is None:
            return self.piece_minor
        return round_half_up(self.price_minor * percent, 100)


def products(member: Member, *, since: dt.date | None = None) -> dict[str, Product]:
    """The products by name, sold and bought from `since` on; those that no entry names are left out. One query."""
    sales, stock = keys_under(member.book, SALES), keys_under(member.book, STOCK)
    entries = counted_entries(member).filter(extra__has_key="product", category_id__in=[*sales, *stock])
    if since is not None:
        entries = entries.filter(date__gte=since)
    sold = Q(kind="income", category_id__in=sales)
    bought = Q(kind="expense", category_id__in=stock)
    rows = (
        entries.order_by()
        .values(name=Trim(KeyTextTransform("product", "extra")))
        .annotate(
            sold=Sum("base_amount_minor", filter=sold, default=0),
            orders=Sum(whole_number("orders"), filter=sold, default=0),
            bought=Sum("base_amount_minor", filter=bought, default=0),
            pieces=Sum(whole_number("pieces"), filter=bought, default=0),
        )
    )
    return {
        row["name"]: Product(row["name"], row["sold"], row["orders"], row["bought"], row["pieces"])
        for row in rows
        if row["name"]
    }
