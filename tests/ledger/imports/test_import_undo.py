"""Taking an import back."""

import datetime as dt

import pytest

from ledger.models import Account, Entry, ImportedKey
from ledger.services.entries import edit_entry, record_entry
from ledger.services.imports import undo_import
from ledger.services.imports.undo import EditedSince
from ledger.services.imports.upload import ImportMoved
from tests.cast import account, expense
from tests.ledger.imports.bills import (
    LUNCH,
    PAY,
    REFUND,
    REFUNDED,
    SAVED,
    SHOP,
    alipay,
    alipay_row,
    assert_exact,
    bring,
    preview,
    written,
)


def test_undo_leaves_the_book_as_it_was_and_importing_again_works(owner, book):
    typed = record_entry(
        owner, draft=expense(book, 3200, date=dt.date(2025, 3, 8), from_account=account(book, "cash"), note="自己记的")
    )
    record_entry(owner, draft=expense(book, 1850, date=dt.date(2025, 3, 8), from_account=account(book, "money_fund")))
    before, accounts = written(book), set(Account.objects.filter(book=book).values_list("name", flat=True))
    bill = (
        LUNCH,
        SHOP,
        PAY,
        SAVED,
        REFUND,
        REFUNDED,
        alipay_row("2025-03-08 12:02:00", "丙", "3.00", number="3", method="宁波银行(1746)"),
    )

    batch = bring(owner, alipay(*bill))
    assert batch.counts["typed"] == 1
    batch = undo_import(owner, batch)

    assert batch.state == "undone"
    assert written(book) == before
    assert set(Account.objects.filter(book=book).values_list("name", flat=True)) == accounts
    assert not ImportedKey.objects.filter(book=book).exists()
    typed.refresh_from_db()
    assert (typed.time, typed.merchant, typed.extra) == (None, None, {})
    assert_exact(book)
    assert bring(owner, alipay(*bill)).counts["written"] == batch.counts["written"]
    assert_exact(book)


def test_undo_keeps_what_somebody_changed_in_a_completed_entry(owner, book):
    typed = record_entry(
        owner, draft=expense(book, 1850, date=dt.date(2025, 3, 7), from_account=account(book, "money_fund"))
    )
    batch = bring(owner, alipay(LUNCH))
    typed.refresh_from_db()
    edit_entry(owner, typed, version=2, changes={"merchant": "老沙县"})

    undo_import(owner, batch)

    typed.refresh_from_db()
    assert typed.merchant.name == "老沙县"
    assert (typed.date, typed.time, typed.extra) == (dt.date(2025, 3, 7), None, {})


@pytest.mark.parametrize(("edited", "left"), [("bin", 0), ("keep", 1)])
def test_undo_asks_about_edited_entries(owner, book, edited, left):
    batch = bring(owner, alipay(LUNCH, SHOP))
    entry = Entry.objects.get(book=book, merchant__name="美宜佳")
    edit_entry(owner, entry, version=1, changes={"note": "牛奶"})

    with pytest.raises(EditedSince) as caught:
        undo_import(owner, batch)
    assert caught.value.n == 1
    undo_import(owner, batch, edited=edited)

    assert Entry.objects.filter(book=book, deleted_at__isnull=True).count() == left
    assert Entry.objects.filter(book=book).count() == 1
    assert_exact(book)


def test_undo_frees_refunds_that_were_typed_by_hand(owner, book):
    batch = bring(owner, alipay(REFUNDED))
    bought = Entry.objects.get(book=book)
    refund = record_entry(
        owner,
        draft=expense(book, 5900, kind="refund", from_account=None, to_account=account(book, "cash"), refund_of=bought),
    )
    undo_import(owner, batch)

    refund.refresh_from_db()
    assert refund.refund_of_id is None


def test_undo_of_what_was_never_written_is_refused(owner, book):
    with pytest.raises(ImportMoved):
        undo_import(owner, preview(owner, alipay(LUNCH)))
