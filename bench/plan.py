"""What a run was asked for, and what its parts share."""

import gc
import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import connection

from bench import books
from bench.serving import served

T = TypeVar("T")
PLAIN = "bench_plain"


@dataclass(slots=True)
class Plan:
    """The sizes of books and of communities, ascending; how many small books, requests, streams; how long to write."""

    sizes: list[int]
    books: int
    seconds: float
    requests: int
    streams: int
    posts: list[int]
    servers: ExitStack
    _ports: dict[str, int] = field(default_factory=dict)
    _filled: dict[int, books.Ground] = field(default_factory=dict)

    def ground(self, n: int) -> books.Ground:
        """The book of N entries that the reading parts share, its last day today."""
        if n not in self._filled:
            self._filled[n] = books.fill(f"shared {n}", n)
        return self._filled[n]

    def port(self, application: str = "config.wsgi:application") -> int:
        """Where a web server answers that the parts share; it runs from the first who asks to the end of the run."""
        if application not in self._ports:
            self._ports[application] = self.servers.enter_context(served(application))
        return self._ports[application]

    def rounds(self, n: int) -> int:
        """How often something of this size is measured; the median counts."""
        return 1 if n >= 1_000_000 else 3 if n >= 50_000 else 5


def make_plain_table() -> None:
    """A table like that of the entries, with every column, constraint and index, but no trigger; empty."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {PLAIN}")
        cursor.execute(f"CREATE TABLE {PLAIN} (LIKE ledger_entry INCLUDING ALL)")


def execute(query: str, *parameters: object) -> list[tuple]:
    """Runs a query and returns its rows, if it has any."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall() if cursor.description else []


def seconds(action: Callable[[], object]) -> float:
    """How long an action takes, with Python's garbage collected beforehand."""
    gc.collect()
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def warm_ms(action: Callable[[], object], times: int = 15) -> float:
    """The median of an action that ran twice before, in milliseconds."""
    action(), action()
    return statistics.median(seconds(action) for _ in range(times)) * 1000
