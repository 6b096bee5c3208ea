"""Event streams: what happens in a book, told to every open page of it within a second.

An ASGI application of its own, in a process beside the web server (docs/decisions/live-events.md):

    granian --interface asgi config.live:application        GET /live/<book>/

It holds open streams and nothing else. Whoever asks for one is let in as to a page; what a listener hears is judged for
that member (`ledger.queries.live`), and a listener whose rights may have changed is let in anew first. The database is
asked in a few threads, which give their connections back at once: a stream may stay open for days.
"""

import asyncio
import json
import logging
import os
import resource
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# As in the web processes: the same few statements for each listener (docs/decisions/prepared-statements.md).
os.environ.setdefault("PREPARED_STATEMENTS", "1")
django.setup()

# ruff: noqa: E402
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.utils import timezone
from django.utils.module_loading import import_string
from redis import RedisError
from redis.asyncio import Redis
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.api.authentication import ApiTokenAuthentication
from accounts.errors import DomainError
from ledger.access import access_book
from ledger.live import MISSED, Event, channel, mark, place, read
from ledger.models import BookState, Member
from ledger.queries.live import audible, heard_after, named, told

log = logging.getLogger(__name__)

T = TypeVar("T")
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

PATH = "/live/"
# Those of the pages' middleware that say who asks.
WHO_ASKS = [
    name
    for name in settings.MIDDLEWARE
    if name.endswith((".SessionMiddleware", ".AuthenticationMiddleware", ".GuestMiddleware"))
]
# Proxies end a connection that is silent for a minute, and a page takes a stream that is silent for longer for dead.
BEAT_SECONDS = 20
# Rights end in other ways than by what happens in a book: a session is signed out, a key revoked.
LET_IN_ANEW_SECONDS = 60
# Whoever reads so slowly that as much waits is let go, and comes back for what was missed.
WAITING = 100
THREADS = 4

HELLO = b"retry: 1000\nevent: hello\ndata: {}\n\n"
BEAT = b"event: beat\ndata: {}\n\n"
GONE = b"event: gone\ndata: {}\n\n"

threads = ThreadPoolExecutor(THREADS, thread_name_prefix="live")


async def in_thread(question: Callable[..., T], *values: Any) -> T:
    """Asks the database, and gives the connection back."""

    def asked() -> T:
        try:
            return question(*values)
        finally:
            connections.close_all()

    return await asyncio.get_running_loop().run_in_executor(threads, asked)


class Refused(Exception):
    """A stream that is not opened, or not any longer."""

    def __init__(self, status: int) -> None:
        self.status = status


@dataclass(frozen=True, slots=True)
class Asker:
    """What a request said of whoever made it: enough to let them in again."""

    book: UUID
    meta: dict[str, Any]
    cookies: dict[str, str]

    def request(self) -> HttpRequest:
        request = HttpRequest()
        request.method, request.META, request.COOKIES = "GET", self.meta, self.cookies
        return request


def let_in(asker: Asker) -> Member:
    """The membership of whoever asks, found as for a page. Raises Refused."""
    found: list[Member] = []

    def enter(request: HttpRequest) -> HttpResponse:
        by_key = ApiTokenAuthentication().authenticate(Request(request))
        found.append(access_book(by_key[0] if by_key else request.user, asker.book))
        return HttpResponse()

    handler: Callable[[HttpRequest], HttpResponse] = enter
    for name in reversed(WHO_ASKS):
        handler = import_string(name)(handler)
    try:
        handler(asker.request())
    except AuthenticationFailed:
        raise Refused(401) from None
    except DomainError as refusal:
        raise Refused(refusal.status) from None
    [member] = found
    if member.pk is None:
        raise Refused(404)  # Nothing happens in a sample.
    return member


# The place of an event in the book's stream, "" for what has none, and what is sent.
Chunk = tuple[str, bytes]


@dataclass(eq=False, slots=True)
class Listener:
    """An open stream: whose it is, and what waits to be sent."""

    asker: Asker
    member: Member
    task: asyncio.Task[Any]
    waiting: asyncio.Queue[Chunk] = field(default_factory=lambda: asyncio.Queue(WAITING))

    def hear(self, chunk: Chunk) -> None:
        try:
            self.waiting.put_nowait(chunk)
        except asyncio.QueueFull:
            self.task.cancel()


