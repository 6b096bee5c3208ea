"""What everybody says of one thing: prices, verdicts, when and where, and whether it still is worth it."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from community.errors import PostNotFound
from community.models import FollowUp, PostItem, Thing, Verdict, WishItem
from community.queries.posts import public_posts, readable_posts
from community.rules.naming import name_key

SHOWN = 50
# A thing is used for a while before its author can say more of it.
FOLLOW_UP_AFTER = dt.timedelta(days=300)


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices in minor units of one currency; the median is a price that somebody paid."""

    currency: str
    count: int
    lowest_minor: int
    median_minor: int
    highest_minor: int


@dataclass(frozen=True, slots=True)
class ThingPage:
    """A thing with everything public of it. `people` is how many shared it; `verdicts` how many said which."""

    thing: Thing
    items: Sequence[PostItem]
    people: int
    prices: Sequence[Prices]
    verdicts: Sequence[tuple[Verdict, int]]
    later: Sequence[FollowUp]

    @property
    def counted(self) -> int:
        return sum(count for _verdict, count in self.verdicts)


def thing_of(public_id: UUID) -> Thing:
    """The thing of this address; of a merged one what it was merged into. Raises PostNotFound."""
    thing = Thing.objects.filter(public_id=public_id).first()
    if thing is None:
        raise PostNotFound
    return standing(thing)


def standing(thing: Thing) -> Thing:
    """What a thing was merged into in the end; itself where it was not."""
    while thing.merged_into is not None:
        thing = thing.merged_into
    return thing


def thing_page(viewer: User | None, thing: Thing) -> ThingPage:
    """Everything that the viewer may read of a thing. Raises PostNotFound where that is nothing."""
    rows = PostItem.objects.filter(thing=thing, post__in=public_posts(viewer))
    facts = list(rows.values_list("post__author_id", "price_minor", "currency", "verdict"))
    if not facts:
        raise PostNotFound
    counts = Counter(verdict for _author, _price, _currency, verdict in facts)
    items = (
        rows.select_related("post__author__profile", "thing")
        .prefetch_related("photos", "follow_ups")
        .order_by("-post__published_at", "-id")[:SHOWN]
    )
    later = FollowUp.objects.filter(item__in=rows).select_related("item__post__author__profile").order_by("-at")
    return ThingPage(
        thing=thing,
        items=list(items),
        people=len({author for author, *_rest in facts}),
        prices=_prices([(currency, price) for _author, price, currency, _verdict in facts]),
        verdicts=[(verdict, counts[verdict.value]) for verdict in Verdict],
        later=list(later[:SHOWN]),
    )


def _prices(paid: Sequence[tuple[str, int]]) -> list[Prices]:
    """By currency, the most frequent first."""
    by_currency: dict[str, list[int]] = {}
    for currency, price in paid:
        by_currency.setdefault(currency, []).append(price)
    found = [
        Prices(currency, len(known), min(known), median_low(known), max(known))
        for currency, known in by_currency.items()
    ]
    return sorted(found, key=lambda prices: (-prices.count, prices.currency))


def public_item(viewer: User | None, public_id: UUID) -> PostItem:
    """An item of a post that the viewer may read. Raises PostNotFound."""
    item = (
        PostItem.objects.filter(public_id=public_id, post__in=readable_posts(viewer))
        .select_related("post__author", "thing")
        .first()
    )
    if item is None:
        raise PostNotFound
    return item


def things_like(text: str) -> list[Thing]:
    """Things whose name has these words, for whoever looks for the one that theirs is; at most ten."""
    key = name_key(text)
    if not key:
        return []
    return list(Thing.objects.filter(key__contains=key, merged_into=None).order_by("key")[:10])


def wishes_of(user: User) -> QuerySet[WishItem]:
    """What somebody means to buy: what is still to be bought first, the latest first."""
    return WishItem.objects.filter(user=user).select_related("item__post").order_by("done_at", "-id")


def used_since(item: PostItem) -> dt.date:
    """Since when somebody has had a thing: the month they bought it, else the day they shared it."""
    assert item.post.published_at is not None
    return item.bought_on or item.post.published_at.date()


def follow_up_from(item: PostItem) -> dt.date:
    """The first day on which its author may say whether it still is worth it."""
    return used_since(item) + FOLLOW_UP_AFTER
