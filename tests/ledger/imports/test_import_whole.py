"""Bills through the whole pipeline: upload, reading, matching and writing."""

import datetime as dt
import io
import json
from collections import Counter
from pathlib import Path

import pytest
from django.db.models import Sum

from ledger.errors import BookArchived, RoleTooLow
from ledger.importers import BillUnreadable, PasswordWrong
from ledger.models import (
    Account,
    Category,
    Entry,
    EntryChange,
    ImportBatch,
    ImportedKey,
    ImportFile,
    ImportGroup,
    ImportRow,
    Merchant,
    MerchantRule,
)
from ledger.services.books import archive_book
from ledger.services.entries import delete_entries, edit_entry, record_entry
from ledger.services.imports import (
    Upload,
    begin_import,
    choose_group,
    confirm_import,
    import_files,
    read_import,
    undo_import,
    unlock_import,
    write_import,
)
from ledger.services.imports.undo import EditedSince
from ledger.services.imports.upload import ImportMoved, ImportRefused, NoFile
from ledger.services.rollups import integrity_differences
from tests.cast import account, category, expense
from tests.ledger.imports.bills import alipay, alipay_row, wechat, wechat_row

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "data"


def bring(member, *files, **more) -> ImportBatch:
    return import_files(member, files=[(f"bill{n}.csv", file) for n, file in enumerate(files)], **more)


def preview(member, *files) -> ImportBatch:
    uploads = [Upload(f"bill{n}.csv", file) for n, file in enumerate(files)]
    return read_import(begin_import(member, uploads=uploads, queued=False).pk)


def written(book) -> list[tuple]:
    return sorted(
        Entry.objects.filter(book=book, deleted_at__isnull=True).values_list(
            "kind", "date", "amount_minor", "from_account__name", "to_account__name", "merchant__name"
        ),
        key=str,
    )


def sums(book) -> dict[str, int]:
    live = Entry.objects.filter(book=book, deleted_at__isnull=True)
    return dict(live.values_list("kind").annotate(Sum("amount_minor")))


def assert_exact(book) -> None:
    assert list(integrity_differences(book.pk)) == []


LUNCH = alipay_row("2025-03-08 12:30:15", "沙县小吃", "18.50", number="2025030822001", what="牛肉面", word="餐饮美食")
SHOP = alipay_row("2025-03-09 19:02:00", "美宜佳", "32.00", number="2025030922002", method="招商银行储蓄卡(1234)")
PAY = alipay_row(
    "2025-03-10 09:00:00",
    "某某公司",
    "1200.00",
    number="2025031022003",
    direction="收入",
    method="余额",
    word="转账红包",
)
SAVED = alipay_row(
    "2025-03-11 08:00:00",
    "余额宝",
    "300.00",
    number="2025031122004",
    direction="不计收支",
    what="余额宝-单次转入",
    word="投资理财",
    method="招商银行储蓄卡(1234)",
)


def test_import_writes_each_kind_with_its_accounts_and_merchants(owner, book):
    batch = bring(owner, alipay(LUNCH, SHOP, PAY, SAVED))

    assert batch.state == "done"
    assert batch.counts == {"new": 4, "written": 4, "restored": 0}
    card = "储蓄卡"  # the scene's one bank account, which nobody has named yet, is the only card of the bill
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


def test_payment_methods_find_accounts_by_number_then_name_and_propose_the_rest(owner, book):
    icbc = account(book, "bank")
    Account.objects.filter(pk=icbc.pk).update(name="工行工资卡", number_tail="9876", key="")

    bring(
        owner,
        alipay(
            alipay_row("2025-03-08 12:00:00", "甲", "1.00", number="1", method="工商银行储蓄卡(9876)&红包"),
            alipay_row("2025-03-08 12:01:00", "乙", "2.00", number="2", method="花呗"),
            alipay_row("2025-03-08 12:02:00", "丙", "3.00", number="3", method="宁波银行储蓄卡(1746)"),
            alipay_row("2025-03-08 12:03:00", "丁", "4.00", number="4", method="红包"),
        ),
    )

    found = dict(Entry.objects.filter(book=book).values_list("merchant__name", "from_account__name"))
    assert found == {"甲": "工行工资卡", "乙": "花呗", "丙": "宁波银行(1746)", "丁": "支付宝余额"}
    made = Account.objects.get(book=book, name="宁波银行(1746)")
    assert (made.kind, made.number_tail, made.currency) == ("bank", "1746", "CNY")


