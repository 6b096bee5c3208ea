"""Open streams of events on one process: its memory, and how long an event takes to a hundred of them"""

import asyncio
import dataclasses
import resource
import socket
import statistics
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench import books
from bench.figures import Figure, at_most
from bench.plan import Plan
from bench.serving import HOST, Client
from config.management.commands.up import live
from config.services.children import ask_to_stop, make_sure_it_stopped, spawn
from ledger.models import Member
from ledger.services.drafts import EntryDraft
from ledger.services.entries import record_entry

ROUNDS = 20
# Of all streams those of the book in which something happens; they belong to as many people.
HEARING, PEOPLE = 100, 20
WITHIN_MS = 1000


def measure(plan: Plan) -> Iterator[Figure]:
    _soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    hearing = min(HEARING, plan.streams // 2)
    busy, quiet = books.make_ground("a book that is written"), books.make_ground("books that are looked at")
    people = [busy.owner, *(_joined(busy.owner, number) for number in range(PEOPLE - 1))]
    paths = [(f"/live/{busy.owner.book.public_id}/", _cookie(member)) for member in people] * (hearing // PEOPLE + 1)
    paths = paths[:hearing] + [(f"/live/{quiet.owner.book.public_id}/", _cookie(quiet.owner))] * (
        plan.streams - hearing
    )
    with _process() as (port, child), _loop() as loop:
        before = _memory_mb(child)
        streams = asyncio.run_coroutine_threadsafe(_all_open(port, paths), loop).result()
        opened = _memory_mb(child)
        found = [_heard_by_all(loop, streams[:hearing], busy) for _ in range(ROUNDS)]
    yield Figure("memory of the process, streams open", plan.streams, opened, "MB", "with none", before)
    yield Figure("memory of one stream", plan.streams, (opened - before) * 1024 / plan.streams, "kB")
    slowest = max(found)
    yield Figure("event heard by all of the book, p50", hearing, statistics.median(found), "ms")
    yield Figure(
        "event heard by all of the book, slowest", hearing, slowest, "ms",
        goals=(at_most(slowest, WITHIN_MS, "under 1 s"),),
    )  # fmt: skip


def _joined(owner: Member, number: int) -> Member:
    user = books.User.objects.create_user(f"listener {number}@bench.example.com")
    return Member.objects.create(book=owner.book, name=f"listener {number}", user=user, role="bookkeeper")


def _cookie(member: Member) -> str:
    client = Client(0)
    client.sign_in(member.user)
    return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


@contextmanager
def _process() -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """The process as `manage.py up` runs it, on a free port."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    program = dataclasses.replace(live(HOST, talk=False, port=port), grace_seconds=10)
    child = spawn(program)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and child.poll() is None:
            with suppress(OSError), urllib.request.urlopen(f"http://{HOST}:{port}/live/health/", timeout=5):
                break
            time.sleep(0.05)
        else:
            raise AssertionError("the streams do not start")
        yield port, child
    finally:
        ask_to_stop(program, child)
        make_sure_it_stopped(program, child)


@contextmanager
def _loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop in a thread of its own, for the clients."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


def _memory_mb(child: "subprocess.Popen[bytes]") -> float:
    """What the process and its worker hold, in megabytes of their own (PSS)."""
    held_kb = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            # The worker stands in the session of the process that was started.
            if int((folder / "stat").read_text().rsplit(")", 1)[1].split()[3]) == child.pid:
                rollup = (folder / "smaps_rollup").read_text()
                held_kb += int(next(line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:")))
    return held_kb / 1024


Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _all_open(port: int, paths: list[tuple[str, str]]) -> list[Stream]:
    streams = []
    for path, cookie in paths:
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nCookie: {cookie}\r\n\r\n".encode())
        await reader.readuntil(b"event: hello\n")
        streams.append((reader, writer))
    return streams


def _heard_by_all(loop: asyncio.AbstractEventLoop, streams: list[Stream], ground: books.Ground) -> float:
    """Milliseconds from the recording of an entry until the last of the streams has told it."""

    async def hear() -> None:
        await asyncio.gather(*(reader.readuntil(b"event: happened\n") for reader, _writer in streams))

    heard = asyncio.run_coroutine_threadsafe(hear(), loop)
    began = time.perf_counter()
    draft = EntryDraft(
        kind="expense",
        date=books.dt.date(2025, 12, 1),
        amount_minor=64000,
        from_account=ground.accounts[0],
        category=ground.categories[0],
    )
    record_entry(ground.owner, draft=draft)
    heard.result(timeout=60)
    return (time.perf_counter() - began) * 1000
