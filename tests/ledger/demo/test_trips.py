"""一诺's trips: the figures that screens show of them, and the payments that are hers in two books."""

import datetime as dt

import pytest

from ledger.demo import yinuo, yinuo_trip
from ledger.demo.records import DemoBook
from ledger.rules.money import shares
from ledger.rules.settlement import settling_payments

from .conftest import EDGES, TODAY, YEAR


def paid(book: DemoBook) -> dict[str, int]:
    return {who.key: -book.account(who.key).today_minor for who in book.members}


def test_on_its_last_day_the_trip_has_the_figures_of_its_settling():
    """4,312.00 in thirds: 1,437.34 for the first and 1,437.33 for the others."""
    book = yinuo_trip.chaoshan_book(TODAY, 7, day=5)
    given = paid(book)
    assert given == {"nuo": 231_800, "hang": 58_800, "jie": 140_600}
    parts = shares(sum(given.values()), [1] * len(given))
    payments = settling_payments({who: given[who] - part for who, part in zip(given, parts, strict=True)})
    assert [(each.giver, each.taker, each.amount_minor) for each in payments] == [
        ("hang", "nuo", 84_933),
        ("jie", "nuo", 3_133),
    ]


@pytest.mark.parametrize("today", [*YEAR[::3], *EDGES], ids=str)
def test_today_is_the_second_day_and_the_morning_is_paid(today):
    book = yinuo_trip.chaoshan_book(today, 7)
    assert book.facts["start_date"] == (today - dt.timedelta(days=1)).isoformat()
    assert book.entries[-1].date == today
    assert sum(entry.amount_minor for entry in book.entries) < book.facts["plan_budget"]


@pytest.mark.parametrize("today", [*YEAR[::3], *EDGES], ids=str)
def test_what_she_paid_is_in_her_own_book_too(today):
    trip = yinuo_trip.chaoshan_book(today, 7)
    hers = {f"{trip.key}/{e.key}": (e.date, e.amount_minor, e.merchant) for e in trip.entries if e.paid_by == "nuo"}
    linked = [e for e in yinuo.yinuo_book(today, 7).entries if e.linked]
    assert {e.linked: (e.date, e.amount_minor, e.merchant) for e in linked} == hers
    assert len(linked) == len(hers) >= 4


def test_the_old_trip_is_settled_and_put_away():
    book = yinuo_trip.dali_book(TODAY, 7)
    assert paid(book) == dict.fromkeys(("nuo", "hang", "jie", "lan"), 386_000)
    assert book.archived