def test_wechat_withdrawal_is_a_transfer_and_a_fee_in_one_group(owner, book):
    withdrawal = wechat_row(
        "2025-03-08 10:00:00",
        "招商银行(1234)",
        "1000.10",
        number="w1",
        direction="/",
        type_="零钱提现",
        method="招商银行(1234)",
        status="提现已到账",
        remark="服务费¥0.10",
    )
    bring(owner, wechat(withdrawal))
    again = bring(owner, wechat(withdrawal))

    moved, fee = Entry.objects.filter(book=book).order_by("-amount_minor")
    # 1000.10 left the wallet: 1000.00 arrived and 0.10 was the fee.
    assert (moved.kind, moved.amount_minor, fee.kind, fee.amount_minor) == ("transfer", 100000, "expense", 10)
    assert moved.from_account == fee.from_account == account(book, "wallet")
    assert moved.group == fee.group is not None
    assert fee.category.key == "other.fees"
    assert again.counts["written"] == 0
    assert_exact(book)


REFUNDED = alipay_row("2025-03-01 20:00:00", "优衣库", "199.00", number="R100", what="外套", word="服饰装扮")
REFUND = alipay_row(
    "2025-03-05 11:00:00",
    "优衣库",
    "59.00",
    number="R100_2",
    direction="不计收支",
    what="退款-外套",
    word="退款",
    status="退款成功",
)


def test_refund_finds_its_expense_in_the_same_bill(owner, book):
    bring(owner, alipay(REFUND, REFUNDED))

    refund = Entry.objects.get(book=book, kind="refund")
    assert refund.refund_of == Entry.objects.get(book=book, kind="expense")
    assert refund.category == refund.refund_of.category is not None
    assert refund.to_account.name == "余额宝"


def test_refund_finds_its_expense_of_an_earlier_import(owner, book):
    bring(owner, alipay(REFUNDED))
    bought = Entry.objects.get(book=book)
    edit_entry(owner, bought, version=1, changes={"category": category(book, n=2)})

    bring(owner, alipay(REFUND))

    refund = Entry.objects.get(book=book, kind="refund")
    assert refund.refund_of == bought
    assert refund.category == category(book, n=2)


def test_row_like_an_entry_typed_by_hand_completes_it(owner, book):
    fun = category(book, n=3)
    typed = record_entry(
        owner,
        draft=expense(
            book, 1850, date=dt.date(2025, 3, 8), category=fun, note="和小李", from_account=account(book, "money_fund")
        ),
    )
    other = record_entry(owner, draft=expense(book, 1850, date=dt.date(2025, 3, 8)))  # cash: another payment

    batch = bring(owner, alipay(LUNCH))

    assert batch.counts == {"typed": 1, "written": 0, "restored": 0}
    typed.refresh_from_db()
    assert (typed.category, typed.note, typed.version) == (fun, "和小李", 2)
    assert (typed.time, typed.merchant.name) == (dt.time(12, 30, 15), "沙县小吃")
    assert typed.extra["bill"] == "alipay:2025030822001"
    other.refresh_from_db()
    assert (other.version, other.merchant) == (1, None)
    assert bring(owner, alipay(LUNCH)).counts == {"known": 1, "written": 0, "restored": 0}
    assert_exact(book)


