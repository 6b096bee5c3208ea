import datetime as dt

import pytest

from ledger.errors import BookNotFound, EntryInvalid, LinkCurrencyDiffers, NothingToChange, RateMissing
from ledger.models import Account, Category, Entry, ImportedKey, Step, Tag
from ledger.queries.balances import account_balance
from ledger.queries.entries import entry_history
from ledger.queries.shelf import shelf
from ledger.services.books import open_book
from ledger.services.bulk import bulk_plan, change_entries
from ledger.services.entries import delete_entries, edit_entry, record_entry, restore_entries
from ledger.services.imports import import_files
from ledger.services.links import record_linked_payment
from ledger.services.members import add_member, pocket_of
from ledger.services.moves import MoveTo
from ledger.services.rollups import integrity_differences
from ledger.services.steps import undo_step
from tests.cast import account, category, expense, income, transfer
from tests.ledger.imports.bills import alipay, alipay_row


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


def move(member, entries, to, into) -> Step:
    return change_entries(member, Entry.objects.filter(pk__in=[entry.pk for entry in entries]), MoveTo(to, into))


def test_a_move_takes_what_the_other_book_knows(owner, book, alice):
    shop = open_book(alice, scene="shop")
    entry = record_entry(
        owner, draft=expense(book, 64000, merchant="面粉行", tags=("货", "急"), project="秋", note="10 袋")
    )
    done = move(owner, [entry], shop, account(shop.book, "cash"))
    entry.refresh_from_db()
    assert entry.book == shop.book
    assert (entry.merchant.name, entry.project.name, entry.note) == ("面粉行", "秋", "10 袋")
    assert (entry.recorded_by, entry.changed_by, entry.version) == (shop, shop, 2)
    assert [Tag.objects.get(pk=pk, book=shop.book).name for pk in entry.tags] == ["货", "急"]
    assert account_balance(account(book, "cash")) == 0
    assert account_balance(account(shop.book, "cash")) == -64000
    assert undo_step(owner, done).n == 1
    entry.refresh_from_db()
    assert (entry.book, entry.category, entry.from_account) == (book, category(book), account(book, "cash"))
    assert (entry.recorded_by, entry.merchant.book) == (owner, book)
    # Its whole history lies where it lies.
    assert [change.version for change in entry_history(entry)] == [3, 2]


def test_many_move_with_their_refunds_of_income_and_the_accounts_of_the_other_book(owner, book, alice):
    other = open_book(alice, scene="family", name="Second home")
    card = account(other.book, "credit_card")
    bought, earned = record_entry(owner, draft=expense(book, 100)), record_entry(owner, draft=income(book, 900))
    back = record_entry(
        owner, draft=expense(book, 40, kind="refund", from_account=None, to_account=account(book, "cash"))
    )
    assert move(owner, [bought, earned, back], other, card).n == 3
    # -100 + 900 + 40, and no liquid money moved: it is a credit card.
    assert account_balance(card) == 840
    assert set(Entry.objects.values_list("flow", "liquid_sides")) == {("credit", 0)}


def test_an_entry_whose_account_is_gone_does_not_come_back(owner, book, alice):
    shop = open_book(alice, scene="shop")
    purse = Account.objects.create(book=book, name="Purse", kind="cash", currency="CNY", position=900)
    entry = record_entry(owner, draft=expense(book, 64000).changed(from_account=purse))
    done = move(owner, [entry], shop, account(shop.book, "cash"))
    purse.delete()
    assert (undo_step(owner, done).n, done.n) == (0, 1)
    entry.refresh_from_db()
    assert entry.book == shop.book


def test_a_move_keeps_a_category_of_the_same_name(owner, book, alice):
    other = open_book(alice, scene="family", name="Second home")
    entry = record_entry(owner, draft=expense(book))
    move(owner, [entry], other, account(other.book, "cash"))
    entry.refresh_from_db()
    assert entry.category == Category.objects.get(book=other.book, kind="expense", key=category(book).key)


