import pytest

from ledger.models import Member
from ledger.queries.assets import assets
from ledger.queries.months import book_now
from ledger.services.books import open_book
from ledger.services.entries import set_balance
from ledger.services.links import record_linked_payment
from ledger.services.members import add_member
from tests.cast import account, expense
from tests.ledger.pages.conftest import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(alice):
    return open_book(alice, scene="shop")


def has(member, kind, balance_minor, today):
    set_balance(member, account(member.book, kind), balance_minor=balance_minor, on=today)


def test_worth_over_the_books_that_count(owner, book, shop, alice, today, django_assert_max_num_queries):
    has(owner, "bank", 100_00, today)
    has(owner, "credit_card", -30_00, today)
    has(shop, "cash", 50_00, today)
    with django_assert_max_num_queries(3):
        seen = assets(alice)
    assert (seen.owned_minor, seen.owed_minor, seen.net_minor, seen.liquid_minor) == (150_00, 30_00, 120_00, 150_00)
    assert [(row.book, row.worth.net_minor) for row in seen.books] == [(book, 70_00), (shop.book, 50_00)]


def test_what_one_book_paid_for_another_is_counted_once(owner, book, shop, alice, today):
    has(owner, "bank", 100_00, today)
    draft = expense(shop.book, 40_00).changed(from_account=None)
    record_linked_payment(shop, draft=draft, home=owner, home_account=account(book, "bank"))
    assert assets(alice).net_minor == 60_00


def test_each_says_for_oneself_which_books_count(page, owner, book, shop, alice, bookkeeper, today):
    has(owner, "bank", 100_00, today)
    page.post(at("book-count", book), {"counted": "no"})
    assert assets(alice).net_minor == 0
    assert assets(bookkeeper.user).net_minor == 100_00
    assert "100" in page.get("/assets/").content.decode()
    page.post(at("book-count", book), {"counted": "yes"})
    assert assets(alice).net_minor == 100_00


def test_another_currency_and_a_role_without_sums_stand_beside(owner, alice, bob, page):
    open_book(alice, scene="trip", name="大阪", currency="JPY")
    theirs = open_book(bob, scene="shop")
    theirs.book.contributors_see_all = False
    theirs.book.save()
    add_member(theirs, name="Alice", user=alice, role="contributor")
    seen = assets(alice)
    assert {row.book.scene: row.is_counted for row in seen.books} == {"family": True, "trip": False, "shop": False}
    assert [row.worth for row in seen.books if row.book.scene == "shop"] == [None]
    assert page.get("/assets/").status_code == 200
    assert Member.objects.get(book=theirs.book, user=alice).counts_in_totals


@pytest.fixture
def page(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def today(book):
    return book_now(book).date()
