"""The family's books of one thing each: the child's, the car's and that of gifts, on days of a whole year."""

import datetime as dt

import pytest

from ledger.demo.cast import SEED, build_demo
from ledger.demo.family import birth_day
from ledger.demo.records import Demo

from .conftest import EDGES, YEAR

KEYS = ("family", "baby", "car", "gifts")


@pytest.fixture(scope="module", params=(*YEAR[::3], *EDGES[::3]), ids=str)
def books(request) -> Demo:
    return build_demo(request.param, SEED, only=KEYS)


@pytest.mark.parametrize("key", KEYS[1:])
def test_a_linked_payment_is_one_of_the_familys(books, key):
    """Day, time and amount are the same on both sides, no payment is told twice, and all else is a pocket's own."""
    family = {f"family/{entry.key}": entry for entry in books.book("family").entries}
    linked = [entry for entry in books.book(key).entries if entry.linked]
    assert len({entry.linked for entry in linked}) == len(linked) > 20
    for entry in linked:
        other = family[entry.linked]
        assert (entry.kind, entry.date, entry.time, entry.amount_minor) == (
            "expense", other.date, other.time, other.amount_minor,
        )  # fmt: skip
        assert entry.from_account.startswith("pocket_")


def test_no_payment_of_the_family_is_in_two_of_the_books(books):
    linked = [entry.linked for key in KEYS[1:] for entry in books.book(key).entries if entry.linked]
    assert len(set(linked)) == len(linked)


def test_the_childs_first_year_cost_what_its_mother_writes(books):
    """23,480 in the twelve months from that of the birth; the pram and the seat were bought, not made up."""
    baby = books.book("baby")
    birth = birth_day(books.today)
    first = birth.replace(day=1)
    after = first.replace(year=first.year + 1)
    year = [entry for entry in baby.entries if first <= entry.date < after]
    spent = sum(entry.amount_minor for entry in year if entry.kind == "expense")
    back = sum(entry.amount_minor for entry in year if entry.kind == "refund")
    assert spent - back == 2_348_000
    gear = [entry.amount_minor for entry in baby.entries if entry.category_key == "gear.pram"]
    assert len(gear) == 2
    assert all(80_000 < amount < 600_000 for amount in gear)


def test_of_a_child_the_book_knows_a_nickname_and_a_month(books):
    assert set(books.book("baby").facts) == {"nickname", "birth_month", "lessons_per_week"}


def test_the_odometer_never_goes_back_and_ends_where_the_story_says(books):
    readings = [entry.extra["odometer"] for entry in books.book("car").entries if "odometer" in entry.extra]
    assert readings == sorted(readings)
    assert readings[-1] == 31_400
    assert readings[0] > 5_000
    fuel = [entry for entry in books.book("car").entries if entry.category_key.startswith("fuel")]
    assert all(15 < float(str(entry.extra["litres"])) < 48 for entry in fuel)


def test_gifts_know_forty_six_people_and_whose_turn_it_is(books):
    gifts = books.book("gifts")
    assert len({entry.merchant for entry in gifts.entries}) == 46
    assert {row.party for row in gifts.scheduled} <= {entry.merchant for entry in gifts.entries}
    assert not any(member.counts for member in gifts.members if member.person)


def test_what_comes_lies_ahead(books):
    for key in KEYS[1:]:
        assert all(row.due > books.today for row in books.book(key).scheduled)
        assert all(row.due < books.today + dt.timedelta(days=400) for row in books.book(key).scheduled)
