"""Reading small books for surplus and shortfall: out of the database, worked out, and kept"""

import datetime as dt
import time
from collections.abc import Iterator
from itertools import groupby

from django.utils import timezone

from bench.children import Crew, crew
from bench.figures import Figure, at_least
from bench.plan import Plan, execute, seconds
from bench.small_books import make_small_books
from offers.cashflow import read_cash_flow
from offers.models import Reading
from offers.reading import HORIZON, Known, known_at
from offers.rules.forecast import forecast
from offers.services.readings import CHUNK, newest_calibrations, read_books
from tests.offers import naive_forecast

PROCESSES = 2
# Books that are read one at a time, for comparison.
SAMPLE = 200
TABLES = ("offers_reading", "offers_transition", "offers_readingcursor", "offers_stream", "offers_oneoff")


def measure(plan: Plan) -> Iterator[Figure]:
    n = plan.books
    today = timezone.localdate()
    ids = make_small_books(n, today)
    chunks = [list(members) for _chunk, members in groupby(ids, key=lambda book: book // CHUNK)]
    tomorrow, day_after = today + dt.timedelta(days=1), today + dt.timedelta(days=2)

    read_books(ids[:SAMPLE], today)
    _forget()
    changed_alone = seconds(lambda: read_books(ids, today))
    _check(n, today)
    daily_alone = seconds(lambda: read_books(ids, tomorrow))
    _check(n, tomorrow)
    _forget()
    with crew(PROCESSES) as readers:
        made: list[int] = []
        changed = seconds(lambda: made.append(_by(readers, chunks, today)))
        _check(n, today)
        daily = seconds(lambda: _by(readers, chunks, day_after))
        _check(n, day_after)

    one_by_one = _one_by_one(ids[:SAMPLE], day_after + dt.timedelta(days=1))
    flowing = seconds(lambda: [read_cash_flow(chunk, as_of=today, oldest=today) for chunk in chunks])
    known = known_at(read_cash_flow(chunks[0], as_of=today, oldest=today), today, newest_calibrations())
    rules = len(chunks[0]) / seconds(lambda: forecast(known.books, known.events, horizons=(HORIZON,)))
    naive = _naive(known, min(SAMPLE, len(chunks[0])))

    limit = "only read from the database"
    gate = "2,000 readings a second"
    yield Figure("a day later (a reading a book), one process", n, n / daily_alone, "books/s", limit, n / flowing)
    yield Figure(
        "the same, two processes", n, n / daily, "books/s", limit, n / flowing, (at_least(n / daily, 2_000, gate),)
    )
    yield Figure(
        "after changes (streams found anew, four days read), one process", n, n / changed_alone, "books/s", limit,
        n / flowing,
    )  # fmt: skip
    yield Figure("the same, two processes", n, n / changed, "books/s", limit, n / flowing)
    # The goal counts readings, of which a changed book gets one for each of its last four days.
    rate = made[0] / changed
    yield Figure("these, counted as readings", made[0], rate, "readings/s", goals=(at_least(rate, 2_000, gate),))
    yield Figure("a day later, a book at a time", min(SAMPLE, n), one_by_one, "books/s", limit, n / flowing)
    yield Figure("the arithmetic, all books at once", len(chunks[0]), rules, "books/s", "naive loop in Python", naive)


def _by(readers: Crew, chunks: list[list[int]], as_of: dt.date) -> int:
    """Reads the chunks in the processes of the crew; returns how many readings that made."""
    counts = readers.share("bench.parts.readings.read", chunks, as_of)
    assert not any(one["busy"] for one in counts)
    return sum(one["readings"] for one in counts)


def read(ids: list[int], as_of: dt.date) -> dict[str, int]:
    """Reads a chunk in a process of ours."""
    return read_books(ids, as_of)


def _check(n: int, as_of: dt.date) -> None:
    """Every book has its reading of the day, and not all readings say the same."""
    found = Reading.objects.filter(as_of=as_of)
    assert found.count() == n, f"{found.count()} of {n} books were read"
    assert found.order_by().values("liquid_minor").distinct().count() > n // 2


def _forget() -> None:
    execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")


def _one_by_one(ids: list[int], as_of: dt.date) -> float:
    started = time.perf_counter()
    for book in ids:
        read_books([book], as_of)
    return len(ids) / (time.perf_counter() - started)


def _naive(known: Known, count: int) -> float:
    """Books a second of the plain loop over the same numbers."""
    books, events = known.books, known.events
    names = naive_forecast.NaiveBook.__dataclass_fields__
    prepared = []
    for row in range(count):
        own = [
            naive_forecast.NaiveEvent(int(day), float(stream), float(planned), float(variance), bool(relief))
            for book, day, stream, planned, variance, relief in zip(
                events.book, events.day, events.stream, events.planned, events.variance, events.relief, strict=True
            )
            if book == row
        ]
        prepared.append((naive_forecast.NaiveBook(**{name: float(getattr(books, name)[row]) for name in names}), own))
    started = time.perf_counter()
    for book, own in prepared:
        naive_forecast.read(book, own, HORIZON)
    return count / (time.perf_counter() - started)
