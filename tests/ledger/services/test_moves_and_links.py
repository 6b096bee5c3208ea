import datetime as dt

import pytest

from ledger.errors import AccountGone, EntryInvalid, EntryNotMovable, LinkCurrencyDiffers, RoleTooLow
from ledger.models import Account, Category, Entry
from ledger.queries.balances import account_balance
from ledger.queries.shelf import shelf
from ledger.services.books import open_book
from ledger.services.entries import delete_entries, edit_entry, record_entry, restore_entries
from ledger.services.links import record_linked_payment
from ledger.services.members import add_member, pocket_of
from ledger.services.moves import move_entries, undo_move
from ledger.services.rollups import integrity_differences
from tests.cast import account, category, expense, transfer


@pytest.fixture(autouse=True)
def _sums_agree_afterwards(db):
    yield
    assert list(integrity_differences()) == []


@pytest.fixture
def trip(alice):
    return open_book(alice, scene="trip", name="潮汕四天")


def dinner(trip, amount_minor=23800):
    return expense(trip.book, amount_minor).changed(from_account=None)


def test_a_linked_payment_stands_in_both_books(owner, book, trip):
    here = record_linked_payment(trip, draft=dinner(trip), home=owner, home_account=account(book, "bank"))
    there = Entry.objects.get(book=book)
    assert here.from_account == pocket_of(trip)
    assert here.paid_by == trip
    assert here.link_id == there.link_id
    assert there.category.name == "潮汕四天"
    assert account_balance(account(book, "bank")) == -23800
    # The trip owes Alice what she paid: her pocket lies below zero.
    assert account_balance(pocket_of(trip)) == -23800


def test_a_linked_payment_is_counted_once_over_my_books(owner, book, trip, alice):
    today = dinner(trip).changed(date=dt.date.today())
    record_linked_payment(trip, draft=today, home=owner, home_account=account(book, "bank"))
    assert shelf(alice).expense_minor == 23800


def test_edit_delete_and_restore_reach_both_sides(owner, book, trip):
    here = record_linked_payment(trip, draft=dinner(trip), home=owner, home_account=account(book, "bank"))
    edit_entry(trip, here, version=1, changes={"amount_minor": 20000, "date": dt.date(2026, 11, 3)})
    there = Entry.objects.get(book=book)
    assert (there.amount_minor, there.base_amount_minor, there.date) == (20000, 20000, dt.date(2026, 11, 3))
    edit_entry(owner, there, version=there.version, changes={"amount_minor": 21000, "note": "only here"})
    here.refresh_from_db()
    assert (here.amount_minor, here.note) == (21000, "")
    delete_entries(owner, entries=[there])
    here.refresh_from_db()
    assert here.deleted_at is not None
    restore_entries(trip, entries=[here])
    there.refresh_from_db()
    assert there.deleted_at is None


def test_a_linked_payment_across_currencies_is_refused(owner, book, alice):
    abroad = open_book(alice, scene="trip", name="大阪", currency="JPY")
    with pytest.raises(LinkCurrencyDiffers):
        record_linked_payment(abroad, draft=dinner(abroad), home=owner, home_account=account(book, "bank"))


def test_a_linked_payment_needs_an_account_of_the_home_book(owner, book, trip):
    with pytest.raises(EntryInvalid):
        record_linked_payment(trip, draft=dinner(trip), home=owner, home_account=account(trip.book, "cash"))


def test_a_partner_who_edits_the_trip_moves_my_home_entry_too(owner, book, trip, bob):
    partner = add_member(trip, name="Bob", user=bob, role="bookkeeper")
    here = record_linked_payment(trip, draft=dinner(trip), home=owner, home_account=account(book, "bank"))
    edit_entry(partner, here, version=1, changes={"amount_minor": 100})
    there = Entry.objects.get(book=book)
    assert there.amount_minor == 100
    # At home the change is Alice's: Bob is nobody there.
    assert there.changed_by == owner


def test_move_entries_takes_what_the_other_book_knows(owner, book, alice):
    shop = open_book(alice, scene="shop")
    entry = record_entry(owner, draft=expense(book, 64000, merchant="面粉行", tags=("货",), note="10 袋"))
    moved = move_entries(owner, entries=[entry], to=shop, account=account(shop.book, "cash"))
    entry.refresh_from_db()
    assert entry.book == shop.book
    assert (entry.merchant.name, entry.note, entry.recorded_by) == ("面粉行", "10 袋", shop)
    assert account_balance(account(book, "cash")) == 0
    assert account_balance(account(shop.book, "cash")) == -64000
    assert undo_move(shop, moved, back_to=owner) == 1
    entry.refresh_from_db()
    assert (entry.book, entry.category, entry.from_account) == (book, category(book), account(book, "cash"))


def test_a_move_is_not_undone_into_an_account_that_is_gone(owner, book, alice):
    shop = open_book(alice, scene="shop")
    purse = Account.objects.create(book=book, name="Purse", kind="cash", currency="CNY")
    entry = record_entry(owner, draft=expense(book, 64000).changed(from_account=purse))
    moved = move_entries(owner, entries=[entry], to=shop, account=account(shop.book, "cash"))
    purse.delete()
    with pytest.raises(AccountGone):
        undo_move(shop, moved, back_to=owner)
    entry.refresh_from_db()
    assert entry.book == shop.book


def test_move_entries_keeps_a_category_of_the_same_name(owner, book, alice):
    other = open_book(alice, scene="family", name="Second home")
    entry = record_entry(owner, draft=expense(book))
    move_entries(owner, entries=[entry], to=other, account=account(other.book, "cash"))
    entry.refresh_from_db()
    assert entry.category == Category.objects.get(book=other.book, kind="expense", key=category(book).key)


def test_move_entries_that_hang_on_others_is_refused(owner, book, trip):
    target = account(trip.book, "cash")
    shifted = record_entry(owner, draft=transfer(book, "bank", "wallet"))
    bought = record_entry(owner, draft=expense(book))
    back = expense(book, 100, kind="refund", from_account=None, to_account=account(book, "cash"), refund_of=bought)
    refund = record_entry(owner, draft=back)
    for entry in (shifted, bought, refund):
        with pytest.raises(EntryNotMovable):
            move_entries(owner, entries=[entry], to=trip, account=target)


def test_move_entries_of_others_needs_the_role(owner, book, contributor, carol):
    hers = open_book(carol, scene="family", name="Carol's")
    entry = record_entry(owner, draft=expense(book))
    with pytest.raises(RoleTooLow):
        move_entries(contributor, entries=[entry], to=hers, account=account(hers.book, "cash"))
