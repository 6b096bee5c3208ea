"""What just happened in a book, for pages that are open: announced by services, kept for a day, heard at once.

Each book has a stream in Redis, and one channel wakes the listeners of all books (`config.live`). An event carries
ids and never contents: pages fetch what changed by their own addresses, which ask permissions as always, and
`ledger.queries.live` tells an event only to those who may see what it is about.

Redis may be away. Then nothing is raised and the change itself stands; the book's next event says that something was
missed.
"""

import datetime as dt
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.commands.core import Script
from redis.retry import Retry

from ledger.models import Entry, ImportBatch, Member, Step

log = logging.getLogger(__name__)

# What a page that slept for longer has missed it fetches anew as a whole.
KEPT = 500
KEPT_FOR = dt.timedelta(days=1)
# An event about more entries than these is about the book.
NAMED = 200
RECENT = 20
# It can't be said what happened: a page that hears it fetches everything anew.
MISSED = "missed"
# Who belongs to the book, and what they may see there.
MEMBERS = "members"

_ADD = """
    local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'event', ARGV[2])
    redis.call('EXPIRE', KEYS[1], ARGV[3])
    redis.call('PUBLISH', ARGV[4], ARGV[5] .. ' ' .. id .. ' ' .. ARGV[2])
    return id"""

# Books of which this process could not announce something.
_unsaid: set[int] = set()


@dataclass(frozen=True, slots=True)
class Event:
    """What was done: `id` is its place in the book's stream, `by` who did it (a Member's key).

    `entry` is the public id, where it is about one entry. `about` says which entries there are to be seen by whoever
    hears of it: "entries" and their keys, "changes" and the first and last key of EntryChange, "batch" and the key of
    an import; "" where it is about the book as a whole.
    """

    id: str
    what: str
    by: int | None = None
    entry: UUID | None = None
    about: str = ""
    keys: tuple[int, ...] = ()

    @property
    def at(self) -> dt.datetime:
        found = place(self.id)
        assert found is not None
        return dt.datetime.fromtimestamp(found[0] / 1000, dt.UTC)


def announce(
    book_id: int,
    what: str,
    *,
    by: Member | None,
    entry: Entry | None = None,
    entries: Sequence[Entry] = (),
    step: Step | None = None,
    batch: ImportBatch | None = None,
) -> None:
    """Tells open pages of a book what was done there, once the transaction is committed. Never raises.

    `what` is a word: recorded, edited, deleted, restored, imported, changed (many entries), comment, approval, settled,
    accounts, book, members (somebody came, went or got another role). Name the entry or entries, the step or the import
    that it is about: whoever sees none of its entries does not hear of it.
    """
    if entry is not None:
        entries = [entry]
    about = ""
    keys: list[int | None] = []
    if 0 < len(entries) <= NAMED:
        about, keys = "entries", [each.pk for each in entries]
    elif step is not None and step.n:
        about, keys = "changes", [step.first_change, step.last_change]
    elif batch is not None:
        about, keys = "batch", [batch.pk]
    said = {
        "what": what,
        "by": by.pk if by is not None else None,
        "entry": str(entries[0].client_id) if len(entries) == 1 else None,
        "about": about,
        "keys": keys,
    }
    transaction.on_commit(partial(_publish, book_id, json.dumps(said)), robust=True)


def _publish(book_id: int, said: str) -> None:
    try:
        if book_id in _unsaid:
            said = json.dumps({"what": MISSED, "by": None})
        _add()(
            keys=[_stream(book_id)],
            args=[KEPT, said, int(KEPT_FOR.total_seconds()), channel(), book_id],
        )
        _unsaid.discard(book_id)
    except RedisError as error:
        _unsaid.add(book_id)
        log.warning("An event of a book could not be announced: %s", error)


def events_after(book_id: int, after: str, *, now: dt.datetime) -> list[Event]:
    """The book's events behind a place of its stream, oldest first.

    Where it can't be said what happened since, one event that says so. Raises RedisError.
    """
    known = place(after)
    redis = _redis()
    if known is None or known[0] < (now - KEPT_FOR).timestamp() * 1000:
        return [Event(id=mark(now), what=MISSED)]
    # Redis keeps at least this many; whoever has seen less than the oldest kept of as many may have missed some.
    if redis.xlen(_stream(book_id)) >= KEPT:
        oldest = place(redis.xrange(_stream(book_id), count=1)[0][0].decode())
        if oldest is not None and oldest > known:
            return [Event(id=mark(now), what=MISSED)]
    found = redis.xrange(_stream(book_id), min=f"({after}")
    return [read(name.decode(), fields[b"event"]) for name, fields in found]


def recent_events(book_id: int, *, since: str) -> list[Event]:
    """The last few events of a book behind a place of its stream, newest first. Raises RedisError."""
    found = _redis().xrevrange(_stream(book_id), min=f"({since}", count=RECENT)
    return [read(name.decode(), fields[b"event"]) for name, fields in found]


def read(name: str, said: str | bytes) -> Event:
    """An event as it lies in the stream and goes over the channel."""
    told = json.loads(said)
    entry = told.get("entry")
    return Event(
        id=name,
        what=told["what"],
        by=told["by"],
        entry=UUID(entry) if entry else None,
        about=told.get("about", ""),
        keys=tuple(told.get("keys", ())),
    )


def mark(now: dt.datetime) -> str:
    """The place in a stream before all that happens from this moment on."""
    return f"{int(now.timestamp() * 1000) - 1}-{2**32}"


def place(name: str) -> tuple[int, int] | None:
    """A place in a stream, to be compared; None for what names none."""
    first, _dash, second = name.partition("-")
    if not (first.isascii() and first.isdigit() and len(first) < 16 and (second or "0").isdigit() and len(second) < 16):
        return None
    return int(first), int(second or 0)


def channel() -> str:
    """Where listeners are woken: channels do not belong to one of Redis's numbered databases, so the name says it."""
    return f"changji-live:{_redis().connection_pool.connection_kwargs.get('db') or 0}"


def _stream(book_id: int) -> str:
    return f"changji-live:{book_id}"


@cache
def _redis() -> Any:  # redis-py types an answer by all the shapes that it may have
    # Whoever records waits for this: half a second, once.
    return Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=0.5, retry=Retry(NoBackoff(), 1)
    )


@cache
def _add() -> Script:
    return _redis().register_script(_ADD)
