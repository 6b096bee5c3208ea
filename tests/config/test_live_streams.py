"""The process of the streams, as `manage.py up` runs it, and clients that read from it as browsers do."""

import asyncio
import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from accounts.services import create_token
from config.live import WAITING, Asker, Listener
from ledger import live
from ledger.live import announce
from ledger.models import Book, Member
from ledger.services.entries import record_entry
from tests.cast import expense
from tests.streams import PATIENCE_SECONDS, Server, running

STREAMS = 200


@pytest.fixture(scope="module")
def server(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    with django_db_blocker.unblock(), running(tmp_path_factory.mktemp("live")) as server:
        yield server


@dataclass
class Stream:
    """An open stream: its answer, and the events that came so far."""

    status: int
    headers: dict[str, str]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    events: list[tuple[str, dict]] = field(default_factory=list)
    _rest: str = ""

    async def next(self) -> tuple[str, dict]:
        """The next event but for a beat: its name and what it says; ("end", {}) where the stream has ended."""
        while True:
            while "\n\n" in self._rest:
                block, self._rest = self._rest.split("\n\n", 1)
                lines = dict(line.split(": ", 1) for line in block.splitlines())
                if lines["event"] != "beat":
                    self.events.append((lines["event"], json.loads(lines["data"])))
                    return self.events[-1]
            async with asyncio.timeout(PATIENCE_SECONDS):
                size = int((await self.reader.readline()).strip() or b"0", 16)
                chunk = await self.reader.readexactly(size + 2)
            if not size:
                return "end", {}
            self._rest += chunk[:-2].decode()

    async def close(self) -> None:
        self.writer.close()
        with suppress(OSError):
            await self.writer.wait_closed()


async def opened(server: Server, path: str, **headers: str) -> Stream:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    sent = {"Host": f"127.0.0.1:{server.port}", **{name.replace("_", "-"): value for name, value in headers.items()}}
    lines = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
    writer.write(f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode())
    async with asyncio.timeout(PATIENCE_SECONDS):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
    answered = {name.lower(): value for name, value in (line.split(": ", 1) for line in head[1:] if line)}
    return Stream(int(head[0].split()[1]), answered, reader, writer)


@pytest.fixture
def run(transactional_db: None) -> Iterator[Callable]:
    """Runs a coroutine in a loop of its own thread: the services of a test are no guests of a loop."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield lambda coroutine: asyncio.run_coroutine_threadsafe(coroutine, loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def cookie(user: User) -> str:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


@pytest.fixture
def follow(server: Server, run: Callable) -> Iterator[Callable[..., Stream]]:
    """Opens a stream of a member's book, which has said hello."""
    open_streams: list[Stream] = []

    def opening(member: Member, path: str = "", **headers: str) -> Stream:
        sent = headers or {"Cookie": cookie(member.user)}
        stream = run(opened(server, f"/live/{member.book.public_id}/{path}", **sent))
        open_streams.append(stream)
        assert stream.status == 200
        assert run(stream.next()) == ("hello", {})
        return stream

    yield opening
    for stream in open_streams:
        run(stream.close())


def test_a_stream_opens_to_who_may_open_the_book(
    server, run, follow, owner, manager, bookkeeper, contributor, viewer, mallory, book
):
    path = f"/live/{book.public_id}/"
    for member in (owner, manager, bookkeeper, contributor, viewer):
        stream = follow(member)
        assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert "content-encoding" not in stream.headers
    for wrong, headers, status in (
        (path, {"Cookie": cookie(mallory)}, 404),
        (path, {}, 404),
        (path, {"Authorization": "Bearer cj_nothing"}, 401),
        (f"/live/{uuid4()}/", {"Cookie": cookie(owner.user)}, 404),
        ("/live/nothing/", {"Cookie": cookie(owner.user)}, 404),
        ("/elsewhere/", {"Cookie": cookie(owner.user)}, 404),
        (path, {"Cookie": cookie(owner.user), "Host": "elsewhere.example"}, 400),
        (path, {"Cookie": cookie(owner.user), "Origin": "https://elsewhere.example"}, 403),
        (path, {"Cookie": cookie(owner.user), "Origin": f"http://127.0.0.1:{server.port + 1}"}, 403),
    ):
        assert run(opened(server, wrong, **headers)).status == status, (wrong, headers)


def test_a_page_of_ours_at_another_port_may_read_it(follow, owner):
    for origin in (settings.SITE_URL, f"http://127.0.0.1:{settings.PORT}"):
        stream = follow(owner, Cookie=cookie(owner.user), Origin=origin)
        assert stream.headers["access-control-allow-origin"] == origin
        assert stream.headers["access-control-allow-credentials"] == "true"
    assert "access-control-allow-origin" not in follow(owner).headers


def test_a_program_follows_with_its_key(run, follow, owner, book):
    _token, key = create_token(owner.user, name="till", at=timezone.now())
    stream = follow(owner, Authorization=f"Bearer {key}")
    record_entry(owner, draft=expense(book))
    name, event = run(stream.next())
    assert (name, event["what"], event["mine"]) == ("happened", "recorded", True)


def test_what_one_records_reaches_those_who_may_see_it(run, follow, owner, bookkeeper, contributor, book):
    Book.objects.filter(pk=book.pk).update(contributors_see_all=False)
    streams = {member: follow(member) for member in (owner, bookkeeper, contributor)}
    first = record_entry(bookkeeper, draft=expense(book, 64000))
    second = record_entry(contributor, draft=expense(book, 900))
    heard = {member: run(stream.next()) for member, stream in streams.items()}
    assert [heard[member][1]["entry"] for member in streams] == [
        str(first.client_id),
        str(first.client_id),
        str(second.client_id),
    ]
    assert [heard[member][1]["by"]["name"] for member in streams] == ["Bob", "Bob", "Carol"]
    assert [heard[member][1]["mine"] for member in streams] == [False, True, True]
    # What the owner allows holds from the next event on, without opening anything anew.
    run(streams[owner].next()), run(streams[bookkeeper].next())
    Book.objects.filter(pk=book.pk).update(contributors_see_all=True)
    third = record_entry(owner, draft=expense(book))
    assert run(streams[contributor].next())[1]["entry"] == str(third.client_id)


def test_the_stream_of_who_is_removed_ends(run, follow, owner, bookkeeper, book):
    stream, stays = follow(bookkeeper), follow(owner)
    Member.objects.filter(pk=bookkeeper.pk).update(role="", user=None)
    announce(book.pk, "members", by=owner)
    assert run(stream.next()) == ("gone", {})
    assert run(stream.next()) == ("end", {})
    assert run(stays.next())[1]["what"] == "members"


def test_nothing_is_missed_while_the_process_is_killed_and_started_again(server, run, follow, owner, bookkeeper, book):
    stream = follow(owner)
    record_entry(bookkeeper, draft=expense(book))
    run(stream.next())
    last = stream.events[-1][1]["id"]
    os.killpg(server.process.pid, signal.SIGKILL)
    missed = [record_entry(bookkeeper, draft=expense(book)) for _ in range(3)]
    server.start()
    again = follow(owner, Cookie=cookie(owner.user), Last_Event_ID=last)
    after = record_entry(bookkeeper, draft=expense(book))
    heard = [run(again.next())[1]["entry"] for _ in range(4)]
    assert heard == [str(entry.client_id) for entry in (*missed, after)]
    # A page says where it stands in its address.
    page = follow(owner, f"?after={last}")
    assert [run(page.next())[1]["entry"] for _ in range(4)] == heard


def test_a_lost_connection_to_redis_makes_every_page_look_anew(run, follow, owner, book):
    stream = follow(owner)
    live._redis().client_kill_filter(_type="pubsub")
    assert run(stream.next())[1]["what"] == "missed"
    record_entry(owner, draft=expense(book))
    assert run(stream.next())[1]["what"] == "recorded"


def test_one_process_holds_many_streams_and_each_hears(server, run, owner, bookkeeper, book):
    path, sent = f"/live/{book.public_id}/", {"Cookie": cookie(owner.user)}

    async def all_open() -> list[Stream]:
        streams = [await opened(server, path, **sent) for _ in range(STREAMS)]
        assert [await stream.next() for stream in streams] == [("hello", {})] * STREAMS
        return streams

    async def all_hear(streams: list[Stream]) -> set[str]:
        return {(await stream.next())[1]["entry"] for stream in streams}

    streams = run(all_open())
    entry = record_entry(bookkeeper, draft=expense(book))
    assert run(all_hear(streams)) == {str(entry.client_id)}
    for stream in streams:
        run(stream.close())


def test_who_reads_too_slowly_is_let_go(run):
    async def slow() -> bool:
        task = asyncio.create_task(asyncio.sleep(PATIENCE_SECONDS))
        listener = Listener(Asker(uuid4(), {}, {}), Member(), task)
        for n in range(WAITING + 1):
            assert not task.cancelling()
            listener.hear((f"{n}-0", b"event"))
        return bool(task.cancelling())

    assert run(slow())
