"""The lives of the demo read on one day of each month of a year, from their entries alone."""

import datetime as dt

import pytest

from accounts.models import User
from ledger.demo.cast import SEED, build_demo
from ledger.models import Book, Member
from ledger.services.demo import write_demo
from offers.demo import load_products
from offers.models import Reading, Stream
from offers.queries.credit import credit_facts
from offers.rules.recurrence import Cadence
from offers.services.consents import switch_on
from offers.services.readings import read_books
from offers.services.suggestions import suggestion_for
from tests.ledger.demo.conftest import YEAR

# The year's bonus comes on 22 January 2027.
BONUS_DAY = dt.date(2027, 1, 22)
DAYS = [day + dt.timedelta(days=3 * (day == BONUS_DAY)) for day in YEAR]
# 19,400 of the family's within a fifth, 2,500 missing in the bakery.
SURPLUS_MINOR = range(1_552_000, 2_328_001)
SHORTFALL_MINOR = range(220_000, 280_001)


def demo_read_on(day: dt.date) -> dict[str, Reading]:
    """What is read of the demo as of a day, by book."""
    books: dict[str, Book] = write_demo(
        build_demo(day, SEED, only=("family", "bakery")),
        password="x",
        now=dt.datetime.combine(day, dt.time(12), dt.UTC),
    )
    read_books([book.pk for book in books.values()], day)
    return {key: Reading.objects.get(book=book, as_of=day) for key, book in books.items()}


def yearly_payments(reading: Reading) -> int:
    """What the streams that come once a year take within the thirty days, minor units."""
    yearly = set(Stream.objects.filter(book=reading.book_id, cadence=Cadence.YEARLY).values_list("pk", flat=True))
    return -sum(amount for _day, amount, source, which in reading.evidence["events"] if source == 1 and which in yearly)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_demo_when_read_in_any_month_then_a_surplus_at_home_and_a_gap_that_closes_in_the_shop(db, day):
    readings = demo_read_on(day)
    family, bakery = readings["family"], readings["bakery"]

    assert (family.state, family.confidence, family.missing) == ("surplus", 3, [])
    assert family.liquid_minor == 4_764_000
    # From May to July an insurance of June or August comes within the thirty days, and is not left over.
    assert family.surplus_minor + yearly_payments(family) in SURPLUS_MINOR
    assert (yearly_payments(family) > 0) == (day.month in (5, 6, 7))

    assert (bakery.state, bakery.timing_gap, bakery.missing) == ("likely", True, [])
    assert bakery.shortfall_minor in SHORTFALL_MINOR
    # Flour on day 5, rent on day 9, wages on day 10; then the takings bring it back.
    assert bakery.shortfall_day in (9, 10)
    assert bakery.path["b50"][9] < 0 < bakery.path["b50"][-1]
    assert bakery.end50_minor > 1_800_000


def test_surplus_when_the_bonus_came_today_then_it_waits_for_two_more_days(db):
    family = demo_read_on(BONUS_DAY)["family"]

    assert family.surplus_minor in SURPLUS_MINOR
    assert (family.state, family.shown_minor) == ("none", None)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_demo_when_read_in_any_month_then_an_unsteady_income_gets_a_range_and_a_student_never_credit(db, day):
    now = dt.datetime.combine(day, dt.time(12), dt.UTC)
    books = write_demo(build_demo(day, SEED, only=("freelance", "yifan")), password="x", now=now)
    staff = [User.objects.get(email=email) for email in ("xiaojiang@example.com", "laodeng@example.com")]
    load_products(maker=staff[0], checker=staff[1], now=now)
    read_books([book.pk for book in books.values()], day)
    readings = {key: Reading.objects.get(book=book, as_of=day) for key, book in books.items()}
    yinuo, yifan = (
        Member.objects.select_related("book", "user").get(book=books[key], role="owner")
        for key in ("freelance", "yifan")
    )
    for member in (yinuo, yifan):
        switch_on(member.user, birth_year=member.user.birth_year, where="test", now=now)

    # Medium: a range and free advice, no amount and no product.
    assert (readings["freelance"].confidence, readings["freelance"].missing) == (2, [])
    assert suggestion_for(yinuo, readings["freelance"], today=day, now=now) is None

    student = readings["yifan"]
    assert student.confidence == 3
    facts = credit_facts(yifan.user, yifan.book, student, shortfall_minor=student.shortfall_minor, today=day)
    assert facts.student
    assert facts.age >= 18
    assert suggestion_for(yifan, student, today=day, now=now) is None
