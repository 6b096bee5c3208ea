"""A person's own books beside each other: what one lacks lessens what another has left over; nobody else knows."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from ledger.models import Book, Member
from ledger.services.books import change_settings, open_book
from offers.demo import load_products
from offers.matching import need_of
from offers.models import Reading, Suggestion
from offers.queries.beside import Beside, books_beside
from offers.queries.path import book_ways, known_today
from offers.rules.alternatives import Way
from offers.services.answers import ToldRegular, answer
from offers.services.consents import switch_on
from offers.services.readings import read_books
from tests.cast import make_user

from .conftest import account_of, set_cash, write_months


@pytest.fixture
def rich(owner, today) -> Member:
    """40,000 in hand, 100 a day and pay of 9,000: money left over."""
    write_months(owner, today=today)
    set_cash(owner, 4_000_000, today)
    return owner


@pytest.fixture
def short(alice, today) -> Member:
    """1,000 in hand, rent of 3,000 in nine days and pay of 9,000 in twenty: short by thousands in between."""
    member = open_book(alice, scene="family", name="Flat")
    write_months(member, today=today, pay_minor=0)
    rent, pay = today + dt.timedelta(days=9), today + dt.timedelta(days=20)
    told = [
        ToldRegular("Rent", "bill", -300_000, 1, rent, rent.day),
        ToldRegular("Pay", "pay", 900_000, 1, pay, pay.day),
    ]
    answer(member, today=today, balances={account_of(member.book, "cash"): 100_000}, regular=told)
    return member


def read(*members: Member, today: dt.date) -> list[Reading]:
    read_books([member.book_id for member in members], today)
    return [Reading.objects.get(book=member.book, as_of=today) for member in members]


def said_of(client, member: Member) -> dict:
    client.force_login(member.user)
    return client.get(reverse("offers-api:reading", args=[member.book.public_id])).json()["reading"]


def test_books_beside_when_both_are_kept_alone_then_the_gap_is_taken_from_the_surplus(client, rich, short, today):
    surplus, gap = read(rich, short, today=today)
    assert (surplus.state, gap.state) == ("surplus", "likely")
    lack = gap.shown_minor
    assert lack >= 300_000

    assert books_beside(rich, today=today) == Beside(lacks_minor=lack)
    assert books_beside(short, today=today) == Beside(surplus_minor=surplus.shown_minor)
    assert said_of(client, rich)["shown_minor"] == surplus.shown_minor - lack
    with translation.override("en"):
        page = client.get(reverse("offers:reading-panel", args=[rich.book.public_id])).content.decode()
    assert f"{lack // 100:,}" in page
    # The book's own row says what the book alone has: whoever else may read it one day learns nothing of the other.
    assert Reading.objects.get(pk=surplus.pk).shown_minor == surplus.shown_minor


def test_shortfall_when_another_own_book_covers_it_then_a_transfer_comes_first_and_no_loan(rich, short, today):
    surplus, gap = read(rich, short, today=today)
    beside = books_beside(short, today=today)
    known = known_today(short.book, today, calibration_id=gap.calibration_id)

    first = book_ways(short, gap, known, beside)[0]
    # The gap itself, not its whole hundreds.
    assert (first.way.way, first.way.amount_minor, first.way.closes) == (Way.TRANSFER, -gap.trough50_minor, True)
    assert Way.TRANSFER not in {one.way.way for one in book_ways(short, gap, known, Beside())}
    need = need_of(short, gap, today=today)
    assert (need.amount_minor, need.facts.shortfall_minor) == (0, 0)
    assert surplus.shown_minor > gap.shown_minor


def test_need_when_other_books_need_part_then_for_the_rest_and_none_where_they_need_all(rich, short, today):
    surplus, gap = read(rich, short, today=today)
    need = need_of(rich, surplus, today=today)
    assert need.amount_minor == surplus.shown_minor - gap.shown_minor

    Reading.objects.filter(book=short.book).update(shown_minor=surplus.shown_minor)
    assert need_of(rich, surplus, today=today).amount_minor == 0


def test_panel_when_other_books_need_all_of_a_surplus_then_no_amount_and_no_product(client, rich, short, today):
    makers = [make_user(name, is_staff=True) for name in ("maker", "checker")]
    load_products(maker=makers[0], checker=makers[1], now=timezone.now())
    switch_on(rich.user, birth_year=1990, where="test", now=timezone.now())
    surplus, gap = read(rich, short, today=today)
    panel = reverse("offers:reading-panel", args=[rich.book.public_id])
    client.force_login(rich.user)
    client.get(panel)
    assert Suggestion.objects.get().reason["amount_minor"] == surplus.shown_minor - gap.shown_minor

    # The rent to come is larger than all that is left over here.
    after = today + dt.timedelta(days=8)
    answer(short, today=today, regular=[ToldRegular("Deposit", "bill", -9_000_000, 12, after, after.day)])
    read(short, today=today)
    page = client.get(panel).content.decode()
    assert "你的其他账本正要用" in page
    assert not Suggestion.objects.exists()
    assert said_of(client, rich)["shown_minor"] == 0


@pytest.mark.parametrize("which", ["rich", "short"])
def test_books_beside_when_one_of_them_is_shared_then_neither_knows_of_the_other(rich, short, today, which):
    shared = {"rich": rich, "short": short}[which]
    Member.objects.create(book=shared.book, user=make_user("partner"), name="partner", role="viewer")
    read(rich, short, today=today)

    assert books_beside(rich, today=today) == Beside()
    assert books_beside(short, today=today) == Beside()


def test_books_beside_when_members_have_no_login_or_left_then_the_book_is_still_kept_alone(rich, short, today):
    Member.objects.create(book=short.book, name="child", role="")
    Member.objects.create(
        book=short.book, user=make_user("former"), name="former", role="viewer", archived_at=timezone.now()
    )
    _surplus, gap = read(rich, short, today=today)

    assert books_beside(rich, today=today).lacks_minor == gap.shown_minor


def _off(member: Member, today: dt.date) -> None:
    change_settings(member, reading_enabled=False)


def _foreign(member: Member, today: dt.date) -> None:
    Book.objects.filter(pk=member.book_id).update(currency="JPY")


def _archived(member: Member, today: dt.date) -> None:
    Book.objects.filter(pk=member.book_id).update(archived_at=timezone.now())


def _deleted(member: Member, today: dt.date) -> None:
    Book.objects.filter(pk=member.book_id).update(deleted_at=timezone.now())


def _somebody_elses(member: Member, today: dt.date) -> None:
    Member.objects.filter(pk=member.pk).update(user=make_user("stranger"))


def _managed(member: Member, today: dt.date) -> None:
    Member.objects.filter(pk=member.pk).update(role="manager")


def _unsure(member: Member, today: dt.date) -> None:
    Reading.objects.filter(book=member.book).update(confidence=1)


@pytest.mark.parametrize("change", [_off, _foreign, _archived, _deleted, _somebody_elses, _managed, _unsure])
def test_books_beside_when_the_other_book_does_not_count_then_nothing_is_taken_off(rich, short, today, change):
    read(rich, short, today=today)
    change(short, today)
    assert books_beside(rich, today=today) == Beside()


def test_books_beside_when_the_other_reading_is_old_then_it_says_nothing_of_today(rich, short, today):
    read(rich, short, today=today)
    Reading.objects.filter(book=short.book, as_of__gt=today - dt.timedelta(days=2)).delete()
    assert books_beside(rich, today=today) == Beside()


def test_books_beside_when_two_run_short_then_what_one_needs_is_not_offered_to_the_other(alice, rich, short, today):
    third = open_book(alice, scene="family", name="Car")
    surplus, gap = read(rich, short, today=today)
    # A book on watch lacks what its cautious path lacks.
    values = Reading.objects.filter(book=short.book, as_of=today).values().get() | {
        "id": None, "book_id": third.book_id, "state": "watch", "trough10_minor": -123_456,
    }  # fmt: skip
    Reading.objects.create(**values)

    assert books_beside(rich, today=today).lacks_minor == gap.shown_minor + 123_456
    left = (surplus.shown_minor - 123_456) // 10_000 * 10_000
    assert books_beside(short, today=today) == Beside(lacks_minor=123_456, surplus_minor=left)