def test_each_typed_entry_is_taken_once_and_by_the_nearest_row(owner, book):
    fund = account(book, "money_fund")
    typed = record_entry(
        owner,
        draft=expense(book, 500, date=dt.date(2025, 3, 8), time=dt.time(12, 0), from_account=fund),
    )
    far = alipay_row("2025-03-08 18:00:00", "晚", "5.00", number="1")
    near = alipay_row("2025-03-08 12:05:00", "午", "5.00", number="2")
    late = alipay_row("2025-03-10 12:00:00", "迟", "5.00", number="3")

    batch = bring(owner, alipay(late, far, near))

    assert batch.counts == {"typed": 1, "new": 2, "written": 2, "restored": 0}
    typed.refresh_from_db()
    assert typed.merchant.name == "午"


def test_transfer_told_by_two_bills_is_one(owner, book):
    """WeChat charges its wallet from the bank; the bank's card is paid through Alipay, which tells it too."""
    by_wechat = wechat_row(
        "2025-03-08 10:00:00",
        "招商银行信用卡还款",
        "800.00",
        number="w1",
        direction="/",
        type_="信用卡还款",
        method="工商银行(9876)",
    )
    by_alipay = alipay_row(
        "2025-03-08 10:03:00",
        "招商银行",
        "800.00",
        number="a1",
        direction="不计收支",
        what="信用卡还款",
        word="信用借还",
        method="工商银行储蓄卡(9876)",
        status="还款成功",
    )
    batch = bring(owner, wechat(by_wechat), alipay(by_alipay))

    assert batch.counts == {"new": 1, "paired": 1, "written": 1, "restored": 0}
    entry = Entry.objects.get(book=book)
    assert ImportedKey.objects.get(book=book).entry == entry
    assert bring(owner, alipay(by_alipay)).counts == {"known": 1, "written": 0, "restored": 0}
    assert_exact(book)


def test_transfer_told_by_an_earlier_import_is_one(owner, book):
    test_rows = {
        "number": "w1",
        "direction": "/",
        "type_": "信用卡还款",
        "method": "工商银行(9876)",
    }
    bring(owner, wechat(wechat_row("2025-03-08 10:00:00", "招商银行信用卡还款", "800.00", **test_rows)))

    batch = bring(
        owner,
        alipay(
            alipay_row(
                "2025-03-09 01:00:00",
                "招商银行",
                "800.00",
                number="a1",
                direction="不计收支",
                what="信用卡还款",
                word="信用借还",
                method="工商银行储蓄卡(9876)",
                status="还款成功",
            )
        ),
    )

    assert batch.counts == {"paired": 1, "written": 0, "restored": 0}
    assert ImportedKey.objects.get(book=book).entry == Entry.objects.get(book=book)


NEUTRAL = alipay_row(
    "2025-03-08 10:00:00", "妈妈", "66.00", number="n1", direction="不计收支", what="超市", method="亲情卡(妈妈)"
)


def test_neutral_rows_are_asked_about_and_not_taken(owner, book):
    batch = bring(owner, alipay(NEUTRAL, LUNCH))

    assert batch.counts == {"asked": 1, "new": 1, "written": 1, "restored": 0}


def test_neutral_rows_are_taken_as_what_somebody_says(owner, book):
    batch = preview(owner, alipay(NEUTRAL, LUNCH))
    group = ImportGroup.objects.get(batch=batch, kind="neutral")
    choose_group(owner, batch, group, taken_as="expense", category=category(book))
    confirm_import(owner, batch, queued=False)
    batch = write_import(batch.pk)

    assert batch.counts == {"new": 2, "written": 2, "restored": 0}
    assert Entry.objects.get(book=book, merchant__name="妈妈").category == category(book)


def test_rows_that_did_not_happen_or_cannot_be_read_are_reported(owner, book):
    closed = alipay_row("2025-03-08 10:00:00", "甲", "5.00", number="1", method="", status="交易关闭")
    nothing = alipay_row("2025-03-08 10:01:00", "乙", "0.00", number="2")
    broken = alipay_row("yesterday", "丙", "5.00", number="3")

    batch = preview(owner, alipay(closed, nothing, broken, LUNCH))

    assert batch.counts == {"skipped": 2, "rejected": 1, "new": 1}
    reasons = dict(ImportRow.objects.filter(batch=batch).exclude(reason="").values_list("line", "reason"))
    assert reasons.keys() == {3, 4, 5}
    assert all(reasons.values())