def test_entries_that_hang_on_others_stay(owner, book, trip):
    shifted = record_entry(owner, draft=transfer(book, "bank", "wallet"))
    bought = record_entry(owner, draft=expense(book))
    back = expense(book, 100, kind="refund", from_account=None, to_account=account(book, "cash"), refund_of=bought)
    record_entry(owner, draft=back)
    record_linked_payment(trip, draft=dinner(trip), home=owner, home_account=account(book, "bank"))
    alone = record_entry(owner, draft=expense(book, 700))
    plan = bulk_plan(owner, Entry.objects.filter(book=book), MoveTo(trip, account(trip.book, "cash")))
    assert plan.refused == {"not_movable": 1, "linked": 1, "hangs_together": 1, "refunded": 1}
    assert (plan.n, plan.spent_minor) == (1, 700)
    with pytest.raises(NothingToChange):
        move(owner, [shifted, bought], trip, account(trip.book, "cash"))
    assert move(owner, [shifted, bought, alone], trip, account(trip.book, "cash")).n == 1


def test_foreign_money_moves_into_an_account_that_keeps_it(owner, book, trip):
    dollars = Account.objects.create(book=book, name="Dollars", kind="cash", currency="USD", position=900)
    there = Account.objects.create(book=trip.book, name="Dollars", kind="cash", currency="USD", position=900)
    entry = record_entry(owner, draft=expense(book, 1000, from_account=dollars, base_amount_minor=7100))
    assert bulk_plan(owner, Entry.objects.all(), MoveTo(trip, account(trip.book, "cash"))).refused == {
        "other_currency": 1
    }
    move(owner, [entry], trip, there)
    entry.refresh_from_db()
    assert (entry.amount_minor, entry.base_amount_minor) == (1000, 7100)


def test_a_move_between_books_of_two_currencies_goes_by_the_last_rate(owner, book, alice):
    abroad = open_book(alice, scene="trip", name="Abroad", currency="USD")
    yuan = Account.objects.create(book=abroad.book, name="Yuan", kind="cash", currency="CNY", position=900)
    entry = record_entry(owner, draft=expense(book, 3550))
    with pytest.raises(RateMissing):
        move(owner, [entry], abroad, yuan)
    record_entry(abroad, draft=expense(abroad.book, 7100, from_account=yuan, base_amount_minor=1000, category=None))
    move(owner, [entry], abroad, yuan)
    entry.refresh_from_db()
    # 35.50 × 10.00 / 71.00
    assert entry.base_amount_minor == 500


def test_a_move_of_what_others_recorded_needs_the_role(owner, book, contributor, carol):
    hers = open_book(carol, scene="family", name="Carol's")
    record_entry(owner, draft=expense(book))
    own = record_entry(contributor, draft=expense(book, 100))
    done = change_entries(contributor, Entry.objects.filter(book=book), MoveTo(hers, account(hers.book, "cash")))
    own.refresh_from_db()
    assert (done.n, own.book) == (1, hers.book)


def test_a_move_into_a_book_of_somebody_else_is_refused(owner, book, bob, trip):
    his = open_book(bob, scene="family", name="Bob's")
    entry = record_entry(owner, draft=expense(book))
    with pytest.raises(BookNotFound):
        move(owner, [entry], his, account(his.book, "cash"))
    with pytest.raises(EntryInvalid):
        move(owner, [entry], trip, account(book, "bank"))


def test_a_bill_brought_again_after_a_move_and_after_its_undo_finds_its_rows(owner, book, alice):
    shop = open_book(alice, scene="shop")
    bill = alipay(alipay_row("2026-11-03 08:15:00", "早点铺", "8.00", number="2026110300000001"))
    import_files(owner, files=[("bill.csv", bill)])
    entry = Entry.objects.get(book=book)
    done = move(owner, [entry], shop, account(shop.book, "wallet"))
    import_files(owner, files=[("bill.csv", bill)])
    assert Entry.objects.count() == 1
    undo_step(owner, done)
    assert not ImportedKey.objects.filter(key=entry.client_id).exists()
    import_files(owner, files=[("bill.csv", bill)])
    assert Entry.objects.count() == 1
