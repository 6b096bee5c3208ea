"""Alipay's web export: its layout, as sent and as a spreadsheet saves it, and what 资金状态 decides."""

import datetime

import pytest

from ledger.importers import BillUnreadable
from ledger.importers.alipay_web import kind_of
from ledger.importers.identity import identity
from tests.ledger.importers.builders import alipay_csv, alipay_row

HEADER = (
    "交易号                  ,商家订单号               ,交易创建时间              ,付款时间                ,"
    "最近修改时间              ,交易来源地     ,类型              ,交易对方            ,商品名称                ,"
    "金额（元）   ,收/支     ,交易状态    ,服务费（元）   ,成功退款（元）  ,备注                  ,资金状态     ,"
)
FOOTER = ("-" * 84, "共2笔记录", "已收入:1笔,0.01元", "导出时间:[2025-04-01 08:00:00]    用户:测试")


def row(
    at="2025-03-08 12:30:15",
    *,
    number="2025030822001",
    counterparty="巷口面馆",
    note="午餐",
    amount="28.50",
    direction="支出",
    status="交易成功",
    fee="0.00",
    refunded="0.00",
    remark="",
    funds="已支出",
):
    return (
        f"{number}\t,M1   \t,{at} ,{at} ,{at} ,支付宝网站     ,即时到账交易          ,{counterparty}     ,{note}   ,"
        f"{amount}   ,{direction}      ,{status}    ,{fee}     ,{refunded}     ,{remark}          ,{funds}      ,"
    )


def bill(*rows, header=HEADER, encoding="gb18030", newline="\r\n"):
    title = [
        "支付宝交易记录明细查询",
        "账号:[x@example.com]",
        "起始日期:[…]    终止日期:[…]",
        "----交易记录明细列表----",
    ]
    return newline.join([*title, header, *rows, *FOOTER, ""]).encode(encoding, "replace")


def test_read_takes_the_rows_between_title_and_footer(read):
    records, rejected = read(bill(row(), row(number="2", refunded="8.50", remark="AA")))
    assert not rejected
    first, second = records
    assert (first.kind, first.date, first.time) == (
        "expense",
        datetime.date(2025, 3, 8),
        datetime.time(12, 30, 15),
    )
    assert (first.amount_minor, first.currency, first.account) == (2850, "CNY", "")
    assert (first.counterparty, first.note, first.category) == ("巷口面馆", "午餐", "即时到账交易")
    assert (first.external_id, first.merchant_order_id, first.line) == ("2025030822001", "M1", 6)
    assert (second.refunded_minor, second.remark) == (850, "AA")


def test_read_of_what_a_spreadsheet_saved_takes_its_dates_and_amounts(read):
    plain = HEADER.replace(" ", "")
    (record,), rejected = read(bill(row("2025/3/8 12:30", amount="50"), header=plain, encoding="utf-8-sig"))
    assert not rejected
    assert (record.date, record.time, record.amount_minor) == (
        datetime.date(2025, 3, 8),
        datetime.time(12, 30),
        5000,
    )


def test_read_tells_a_fee_that_was_taken_beside_the_amount(read):
    (record,), _ = read(
        bill(
            row(
                counterparty="招商银行",
                note="提现-实时提现",
                amount="500.00",
                direction="不计收支",
                fee="0.50",
                funds="资金转移",
            )
        )
    )
    assert (record.kind, record.account, record.counter_account) == ("transfer", "余额", "招商银行")
    assert (record.amount_minor, record.fee_minor, record.remark) == (50000, 0, "服务费0.50元")


def test_read_gives_a_row_the_identity_that_it_has_in_the_apps_bill(read):
    web, _ = read(bill(row()))
    app, _ = read(alipay_csv(alipay_row()))
    told = [[(identity(each), each.date, each.time, each.amount_minor) for each in rows] for rows in (web, app)]
    assert told[0] == told[1]


@pytest.mark.parametrize("changed", [{"at": "昨天"}, {"amount": "五元"}, {"fee": "?"}])
def test_read_of_a_bad_row_rejects_it_and_keeps_the_others(read, changed):
    records, rejected = read(bill(row(), row(**changed), row()))
    assert len(records) == 2
    assert [(each.line, bool(each.reason)) for each in rejected] == [(7, True)]


def test_read_of_a_title_without_its_table_says_so(read):
    with pytest.raises(BillUnreadable) as refused:
        read(bill(header="")[:60])
    assert refused.value.code == "header_missing"


@pytest.mark.parametrize(
    ("direction", "status", "note", "funds", "kind"),
    [
        ("支出", "交易成功", "水", "已支出", "expense"),
        ("支出", "等待确认收货", "键盘", "已支出", "expense"),
        ("支出", "等待买家付款", "键盘", "待支出", "skip"),
        ("支出", "交易关闭", "鼠标", "", "skip"),
        ("", "交易关闭", "鼠标", "", "skip"),
        ("支出", "交易关闭", "鼠标", "已支出", "expense"),
        ("收入", "交易成功", "转账", "已收入", "income"),
        ("收入", "等待确认收货", "旧书", "待收入", "skip"),
        ("收入", "交易成功", "余额宝-2019.09.29-收益发放", "已收入", "income"),
        ("其他", "交易成功", "余额宝-2025.03.08-收益发放", "已收入", "income"),
        ("不计收支", "退款成功", "退款-耳机", "已收入", "refund"),
        ("其他", "交易成功", "余额宝-单次转入", "资金转移", "transfer"),
        ("不计收支", "交易成功", "给自己", "资金转移", "transfer"),
        ("不计收支", "还款成功", "信用卡还款", "资金转移", "transfer"),
        ("不计收支", "还款失败", "信用卡还款", "", "skip"),
        ("不计收支", "交易成功", "寄件费", "", "neutral"),
    ],
)
def test_kind_of_follows_the_table(direction, status, note, funds, kind):
    assert kind_of(direction, status, note, funds=funds) == kind
