"""What becomes of each row: written once, known, in the bin, asked about or reported."""

import datetime as dt

from ledger.models import Entry, ImportBatch, ImportFile, ImportGroup, ImportRow
from ledger.services.entries import delete_entries
from ledger.services.imports import Upload, begin_import, confirm_import, read_import, write_import
from tests.ledger.imports.bills import (
    LUNCH,
    NEUTRAL,
    PAY,
    SAVED,
    SHOP,
    alipay,
    alipay_row,
    assert_exact,
    bring,
    preview,
    written,
)


def test_import_writes_each_kind_with_its_accounts_and_merchants(owner, book):
    batch = bring(owner, alipay(LUNCH, SHOP, PAY, SAVED))

    assert batch.state == "done"
    assert batch.counts == {"new": 4, "written": 4, "restored": 0}
    card = "招商银行(1234)"  # the scene's one bank account, which had no name of its own until this bill
    assert written(book) == sorted(
        [
            ("expense", dt.date(2025, 3, 8), 1850, "余额宝", None, "沙县小吃"),
            ("expense", dt.date(2025, 3, 9), 3200, card, None, "美宜佳"),
            ("income", dt.date(2025, 3, 10), 120000, None, "支付宝余额", "某某公司"),
            ("transfer", dt.date(2025, 3, 11), 30000, card, "余额宝", None),
        ],
        key=str,
    )
    lunch = Entry.objects.get(book=book, merchant__name="沙县小吃")
    assert (lunch.time, lunch.note, lunch.recorded_by, lunch.batch) == (dt.time(12, 30, 15), "牛肉面", owner, batch)
    assert lunch.extra == {"bill": "alipay:2025030822001"}
    assert lunch.category.key == "dining.lunch"
    assert (lunch.flow, lunch.liquid_sides) == ("operating", 1)
    transfer = Entry.objects.get(book=book, kind="transfer")
    assert (transfer.flow, transfer.liquid_sides) == ("transfer", 3)
    assert_exact(book)


def test_import_leaves_no_files_rows_or_groups_behind(owner, book):
    bring(owner, alipay(LUNCH, SHOP))

    assert not ImportFile.objects.exists()
    assert not ImportRow.objects.exists()
    assert not ImportGroup.objects.exists()


def test_importing_again_makes_nothing_new(owner, book):
    bring(owner, alipay(LUNCH, SHOP, PAY))

    again = bring(owner, alipay(LUNCH, SHOP, PAY))

    assert again.counts == {"known": 3, "written": 0, "restored": 0}
    assert Entry.objects.filter(book=book).count() == 3


def test_longer_export_brings_only_what_it_adds(owner, book):
    bring(owner, alipay(SHOP, LUNCH))

    batch = bring(owner, alipay(SAVED, PAY, SHOP, LUNCH))

    assert batch.counts == {"known": 2, "new": 2, "written": 2, "restored": 0}
    assert Entry.objects.filter(book=book).count() == 4


def test_two_overlapping_files_of_one_batch_make_no_twins(owner, book):
    batch = bring(owner, alipay(LUNCH, SHOP), alipay(SHOP, PAY))

    assert batch.counts == {"known": 1, "new": 3, "written": 3, "restored": 0}


def test_equal_rows_of_one_file_are_payments_of_their_own(owner, book):
    ride = alipay_row("2025-03-08 08:00:00", "地铁", "2.00", number="1")

    batch = bring(owner, alipay(ride, ride))
    again = bring(owner, alipay(ride, ride))

    assert batch.counts["written"] == 2
    assert again.counts == {"known": 2, "written": 0, "restored": 0}


def test_equal_rows_are_known_again_in_another_order_and_a_longer_period(owner, book):
    rides = [alipay_row("2025-03-08 08:00:00", "地铁", "2.00", number="1", what=what) for what in ("甲", "乙")]

    bring(owner, alipay(*rides))
    year = bring(owner, alipay(LUNCH, *reversed(rides), PAY))

    assert year.counts == {"known": 2, "new": 2, "written": 2, "restored": 0}


def test_deleted_rows_are_in_the_bin_and_restored_only_when_asked(owner, book):
    bring(owner, alipay(LUNCH, SHOP))
    delete_entries(owner, entries=Entry.objects.filter(book=book, merchant__name="美宜佳"))

    batch = preview(owner, alipay(LUNCH, SHOP))
    assert batch.counts == {"known": 1, "in_bin": 1}
    ImportBatch.objects.filter(pk=batch.pk).update(restore_binned=True)
    confirm_import(owner, batch, queued=False)
    batch = write_import(batch.pk)

    assert batch.counts["restored"] == 1
    assert not Entry.objects.filter(book=book, deleted_at__isnull=False).exists()
    assert_exact(book)


def test_neutral_rows_are_asked_about_and_not_taken(owner, book):
    batch = bring(owner, alipay(NEUTRAL, LUNCH))

    assert batch.counts == {"asked": 1, "new": 1, "written": 1, "restored": 0}


def test_rows_that_did_not_happen_or_cannot_be_read_are_reported(owner, book):
    closed = alipay_row("2025-03-08 10:00:00", "甲", "5.00", number="1", method="", status="交易关闭")
    nothing = alipay_row("2025-03-08 10:01:00", "乙", "0.00", number="2")
    broken = alipay_row("yesterday", "丙", "5.00", number="3")

    batch = preview(owner, alipay(closed, nothing, broken, LUNCH))

    assert batch.counts == {"skipped": 2, "rejected": 1, "new": 1}
    reasons = dict(ImportRow.objects.filter(batch=batch).exclude(reason="").values_list("line", "reason"))
    assert reasons.keys() == {3, 4, 5}
    assert all(reasons.values())


def test_writing_twice_writes_once(owner, book):
    batch = preview(owner, alipay(LUNCH))
    confirm_import(owner, batch, queued=False)
    confirm_import(owner, batch, queued=False)
    write_import(batch.pk)
    write_import(batch.pk)

    assert Entry.objects.filter(book=book).count() == 1


def test_reading_twice_keeps_the_rows_of_one_reading(owner, book):
    batch = begin_import(owner, uploads=[Upload("b.csv", alipay(LUNCH, SHOP))], queued=False)
    read_import(batch.pk)
    read_import(batch.pk)

    assert ImportRow.objects.filter(batch=batch).count() == 2


def test_two_previews_of_one_bill_make_no_twins(owner, book):
    first, second = preview(owner, alipay(LUNCH)), preview(owner, alipay(LUNCH))
    for batch in (first, second):
        confirm_import(owner, batch, queued=False)
        write_import(batch.pk)

    assert Entry.objects.filter(book=book).count() == 1
