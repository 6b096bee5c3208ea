import datetime as dt
from functools import cache

import pytest

from ledger.demo.cast import SEED, build_demo
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
def demo_on(today: dt.date) -> Demo:
    return build_demo(today, SEED)


@pytest.fixture(scope="session")
def demo() -> Demo:
    return demo_on(TODAY)


@pytest.fixture(scope="session")
def family(demo) -> DemoBook:
    return demo.book("family")


@pytest.fixture(scope="session")
def bakery(demo) -> DemoBook:
    return demo.book("bakery")


@pytest.fixture(params=(*YEAR[::3], *EDGES), ids=str)
def any_day(request) -> Demo:
    return demo_on(request.param)