def test_rule_decides_for_the_next_import(owner, book):
    batch = preview(owner, alipay(SHOP))
    group = ImportGroup.objects.get(batch=batch)
    chosen = category(book, n=4)
    choose_group(owner, batch, group, category=chosen, account=account(book, "cash"), always=True)
    assert MerchantRule.objects.get(book=book).name == "美宜佳"

    later = alipay_row("2025-04-09 19:02:00", "美宜佳", "8.00", number="9", method="花呗")
    bring(owner, alipay(later))

    entry = Entry.objects.get(book=book)
    assert (entry.category, entry.from_account) == (chosen, account(book, "cash"))


def test_what_somebody_chose_last_beats_the_guess(owner, book):
    bring(owner, alipay(SHOP))
    entry = Entry.objects.get(book=book)
    chosen = category(book, n=5)
    assert entry.category not in (None, chosen)
    edit_entry(owner, entry, version=1, changes={"category": chosen})

    bring(owner, alipay(alipay_row("2025-04-09 19:02:00", "美宜佳", "8.00", number="9")))

    assert Entry.objects.get(book=book, amount_minor=800).category == chosen


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


@pytest.mark.parametrize("role", ["contributor", "viewer"])
def test_low_roles_import_nothing(role, request, owner):
    member = request.getfixturevalue(role)
    with pytest.raises(RoleTooLow):
        bring(member, alipay(LUNCH))
    assert not ImportBatch.objects.exists()


def test_archived_book_takes_no_import(owner):
    archive_book(owner, archived=True)
    with pytest.raises(BookArchived):
        bring(owner, alipay(LUNCH))


def test_nothing_brought_is_refused(owner):
    with pytest.raises(NoFile):
        begin_import(owner, uploads=[])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 cut off",
        b"%PDF-1.4",
        "只是一段文字".encode(),
    ],
)
def test_what_is_no_bill_leaves_nothing_behind(owner, content):
    with pytest.raises(BillUnreadable) as caught:
        begin_import(owner, uploads=[Upload("x.csv", io.BytesIO(content))], queued=False)
    assert str(caught.value)
    assert not ImportBatch.objects.exists()


def test_bill_cut_off_before_its_table_fails_with_a_sentence(owner, book):
    batch = bring(owner, io.BytesIO(alipay().getvalue()[:80]))

    assert (batch.state, bool(batch.error)) == ("failed", True)
    assert not Entry.objects.filter(book=book).exists()
    assert not ImportFile.objects.exists()


def test_several_files_of_which_none_is_a_bill_are_named(owner):
    with pytest.raises(ImportRefused) as caught:
        begin_import(
            owner, uploads=[Upload("a.pdf", io.BytesIO(b"%PDF-1.4")), Upload("b.csv", io.BytesIO(b""))], queued=False
        )
    assert [sentence[:5] for sentence in caught.value.fields["files"]] == ["a.pdf", "b.csv"]


def test_a_bill_among_other_files_is_taken_and_the_others_are_named(owner, book):
    batch = bring(owner, alipay(LUNCH), io.BytesIO(b"%PDF-1.4"))

    assert batch.state == "done"
    assert [bool(file.get("error")) for file in batch.files] == [False, True]


