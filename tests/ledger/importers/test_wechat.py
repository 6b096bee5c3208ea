"""WeChat Pay: the CSV, both layouts of the workbook, and the rules they share."""

import datetime

import pytest

from ledger.importers import BillUnreadable
from ledger.importers.wechat import kind_of, sides_of
from tests.ledger.importers.builders import WECHAT_HEADER, wechat_csv, wechat_preamble, wechat_row, wechat_xlsx, xlsx
from tests.ledger.importers.feidee_builders import xls

FEE_ROW = wechat_row(
    category="零钱提现",
    counterparty="招商银行(8837)",
    note="/",
    direction="/",
    amount='"¥1,001.00"',
    method="招商银行",
    status="提现已到账",
    merchant_order_id="/",
    remark='"服务费¥1.00"',
)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_read_of_csv_gives_the_row(read, newline):
    records, rejected = read(wechat_csv(wechat_row(), newline=newline))
    assert not rejected
    (record,) = records
    assert (record.kind, record.amount_minor, record.account) == ("expense", 2850, "零钱")
    assert (record.date, record.time) == (datetime.date(2025, 3, 8), datetime.time(12, 30, 15))
    assert (record.external_id, record.merchant_order_id) == ("4200002500001", "M1")
    assert (record.category, record.note, record.remark, record.line) == ("商户消费", "午餐", "", 18)


def test_read_of_a_withdrawal_keeps_the_fee_inside_the_amount(read):
    (record,), _ = read(wechat_csv(FEE_ROW))
    assert (record.kind, record.amount_minor, record.fee_minor) == ("transfer", 100100, 100)
    # The counterparty knows the number of the card that the method does not tell.
    assert (record.account, record.counter_account) == ("零钱", "招商银行(8837)")
    assert (record.merchant_order_id, record.note) == ("", "")


def test_read_of_a_slash_gives_an_empty_value_and_income_lands_in_the_balance(read):
    row = wechat_row(category="微信红包", note="/", direction="收入", amount="¥0.35", method="/", status="已存入零钱")
    (record,), _ = read(wechat_csv(row))
    assert (record.kind, record.amount_minor, record.account, record.note) == ("income", 35, "零钱", "")


def test_read_of_quotes_that_are_not_escaped_takes_them_as_written(read):
    rows = [wechat_row(counterparty='打开，点击底部"多多视频"'), wechat_row(note='"运动鞋, 42码 ""限量"""')]
    records, rejected = read(wechat_csv(*rows))
    assert not rejected
    assert records[0].counterparty == '打开，点击底部"多多视频"'
    assert records[1].note == '运动鞋, 42码 "限量"'


@pytest.mark.parametrize(
    ("status", "refunded_minor"),
    [
        ("支付成功", 0),
        ("已全额退款", 2850),
        ("对方已退还", 2850),
        ("已退款(￥3.00)", 300),
        ("已退款(¥3.5)", 350),
        ("已退款￥1,203.00", 120300),
    ],
)
def test_read_of_a_refunded_expense_keeps_it_gross_and_notes_the_refund(read, status, refunded_minor):
    (record,), _ = read(wechat_csv(wechat_row(status=f'"{status}"')))
    assert (record.kind, record.amount_minor, record.refunded_minor) == ("expense", 2850, refunded_minor)


@pytest.mark.parametrize("shared", [False, True])
def test_read_of_2025_workbook_gives_texts_as_in_the_csv(read, shared):
    (from_sheet,), rejected = read(wechat_xlsx(wechat_row(), shared=shared))
    (from_csv,), _ = read(wechat_csv(wechat_row()))
    assert not rejected
    assert from_sheet == from_csv


def test_read_of_2026_workbook_takes_serial_dates_and_numbers(read):
    # 2026-03-31 is day 46112; 21:35:09 is 77709 of 86400 seconds.
    rows = [
        (46112 + 77709 / 86400, *wechat_row()[1:5], 26.800000000000001, *wechat_row()[6:]),
        (46112.0, *wechat_row()[1:5], 1028.1, *wechat_row()[6:10], ""),
    ]
    records, rejected = read(wechat_xlsx(*rows, notes=4))
    assert not rejected
    assert [(record.date, record.time) for record in records] == [
        (datetime.date(2026, 3, 31), datetime.time(21, 35, 9)),
        (datetime.date(2026, 3, 31), datetime.time(0, 0)),
    ]
    assert [record.amount_minor for record in records] == [2680, 102810]
    assert [record.line for record in records] == [19, 20]


