import datetime as dt

from ledger.models import Member
from ledger.queries.months import book_now
from ledger.queries.shelf import shelf
from ledger.services.books import archive_book, open_book
from ledger.services.entries import record_entry
from tests.cast import expense, income


def today(book) -> dt.date:
    return book_now(book).date()


def test_the_shelf_sums_the_month_over_books_that_count(owner, book, alice, django_assert_max_num_queries):
    shop = open_book(alice, scene="shop")
    hidden = open_book(alice, scene="trip")
    Member.objects.filter(pk=hidden.pk).update(counts_in_totals=False)
    for member, minor in ((owner, 1000), (shop, 200), (hidden, 50)):
        record_entry(member, draft=expense(member.book, minor, date=today(member.book)))
    record_entry(owner, draft=income(book, 9000, date=today(book)))
    record_entry(owner, draft=expense(book, 777, date=today(book) - dt.timedelta(days=40)))
    with django_assert_max_num_queries(4):
        seen = shelf(alice)
    assert (seen.expense_minor, seen.income_minor) == (1200, 9000)
    assert {row.book.scene: row.expense_minor for row in seen.books} == {"family": 1000, "shop": 200, "trip": 50}


def test_an_empty_shelf(alice):
    seen = shelf(alice)
    assert (seen.books, seen.expense_minor) == ([], 0)


def test_archived_books_stand_apart(owner, alice):
    archive_book(owner, archived=True)
    seen = shelf(alice)
    assert seen.books == []
    assert [row.book.name for row in seen.archived] == ["Home"]


def test_sums_are_none_for_those_who_may_not_see_them(owner, book, contributor, carol):
    book.contributors_see_all = False
    book.save()
    record_entry(owner, draft=expense(book, 1000, date=today(book)))
    (row,) = shelf(carol).books
    assert row.expense_minor is None
    assert shelf(carol).expense_minor == 0