def spoken(member: Member, events: Sequence[Event]) -> list[Chunk]:
    """Events as a member's stream carries them."""
    said = [told(member, heard) for heard in named(member, events)]
    return [
        (what["id"], f"id: {what['id']}\nevent: happened\ndata: {json.dumps(what, ensure_ascii=False)}\n\n".encode())
        for what in said
    ]


@dataclass(eq=False, slots=True)
class Room:
    """The listeners of one book."""

    listeners: set[Listener] = field(default_factory=set)
    events: list[Event] = field(default_factory=list)
    # The `directory_version` of the book at which all its listeners were let in.
    version: UUID | None = None
    telling: asyncio.Task[None] | None = None

    def hear(self, event: Event) -> None:
        self.events.append(event)
        if self.telling is None:
            self.telling = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        """Tells what has come together; meanwhile more does, and is told next."""
        try:
            while self.events:
                events, self.events = self.events, []
                listeners = list(self.listeners)
                for listener, chunks in zip(listeners, await in_thread(self._judge, listeners, events), strict=True):
                    for chunk in chunks:
                        listener.hear(chunk)
        except Exception:
            # The database is away, say. The pages come back, and find what they missed.
            log.exception("The listeners of a book could not be told")
            for listener in self.listeners:
                listener.task.cancel()
        finally:
            self.telling = None

    def _judge(self, listeners: list[Listener], events: list[Event]) -> list[list[Chunk]]:
        """What each listener is to hear. Where anything changed that rights hang on, each is let in anew first."""
        if not listeners:
            return []
        states = BookState.objects.filter(book_id=listeners[0].member.book_id)
        version = states.values_list("directory_version", flat=True).first()
        if version is None or version != self.version:
            outside = {listener for listener in listeners if not self._let_in_anew(listener)}
        else:
            outside = set()
        self.version = version
        inside = [listener for listener in listeners if listener not in outside]
        heard = dict(zip(inside, audible([each.member for each in inside], events), strict=True))
        return [
            spoken(listener.member, heard[listener]) if listener in heard else [("", GONE)] for listener in listeners
        ]

    @staticmethod
    def _let_in_anew(listener: Listener) -> bool:
        try:
            listener.member = let_in(listener.asker)
        except Refused:
            return False
        return True


class Hub:
    """All open streams of this process, and the one connection to Redis by which they hear."""

    def __init__(self) -> None:
        self.rooms: dict[int, Room] = {}
        self.ears: asyncio.Task[None] | None = None
        self.hears = False

    def open(self) -> None:
        self.ears = asyncio.create_task(self._listen())

    def close(self) -> None:
        if self.ears is not None:
            self.ears.cancel()
        for room in self.rooms.values():
            for listener in room.listeners:
                listener.task.cancel()

    def enter(self, listener: Listener) -> None:
        self.rooms.setdefault(listener.member.book_id, Room()).listeners.add(listener)

    def leave(self, listener: Listener) -> None:
        room = self.rooms[listener.member.book_id]
        room.listeners.discard(listener)
        if not room.listeners:
            del self.rooms[listener.member.book_id]

    async def _listen(self) -> None:
        missed = False
        while True:
            try:
                await self._hear(missed)
            except (RedisError, OSError) as error:
                log.warning("Redis is away, and open pages hear nothing: %s", error)
            except Exception:
                log.exception("Open pages hear nothing")
            self.hears, missed = False, True
            await asyncio.sleep(1)

    async def _hear(self, missed: bool) -> None:
        """Hears what is announced, until Redis goes away. `missed`: something may have been said already."""
        client = Redis.from_url(settings.REDIS_URL, health_check_interval=BEAT_SECONDS)
        async with client, client.pubsub() as ears:
            await ears.subscribe(channel())
            while True:
                message = await ears.get_message(timeout=BEAT_SECONDS)
                if message is None:
                    continue
                if message["type"] == "subscribe":
                    # It comes a second time where the connection was lost and made anew.
                    if missed:
                        for room in self.rooms.values():
                            room.hear(Event(id=mark(timezone.now()), what=MISSED))
                    self.hears, missed = True, True
                elif message["type"] == "message":
                    book_id, name, said = message["data"].split(b" ", 2)
                    if int(book_id) in self.rooms:
                        self.rooms[int(book_id)].hear(read(name.decode(), said))


