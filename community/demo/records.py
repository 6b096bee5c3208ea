"""What the demo's community is made of: plain values, no Django and no database. Amounts are whole fen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoNeighbour:
    """Somebody of the community. Those with an `email` are people of the demo who sign in; others nobody can be."""

    key: str
    name: str
    bio: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class DemoVerdict:
    """What the author of an item said so many days after the post."""

    days: int
    verdict: str  # worth, fair, not_worth
    text: str


@dataclass(frozen=True, slots=True)
class DemoItem:
    """A thing of a share. `sources` are the entries that its price is the sum of, as `family/f00012`; an editor of the
    house keeps no book here, and has none.
    """

    name: str
    price_minor: int
    verdict: str
    why: str
    place: str = ""
    bought_on: dt.date | None = None
    sources: tuple[str, ...] = ()
    later: tuple[DemoVerdict, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoSaid:
    """A comment, so many minutes after the post or after what it answers. One of a question may be `accepted`."""

    by: str
    text: str
    minutes: int
    answers: tuple[DemoSaid, ...] = ()
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class DemoChart:
    """Shares of what a book spent by category, in the whole months from the one of `first` to that of `last`."""

    book: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class DemoPost:
    """`at` is local time in Shanghai. `arrangement` is the key of the book whose structure is shared."""

    key: str
    author: str
    kind: str
    at: dt.datetime
    title: str
    body: str = ""
    items: tuple[DemoItem, ...] = ()
    talk: tuple[DemoSaid, ...] = ()
    scene: str = ""
    city: str = "南昌"
    challenge: str = ""
    chart: DemoChart | None = None
    arrangement: str = ""
    warmth: int = 3  # of ten neighbours so many like it
    picked: bool = False


@dataclass(frozen=True, slots=True)
class DemoArticle:
    slug: str
    column: str
    at: dt.datetime
    title: str
    summary: str
    body: str
    series: str = ""
    series_position: int | None = None
    picked: bool = False
    sponsor: str = ""


@dataclass(frozen=True, slots=True)
class DemoTout:
    """A comment that was reported and taken down, and what its author says against that."""

    by: str
    post: str
    text: str
    at: dt.datetime
    reported_by: str
    reason: str
    decided_by: str
    appeal: str


@dataclass(frozen=True, slots=True)
class DemoLesson:
    """A lesson of the academy that somebody read `days` before the demo's day.

    `right` tells the answers one by one; who answered fewer questions than there are has not done it yet.
    """

    course: str
    lesson: str
    days: int
    right: tuple[bool, ...] = (True, True, True)


@dataclass(frozen=True, slots=True)
class Community:
    neighbours: tuple[DemoNeighbour, ...]
    posts: tuple[DemoPost, ...]
    articles: tuple[DemoArticle, ...]
    tout: DemoTout
    lessons: Mapping[str, tuple[DemoLesson, ...]]
