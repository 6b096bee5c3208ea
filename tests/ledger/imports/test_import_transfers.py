"""Transfers, also those that two bills tell from both sides."""

from ledger.models import Entry, ImportedKey
from tests.cast import account
from tests.ledger.imports.bills import alipay, alipay_row, assert_exact, bring, wechat, wechat_row


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
