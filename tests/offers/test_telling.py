"""Notices of readings: the day and the amount, once a week at most, to those who may see readings; no product."""

import datetime as dt
import re

import pytest
from django.utils import timezone, translation

from accounts.models import Notice
from accounts.notices.board import notice_board
from ledger.models import Member
from ledger.services.books import open_book
from ledger.services.members import add_member
from offers.demo import load_products
from offers.models import Product, Reading, Transition
from offers.services.answers import ToldRegular, answer
from offers.services.readings import read_books
from offers.services.telling import tell_readings
from offers.tasks import read_book
from tests.cast import make_user

from .conftest import account_of, set_cash, write_months

pytestmark = pytest.mark.django_db


@pytest.fixture
def rich(owner, today) -> Member:
    """40,000 in hand, 100 a day and pay of 9,000: money left over."""
    write_months(owner, today=today)
    set_cash(owner, 4_000_000, today)
    return owner


@pytest.fixture
def short(bob, today) -> Member:
    """1,000 in hand, rent of 3,000 in nine days and pay of 9,000 in twenty: short by thousands in between."""
    member = open_book(bob, scene="family", name="Flat")
    write_months(member, today=today, pay_minor=0)
    rent, pay = today + dt.timedelta(days=9), today + dt.timedelta(days=20)
    told = [
        ToldRegular("Rent", "bill", -300_000, 1, rent, rent.day),
        ToldRegular("Pay", "pay", 900_000, 1, pay, pay.day),
    ]
    answer(member, today=today, balances={account_of(member.book, "cash"): 100_000}, regular=told)
    return member


def told(user) -> list[str]:
    with translation.override("en"):
        board = notice_board(user, now=timezone.now())
        return [each.sentence for _day, day in board.days for each in day if each.notice.kind == "reading"]


def amount(minor: int) -> str:
    return f"¥{minor // 100:,}.{minor % 100:02}"


def test_a_surplus_and_a_shortfall_are_told_with_day_and_amount(rich, short, alice, bob, today):
    read_book(rich.book_id, today.isoformat())
    read_book(short.book_id, today.isoformat())
    surplus, gap = (Reading.objects.get(book=member.book, as_of=today) for member in (rich, short))
    assert (surplus.state, gap.state) == ("surplus", "likely")
    [said] = told(alice)
    until = today + dt.timedelta(days=30)
    assert said.startswith("In “Home” about ")
    assert f"{until:%a} {until.day} {until:%b}" in said
    [said] = told(bob)
    day = today + dt.timedelta(days=gap.shortfall_day)
    assert said.startswith("“Flat” may be ")
    assert f"short on {day:%a} {day.day} {day:%b}" in said
    assert said.endswith("Here is what costs no interest.")
    for reading, user in ((surplus, alice), (gap, bob)):
        assert reading.confidence == 3
        assert amount(reading.shown_minor) in told(user)[0]
    notice = Notice.objects.get(user=bob)
    assert notice.path == f"/b/{short.book.public_id}/reading/"
    assert notice.about == short.book.public_id


def test_no_notice_names_a_product(rich, short, alice, bob, today):
    load_products(maker=make_user("maker"), checker=make_user("checker"), now=timezone.now())
    read_book(rich.book_id, today.isoformat())
    read_book(short.book_id, today.isoformat())
    said = " ".join(str(row.facts) for row in Notice.objects.all()) + " ".join(told(alice) + told(bob))
    for product in Product.objects.all():
        assert product.name not in said
    assert not re.search("loan|fund|product|借款|基金", said, re.IGNORECASE)


def test_it_is_told_once_and_again_after_a_week_at_the_earliest(rich, alice, today):
    now = timezone.now()
    read_books([rich.book_id], today)
    assert tell_readings([rich.book_id], today, now=now) == 1
    assert tell_readings([rich.book_id], today, now=now) == 0
    row = Transition.objects.filter(book=rich.book, to_state="surplus").latest("as_of")
    for days, expected in ((2, 0), (8, 1)):
        later = today + dt.timedelta(days=days)
        Transition.objects.create(
            book=rich.book, as_of=later, from_state="none", to_state="surplus", inputs_hash=row.inputs_hash
        )
        reading = Reading.objects.get(book=rich.book, as_of=today)
        reading.pk, reading.as_of = None, later
        reading.save()
        assert tell_readings([rich.book_id], later, now=now + dt.timedelta(days=days)) == expected


def test_only_who_may_see_readings_is_told(rich, today):
    for name, role in (("bea", "bookkeeper"), ("cam", "contributor"), ("vic", "viewer")):
        add_member(rich, name=name, user=make_user(name), role=role)
    read_book(rich.book_id, today.isoformat())
    assert sorted(Notice.objects.filter(kind="reading").values_list("user__name", flat=True)) == ["Alice", "Bea"]


def test_a_reading_that_is_switched_off_tells_nothing(rich, today):
    read_books([rich.book_id], today)
    rich.book.reading_enabled = False
    rich.book.save()
    assert tell_readings([rich.book_id], today, now=timezone.now()) == 0


def test_what_is_less_than_sure_names_no_amount(rich, alice, today):
    read_books([rich.book_id], today)
    Reading.objects.filter(book=rich.book, as_of=today).update(confidence=2)
    tell_readings([rich.book_id], today, now=timezone.now())
    assert told(alice)[0].startswith("In “Home” some money is not needed until")