hub = Hub()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    try:
        await _answer(scope, receive, send)
    except Refused as refused:
        await _say(send, refused.status, b"")


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            # A stream is an open file, of which many systems allow a thousand until a process asks for more.
            _soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
            hub.open()
        else:
            hub.close()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _say(send: Send, status: int, text: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["path"] == f"{PATH}health/":
        await _say(send, *((200, b"ok") if hub.hears else (503, b"Redis is away")))
        return
    asker, after, headers = _read(scope)
    task = asyncio.current_task()
    assert task is not None
    listener = Listener(asker, await in_thread(let_in, asker), task)
    # It listens first and asks then what was before: nothing falls between the two, and what comes twice is left out.
    hub.enter(listener)
    leaving = asyncio.create_task(_cancel_when_gone(receive, task))
    try:
        now = timezone.now()
        try:
            before = await in_thread(lambda: heard_after(listener.member, after or mark(now), now=now))
        except RedisError:
            raise Refused(503) from None
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await _follow(listener, spoken(listener.member, [heard.event for heard in before]), send)
    except asyncio.CancelledError:
        # The reader is gone or too slow, or the process ends.
        return
    finally:
        leaving.cancel()
        hub.leave(listener)


def _read(scope: Scope) -> tuple[Asker, str, list[tuple[bytes, bytes]]]:
    """Who asks for which book, the last event that they heard, and the headers of the answer. Raises Refused."""
    request = ASGIRequest(scope, BytesIO())
    if not scope["path"].startswith(PATH):
        raise Refused(404)
    try:
        book = UUID(scope["path"].removeprefix(PATH).removesuffix("/"))
    except ValueError:
        raise Refused(404) from None
    if request.method != "GET":
        raise Refused(405)
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store, no-transform"),
        # nginx would gather events until it has a page full.
        (b"x-accel-buffering", b"no"),
        *_shared_with(request),
    ]
    after = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    return Asker(book, request.META, request.COOKIES), after, headers


def _shared_with(request: HttpRequest) -> list[tuple[bytes, bytes]]:
    """The headers by which a page of ours may read the stream, where it came from another port. Raises Refused."""
    try:
        host, _port = split_domain_port(request.get_host())
    except DisallowedHost:
        raise Refused(400) from None
    origin = request.headers.get("Origin")
    if origin is None:
        return []
    domain, port = split_domain_port(urlsplit(origin).netloc)
    beside_us = not settings.HTTPS and domain == host and port == str(settings.PORT)
    if not (beside_us or origin in (settings.SITE_URL, *settings.CSRF_TRUSTED_ORIGINS)):
        raise Refused(403)
    return [
        (b"access-control-allow-origin", origin.encode("ascii")),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"Origin"),
    ]


async def _cancel_when_gone(receive: Receive, task: asyncio.Task[Any]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    task.cancel()


async def _follow(listener: Listener, before: list[Chunk], send: Send) -> None:
    """Sends what was before, then what happens, until the member may not hear it any more."""

    async def body(chunk: bytes, *, more: bool = True) -> None:
        await send({"type": "http.response.body", "body": chunk, "more_body": more})

    await body(b"".join([HELLO, *(chunk for _name, chunk in before)]))
    last = place(before[-1][0]) if before else None
    clock = asyncio.get_running_loop().time
    let_in_anew_at = clock() + LET_IN_ANEW_SECONDS
    while True:
        try:
            async with asyncio.timeout(BEAT_SECONDS):
                name, chunk = await listener.waiting.get()
        except TimeoutError:
            name, chunk = "", BEAT
        if clock() > let_in_anew_at:
            let_in_anew_at = clock() + LET_IN_ANEW_SECONDS
            try:
                listener.member = await in_thread(let_in, listener.asker)
            except Refused:
                name, chunk = "", GONE
        if chunk is GONE:
            await body(GONE, more=False)
            return
        known = place(name)
        if last is None or known is None or known > last:
            await body(chunk)
