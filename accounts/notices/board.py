"""What a person is told, read for the page, the bell, the shelf and the API."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import Channel, Notice, NoticeSettings, User
from accounts.notices.kinds import Kind, all_kinds, channels_of, kind_of, sentence_of

PAGE_SIZE = 50
# What asks for something and was never opened stands first for so long.
FIRST_FOR = dt.timedelta(days=14)
ON_SHELF = 3
MOST_COUNTED = 99


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice as it is read. `asks`: it waits for the person, and stands first."""

    notice: Notice
    kind: Kind
    sentence: str
    asks: bool

    @property
    def new(self) -> bool:
        return self.notice.read_at is None


@dataclass(frozen=True, slots=True)
class Board:
    """The page: what waits for the person, then the others by the day on which they were told, newest first.

    `hidden` are the public ids of those that the person may not be told any more; `next_before` is where the next page
    begins.
    """

    first: list[Shown]
    days: list[tuple[dt.date, list[Shown]]]
    hidden: list[UUID]
    next_before: int | None

    @property
    def is_empty(self) -> bool:
        return not (self.first or self.days)


def shown_notices(user: User, notices: Sequence[Notice], *, now: dt.datetime) -> list[Shown]:
    """Those that the person may still be told, with their sentences. One query a rule that books are asked by."""
    hidden = _hidden_books(user, notices)
    found = []
    for notice in notices:
        kind = kind_of(notice.kind)
        if kind is None or (notice.kind, notice.about) in hidden:
            continue
        waits = kind.asks and notice.done_at is None and notice.created_at > now - FIRST_FOR
        sentence = sentence_of(kind, notice.facts, amounts=not user.hide_amounts)
        found.append(Shown(notice, kind, sentence, waits))
    return found


def _hidden_books(user: User, notices: Iterable[Notice]) -> set[tuple[str, UUID]]:
    """Kind and book of what was told to somebody who may not know it any more."""
    books: dict[str, set[UUID]] = defaultdict(set)
    for notice in notices:
        if notice.about is not None:
            books[notice.kind].add(notice.about)
    asked: dict[tuple[object, frozenset[UUID]], Collection[UUID]] = {}
    hidden = set()
    for key, named in books.items():
        kind = kind_of(key)
        if kind is None or kind.still is None:
            continue
        question = (kind.still, frozenset(named))
        if question not in asked:
            asked[question] = kind.still(user, named)
        hidden |= {(key, book) for book in named - set(asked[question])}
    return hidden


def notices_of(user: User, *, before: int | None = None) -> list[Notice]:
    """A page of what is shown to a person, newest first; `before` is the id where the last one ended."""
    rows = Notice.objects.filter(user=user, on_page=True).order_by("-id")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows[: PAGE_SIZE + 1])


def notice_board(user: User, *, now: dt.datetime, before: int | None = None) -> Board:
    """A page of a person's notices; the first page begins with what waits for the person."""
    rows = notices_of(user, before=before)
    more = len(rows) > PAGE_SIZE
    rows = rows[:PAGE_SIZE]
    found = shown_notices(user, rows, now=now)
    zone = zone_of(user)
    first = [each for each in found if each.asks] if before is None else []
    others = [each for each in found if before is not None or not each.asks]
    # Ids are in the order of writing, and what is told of may have been earlier.
    others.sort(key=lambda each: each.notice.created_at, reverse=True)
    days = groupby(others, key=lambda each: each.notice.created_at.astimezone(zone).date())
    told = {each.notice.pk for each in found}
    return Board(
        first,
        [(day, list(each)) for day, each in days],
        [row.public_id for row in rows if row.pk not in told],
        rows[-1].pk if more else None,
    )


def zone_of(user: User) -> ZoneInfo:
    """The time zone that the person's hours are meant in."""
    chosen = NoticeSettings.objects.filter(user=user).only("time_zone").first()
    return ZoneInfo((chosen or NoticeSettings()).time_zone)


def shelf_notices(user: User, *, now: dt.datetime) -> list[Shown]:
    """What waits for the person and stands nowhere else on the shelf, newest first, at most three."""
    keys = [kind.key for kind in all_kinds() if kind.shelf]
    rows = Notice.objects.filter(user=user, on_page=True, kind__in=keys, done_at__isnull=True)
    rows = rows.filter(created_at__gt=now - FIRST_FOR).order_by("-id")
    return [each for each in shown_notices(user, list(rows[: 3 * ON_SHELF]), now=now) if each.asks][:ON_SHELF]


def unread_count(user: User) -> int:
    """How many notices the person has not read, at most 99."""
    rows = Notice.objects.filter(user=user, on_page=True, read_at__isnull=True)
    return rows.values("pk")[:MOST_COUNTED].count()


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind with the channels that it may go by, and whether each is on."""

    kind: Kind
    channels: list[tuple[str, bool | None]]


def notice_choices(chosen: NoticeSettings) -> list[Choice]:
    """Every kind with its channels: on, off, or None where it never goes that way."""
    found = []
    for kind in all_kinds():
        on = channels_of(kind, chosen)
        states = [(channel, channel in on if channel in kind.offered else None) for channel in Channel.values]
        found.append(Choice(kind, states))
    return found