def test_read_of_a_workbook_saved_as_xls_gives_the_same(read):
    preamble = [[line] for line in wechat_preamble() if line]
    cells = (45724.5, *wechat_row()[1:5], 28.5, *wechat_row()[6:])
    (from_xls,), rejected = read(xls([*preamble, WECHAT_HEADER, cells]))
    assert not rejected
    assert (from_xls.date, from_xls.time, from_xls.amount_minor) == (
        datetime.date(2025, 3, 8),
        datetime.time(12),
        2850,
    )


def test_read_of_a_converted_workbook_takes_one_of_its_two_sheets(read):
    preamble = [[line] if line else [] for line in wechat_preamble()]
    copied = [[f"Column{n}" for n in range(1, 12)], *preamble, WECHAT_HEADER, wechat_row()]
    original = [*preamble, WECHAT_HEADER, (45724.5, *wechat_row()[1:5], 28.5, *wechat_row()[6:])]
    records, rejected = read(xlsx(copied, original, [["别的"]]))
    assert not rejected
    # Serial 45724.5 is noon of 2025-03-08: the original's, not the copy's 12:30:15.
    assert [(record.time, record.amount_minor) for record in records] == [(datetime.time(12), 2850)]


def test_read_of_a_bad_row_in_a_workbook_rejects_it(read):
    records, rejected = read(wechat_xlsx(wechat_row(amount="免费"), wechat_row()))
    assert len(records) == 1
    assert [row.line for row in rejected] == [18]


def test_read_of_a_title_without_a_table_says_so(read):
    with pytest.raises(BillUnreadable) as refused:
        read("\n".join(wechat_preamble()).encode())
    assert refused.value.code == "header_missing"


@pytest.mark.parametrize(
    ("direction", "type_", "status", "kind"),
    [
        ("支出", "商户消费", "支付成功", "expense"),
        ("支出", "转账", "对方已退还", "expense"),
        ("支出", "亲属卡交易", "支付成功", "expense"),
        ("支出", "商户消费", "已关闭", "skip"),
        ("收入", "微信红包", "已存入零钱", "income"),
        ("收入", "巷口面馆-退款", "已全额退款", "refund"),
        ("收入", "转账-退款", "已全额退款", "refund"),
        ("收入", "微信红包-退款", "已全额退款", "refund"),
        ("", "零钱提现", "提现已到账", "transfer"),
        ("", "零钱提现", "提现失败，已退回零钱", "skip"),
        ("", "零钱充值", "充值完成", "transfer"),
        ("", "转入零钱通-来自零钱", "支付成功", "transfer"),
        ("", "零钱通转出-到零钱", "支付成功", "transfer"),
        ("", "信用卡还款", "支付成功", "transfer"),
        ("", "购买理财通", "支付成功", "transfer"),
        ("", "没见过的类型", "支付成功", "neutral"),
    ],
)
def test_kind_of_follows_the_table(direction, type_, status, kind):
    assert kind_of(direction, type_, status) == kind


@pytest.mark.parametrize(
    ("type_", "counterparty", "method", "sides"),
    [
        ("零钱提现", "招商银行()", "工商银行", ("零钱", "工商银行")),
        ("零钱充值", "工商银行(9876)", "工商银行(9876)", ("工商银行(9876)", "零钱")),
        ("转入零钱通-来自工商银行(9876)", "", "工商银行(9876)", ("工商银行(9876)", "零钱通")),
        ("零钱通转出-到零钱", "", "零钱通", ("零钱通", "零钱")),
        ("信用卡还款", "建设银行信用卡还款", "零钱", ("零钱", "建设银行信用卡")),
        ("购买理财通", "理财通", "工商银行", ("工商银行", "理财通")),
    ],
)
def test_sides_of_a_transfer_says_where_money_left_and_arrived(type_, counterparty, method, sides):
    assert sides_of(type_, counterparty=counterparty, method=method) == sides
