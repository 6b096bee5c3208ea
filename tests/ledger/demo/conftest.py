import datetime as dt
from dataclasses import dataclass
from functools import cache

import pytest

from ledger.demo.cast import BOOKS, SEED, build_demo
from ledger.demo.records import Demo, DemoBook

TODAY = dt.date(2026, 11, 22)
# One day a month over a year, none in the days around 618, 双十一 or the Spring Festival.
YEAR = tuple(dt.date(2026 + (month <= 10), month, 22) for month in range(1, 13))
# Days that try the edges: month ends, leap February, days of bills and of pay, the Festival itself.
EDGES = (
    dt.date(2024, 2, 29),
    dt.date(2025, 1, 31),
    dt.date(2026, 3, 21),
    dt.date(2026, 5, 5),
    dt.date(2026, 8, 8),
    dt.date(2026, 7, 10),
    dt.date(2027, 2, 6),
    dt.date(2028, 1, 1),
)


@cache
def book_on(today: dt.date, key: str) -> DemoBook:
    return build_demo(today, SEED, only=(key,)).book(key)


@dataclass(frozen=True)
class Day:
    """The demo as of a day; a book is built when a test asks for it."""

    today: dt.date

    def book(self, key: str) -> DemoBook:
        return book_on(self.today, key)

    @property
    def books(self) -> list[DemoBook]:
        return [self.book(key) for key in BOOKS]


@pytest.fixture(scope="session")
def demo() -> Demo:
    return build_demo(TODAY, SEED)


@pytest.fixture(scope="session")
def family() -> DemoBook:
    return book_on(TODAY, "family")


@pytest.fixture(scope="session")
def bakery() -> DemoBook:
    return book_on(TODAY, "bakery")


@pytest.fixture(params=EDGES, ids=str)
def any_day(request) -> Day:
    return Day(request.param)
