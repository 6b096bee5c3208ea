"""Rows of a bill that were paid for another of my books: written in both, in the other from my pocket."""

import pytest
from django.urls import reverse

from ledger.errors import EntryInvalid
from ledger.models import Account, Category, Entry, ImportGroup, MerchantRule
from ledger.permissions import Role
from ledger.services.books import archive_book, open_book
from ledger.services.entries import edit_entry
from ledger.services.imports import choose_group, confirm_import, undo_import, write_import
from ledger.services.imports.undo import EditedSince
from ledger.services.members import add_member, pocket_of
from tests.ledger.imports.bills import LUNCH, PAY, REFUNDED, SHOP, alipay, assert_exact, preview


@pytest.fixture
def shop(alice):
    return open_book(alice, scene="shop", name="巷口面包")


def group_of(batch, merchant) -> ImportGroup:
    return ImportGroup.objects.get(batch=batch, merchant=merchant)


def write(owner, batch):
    confirm_import(owner, batch, queued=False)
    return write_import(batch.pk)


def paid_for_the_shop(owner, shop, *rows, always=False):
    batch = preview(owner, alipay(*rows))
    choose_group(owner, batch, group_of(batch, "美宜佳"), paid_for=shop, always=always)
    return write(owner, batch)


def test_rows_paid_for_another_book_stand_in_both(owner, shop):
    batch = paid_for_the_shop(owner, shop, LUNCH, SHOP, PAY)

    assert batch.state == "done"
    there = Entry.objects.select_related("merchant", "from_account").get(book=shop.book)
    here = Entry.objects.select_related("category", "from_account").get(book=owner.book, link_id=there.link_id)
    assert here.category.name == "巷口面包"
    assert here.from_account.kind == "bank"
    assert (there.date, there.time, there.amount_minor) == (here.date, here.time, 3200)
    assert (there.from_account, there.paid_by, there.recorded_by) == (pocket_of(shop), shop, shop)
    assert (there.merchant.name, there.note) == ("美宜佳", here.note)
    # Nothing of the home book but the payment itself.
    assert (there.batch_id, there.extra) == (None, {})
    assert Entry.objects.filter(book=owner.book, link_id=None).count() == 2
    assert_exact(owner.book)
    assert_exact(shop.book)


def test_undo_takes_both_sides_back_and_importing_again_brings_them(owner, shop):
    batch = paid_for_the_shop(owner, shop, LUNCH, SHOP)
    undo_import(owner, batch)

    assert not Entry.objects.exists()
    assert paid_for_the_shop(owner, shop, LUNCH, SHOP).counts["written"] == 2
    assert Entry.objects.filter(book=shop.book).count() == 1


def test_undo_asks_about_a_side_that_was_changed_in_the_other_book(owner, shop):
    batch = paid_for_the_shop(owner, shop, LUNCH, SHOP)
    there = Entry.objects.get(book=shop.book)
    edit_entry(shop, there, version=1, changes={"note": "面粉"})
    with pytest.raises(EditedSince):
        undo_import(owner, batch)

    undo_import(owner, batch, edited="keep")
    assert Entry.objects.filter(link_id=there.link_id, deleted_at=None).count() == 2
    assert Entry.objects.count() == 2
    assert_exact(owner.book)


def test_undo_bins_both_sides_of_what_was_changed(owner, shop):
    batch = paid_for_the_shop(owner, shop, SHOP)
    there = Entry.objects.get(book=shop.book)
    edit_entry(shop, there, version=1, changes={"note": "面粉"})
    undo_import(owner, batch, edited="bin")
    assert Entry.objects.filter(link_id=there.link_id, deleted_at__isnull=False).count() == 2
    assert_exact(shop.book)


def test_always_is_kept_for_the_next_import_of_the_same_person(owner, shop, bookkeeper):
    paid_for_the_shop(owner, shop, SHOP, always=True)
    assert MerchantRule.objects.get(book=owner.book).paid_for == shop
    later = SHOP.replace("2025-03-09", "2025-04-09").replace("2025030922002", "2025040922002")

    assert group_of(preview(owner, alipay(later)), "美宜佳").paid_for == shop
    # Bob's bill is not Alice's money.
    assert group_of(preview(bookkeeper, alipay(later)), "美宜佳").paid_for is None


def test_what_may_no_longer_be_written_there_is_written_here_alone(owner, shop):
    batch = preview(owner, alipay(SHOP))
    choose_group(owner, batch, group_of(batch, "美宜佳"), paid_for=shop)
    archive_book(shop, archived=True)
    assert write(owner, batch).counts["written"] == 1
    entry = Entry.objects.get()
    assert (entry.book, entry.link_id) == (owner.book, None)
    assert not Category.objects.filter(book=owner.book, name="巷口面包").exists()


def test_not_into_a_book_in_which_one_may_not_record(owner, bob, alice):
    theirs = open_book(bob, scene="shop")
    looking = add_member(theirs, name="Alice", user=alice, role=Role.VIEWER)
    batch = preview(owner, alipay(SHOP, PAY))
    for wrong in (looking, theirs, owner):
        with pytest.raises(EntryInvalid):
            choose_group(owner, batch, group_of(batch, "美宜佳"), paid_for=wrong)


def test_only_expenses_are_paid_for_another_book(owner, shop):
    batch = preview(owner, alipay(PAY))
    with pytest.raises(EntryInvalid):
        choose_group(owner, batch, group_of(batch, "某某公司"), paid_for=shop)


def test_a_group_is_given_to_another_book_on_the_page(client, alice, owner, shop):
    batch = preview(owner, alipay(LUNCH, SHOP, REFUNDED))
    client.force_login(alice)
    group = group_of(batch, "美宜佳")
    address = reverse("ledger:import-group", args=[owner.book.public_id, batch.public_id, group.pk])
    assert "巷口面包" in client.get(address).content.decode()

    answer = client.post(address, {"category": "", "account": "", "paid_for": str(shop.pk)}, HTTP_HX_REQUEST="true")
    assert answer.status_code == 200
    assert "巷口面包" in answer.content.decode()
    write(owner, batch)
    assert Entry.objects.filter(book=shop.book).count() == 1
    assert Account.objects.filter(book=shop.book, kind="member").count() == 1


def test_a_stranger_to_the_book_cannot_be_chosen_on_the_page(client, alice, owner, bob):
    theirs = open_book(bob, scene="shop", name="别人的店")
    batch = preview(owner, alipay(SHOP))
    client.force_login(alice)
    group = group_of(batch, "美宜佳")
    address = reverse("ledger:import-group", args=[owner.book.public_id, batch.public_id, group.pk])
    assert "别人的店" not in client.get(address).content.decode()
    client.post(address, {"category": "", "account": "", "paid_for": str(theirs.pk)})
    group.refresh_from_db()
    assert group.paid_for is None