def locked(content: io.BytesIO, password: str) -> io.BytesIO:
    pyzipper = pytest.importorskip("pyzipper")
    packed = io.BytesIO()
    with pyzipper.AESZipFile(packed, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        archive.writestr("账单.csv", content.getvalue())
    packed.seek(0)
    return packed


def test_locked_archive_waits_for_its_password_and_keeps_none(owner, book):
    batch = begin_import(owner, uploads=[Upload("a.zip", locked(alipay(LUNCH), "123456"))], queued=False)
    assert batch.state == "locked"
    assert ImportFile.objects.get(batch=batch).locked

    with pytest.raises(PasswordWrong):
        unlock_import(owner, batch, passwords=["654321"])
    batch = unlock_import(owner, batch, passwords=["123456"])

    assert batch.state in ("reading", "preview")
    assert "123456" not in json.dumps(batch.files)
    assert not ImportFile.objects.filter(batch=batch, locked=True).exists()


def test_two_archives_with_a_password_each(owner, book):
    uploads = [
        Upload("a.zip", locked(alipay(LUNCH), "111111")),
        Upload("w.zip", locked(wechat(wechat_row("2025-03-08 10:00:00", "甲", "5.00", number="w")), "222222")),
    ]
    batch = begin_import(owner, uploads=uploads, passwords=["111111"], queued=False)
    assert batch.state == "locked"

    batch = unlock_import(owner, batch, passwords=["222222"])
    assert batch.state != "locked"


SAMPLE_FILES = sorted(
    path
    for folder in ("alipay-app-csv", "wechat-csv", "wechat-xlsx")
    for path in (SAMPLES / folder).glob("*")
    if path.suffix in (".csv", ".xlsx")
)


@pytest.mark.skipif(not SAMPLE_FILES, reason="the sample bills are not beside this checkout")
@pytest.mark.parametrize("path", SAMPLE_FILES, ids=lambda path: path.name)
def test_sample_comes_in_with_the_totals_expected(owner, book, path):
    expected = json.loads(path.with_name(path.name + ".expected.json").read_text())
    with path.open("rb") as file:
        batch = import_files(owner, files=[(path.name, file)])

    assert batch.state == "done", batch.error
    totals = expected["totals"]["CNY"]
    found = Counter(sums(book))
    fees = (
        Entry.objects.filter(book=book, kind="expense", group__isnull=False).aggregate(s=Sum("amount_minor"))["s"] or 0
    )
    assert found["income"] == totals["income_minor"]
    assert found["expense"] - fees == totals["expense_gross_minor"]
    assert found["refund"] == totals["refund_minor"]
    assert_exact(book)
    with path.open("rb") as file:
        assert import_files(owner, files=[(path.name, file)]).counts["written"] == 0
    undo_import(owner, batch)
    assert not Entry.objects.filter(book=book).exists()
    assert_exact(book)


def test_the_unused_categories_stay_clean(owner, book):
    """What was guessed is no wish: a merchant learns a category only where somebody chose one."""
    batch = preview(owner, alipay(SHOP, LUNCH))
    group = ImportGroup.objects.get(batch=batch, merchant="美宜佳")
    choose_group(owner, batch, group, category=Category.objects.get(book=book, key="children.toys"))
    confirm_import(owner, batch, queued=False)
    write_import(batch.pk)

    learnt = dict(Merchant.objects.filter(book=book).values_list("name", "category__key"))
    assert learnt == {"美宜佳": "children.toys", "沙县小吃": None}
    assert not EntryChange.objects.exists()


def test_the_scenes_card_becomes_the_first_banks_and_no_other_banks(owner, book):
    first = bring(
        owner, alipay(alipay_row("2025-03-09 12:00:00", "美宜佳", "32.00", number="1", method="中信银行储蓄卡(6428)"))
    )
    bring(owner, alipay(alipay_row("2025-03-10 12:00:00", "美宜佳", "8.00", number="2", method="招商银行储蓄卡(6612)")))
    cards = dict(Account.objects.filter(book=book, kind="bank", number_tail__gt="").values_list("number_tail", "key"))
    assert cards == {"6428": account(book, "bank").key, "6612": ""}
    paid_from = Entry.objects.order_by("date").values_list("from_account__number_tail", flat=True)
    assert list(paid_from) == ["6428", "6612"]
    undo_import(owner, first)
    assert account(book, "bank").number_tail == ""
