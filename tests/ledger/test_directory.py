import datetime as dt

import pytest
from django.db import transaction

from ledger.access import access_book
from ledger.directory import directory_of
from ledger.errors import BookNotFound, RoleTooLow
from ledger.models import Account, BookState, Category, Entry, Member, Merchant, Project, Role, Tag
from ledger.permissions import Action
from ledger.services.entries import record_entry
from tests.cast import expense

pytestmark = pytest.mark.django_db


def version(book):
    return BookState.objects.get(book=book).directory_version


CHANGES = {
    "book": lambda owner: type(owner.book).objects.filter(pk=owner.book_id).update(name="Renamed"),
    "member": lambda owner: Member.objects.filter(pk=owner.pk).update(role=Role.MANAGER),
    "account": lambda owner: Account.objects.filter(book=owner.book, key="cash").update(name="Purse"),
    "category": lambda owner: Category.objects.filter(book=owner.book).update(icon="bowl"),
    "a new project": lambda owner: Project.objects.create(book=owner.book, name="Flat"),
    "a new tag": lambda owner: Tag.objects.create(book=owner.book, name="a"),
    "a renamed merchant": lambda owner: Merchant.objects.filter(book=owner.book).update(name="b"),
    "a merchant less": lambda owner: Merchant.objects.filter(book=owner.book).delete(),
    "a category less": lambda owner: Category.objects.filter(book=owner.book, children=None).last().delete(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_it_lists_draws_another_version(owner, book, change):
    Merchant.objects.create(book=book, name="a")
    before = version(book)
    CHANGES[change](owner)
    assert version(book) != before


def test_recording_opening_and_saving_the_same_keep_the_version(owner, book):
    before = version(book)
    record_entry(owner, draft=expense(book, merchant="m"))
    Member.objects.filter(pk=owner.pk).update(last_opened_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    for account in Account.objects.filter(book=book):
        account.save()
    Merchant.objects.filter(book=book).update(category=book.categories.first())
    assert version(book) == before


def test_a_change_is_seen_by_the_next_request(alice, owner, book):
    cash = Account.objects.filter(book=book, key="cash")
    assert access_book(alice, book.public_id).book.directory.accounts[cash.get().pk].name == cash.get().name
    cash.update(name="Purse")
    assert access_book(alice, book.public_id).book.directory.accounts[cash.get().pk].name == "Purse"


def test_a_change_taken_back_never_stays(alice, owner, book):
    """The version that a broken transaction drew is never drawn again, so what was read in it is never found."""
    before = version(book)
    sid = transaction.savepoint()
    Account.objects.filter(book=book, key="cash").update(name="Wallet")
    assert "Wallet" in {row.name for row in directory_of(book).accounts.values()}
    transaction.savepoint_rollback(sid)
    assert version(book) == before
    assert "Wallet" not in {row.name for row in directory_of(book).accounts.values()}


def test_a_lost_role_is_lost_at_once(max_, book, manager):
    assert access_book(max_, book.public_id, Action.MANAGE_MEMBERS) == manager
    Member.objects.filter(pk=manager.pk).update(role=Role.VIEWER)
    with pytest.raises(RoleTooLow):
        access_book(max_, book.public_id, Action.MANAGE_MEMBERS)
    Member.objects.filter(pk=manager.pk).update(archived_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    with pytest.raises(BookNotFound):
        access_book(max_, book.public_id)


def test_requests_share_the_rows_and_not_the_reader(alice, max_, owner, manager, book):
    first, second = access_book(alice, book.public_id), access_book(max_, book.public_id)
    assert first.book.directory is second.book.directory
    first.book.name = first.name = "changed by one request"
    again = access_book(alice, book.public_id)
    assert again.book.name == book.name
    assert again.name == owner.name


def test_entering_costs_one_query(alice, owner, book, django_assert_num_queries):
    access_book(alice, book.public_id)
    with django_assert_num_queries(1):
        member = access_book(alice, book.public_id)
        assert {row.pk for row in member.book.directory.people.values()} >= {owner.pk}


def test_entries_name_what_came_after_the_directory_was_read(owner, book):
    owner.book.directory = directory_of(book)
    entry = record_entry(owner, draft=expense(book, project="new", tags=("newer",)))
    [row] = Entry.objects.filter(pk=entry.pk)
    owner.book.directory.name_entries([row])
    assert (row.project.name, [tag.name for tag in row.tag_rows]) == ("new", ["newer"])


@pytest.mark.django_db(transaction=True)
def test_a_merchant_is_looked_up_once_and_again_when_it_was_renamed(owner, book, django_assert_num_queries):
    record_entry(owner, draft=expense(book, merchant="老李家常菜馆"))
    directory = directory_of(book)
    kept = directory.merchant("老李家常菜馆")
    with django_assert_num_queries(0):
        assert directory.merchant("老李家常菜馆") is kept
    Merchant.objects.filter(pk=kept.pk).update(name="老李饭店")
    assert directory_of(book).merchant("老李家常菜馆") is None
    assert directory_of(book).merchant("老李饭店") == kept


@pytest.mark.django_db(transaction=True)
def test_a_merchant_that_was_taken_back_is_not_kept(owner, book):
    directory = owner.book.directory = directory_of(book)
    with transaction.atomic():
        record_entry(owner, draft=expense(book, merchant="m"))
        assert directory.merchant("m") is not None
        transaction.set_rollback(True)
    assert directory.merchant("m") is None
    assert record_entry(owner, draft=expense(book, merchant="m")).merchant.name == "m"
