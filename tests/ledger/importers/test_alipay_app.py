"""Alipay's app export: layouts, encodings, and each rule of its table of statuses."""

import datetime

import pytest

from ledger.importers.alipay_app import kind_of, sides_of
from tests.ledger.importers.builders import ALIPAY_2021_HEADER, ALIPAY_TITLE, alipay_csv, alipay_row


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("preamble", [0, 24])
def test_read_in_any_encoding_and_after_any_preamble_gives_the_row(read, encoding, preamble):
    records, rejected = read(alipay_csv(alipay_row(), encoding=encoding, preamble=preamble))
    assert not rejected
    (record,) = records
    assert record.kind == "expense"
    assert (record.date, record.time) == (datetime.date(2025, 3, 8), datetime.time(12, 30, 15))
    assert (record.amount_minor, record.currency) == (2850, "CNY")
    assert (record.account, record.counter_account) == ("余额宝", "")
    assert (record.counterparty, record.category, record.note) == ("巷口面馆", "餐饮美食", "午餐")
    assert (record.external_id, record.merchant_order_id) == ("2025030822001", "M1")
    assert (record.status, record.direction_raw) == ("交易成功", "支出")
    # Dashes, two lines about the person, the notes, the title and the header stand above.
    assert record.line == preamble + 6


def test_read_of_2021_layout_finds_columns_by_name_and_leaves_the_footer(read):
    row = (
        "其他                  ,易购旗舰店       ,zhi***@example.com  ,退款-内存卡,招商银行(9876)          ,"
        '"1,109.90"            ,退款成功                ,退款                  ,123456\t,ABC9876\t,'
        "2021-06-01 00:13:56 ,"
    )
    footer = ["-" * 84, "导出信息：", "共21笔记录", "收入：0笔,0.00元", "", "特别提示："]
    text = "\n".join([ALIPAY_TITLE, ALIPAY_2021_HEADER, row, *footer])
    records, rejected = read(text.encode("gb18030"))
    assert not rejected
    (record,) = records
    assert (record.kind, record.amount_minor, record.direction_raw) == ("refund", 110990, "其他")
    assert (record.account, record.note, record.line) == ("招商银行(9876)", "退款-内存卡", 3)


def test_read_of_padded_and_short_rows_takes_them(read):
    padded = alipay_row(
        counterparty="luckincoffee        ", method="中信银行信用卡(6428)&商家专享券 ", amount="5.00   "
    )
    # Hand-edited files lose the last, empty columns.
    short = alipay_row(at="2025-03-09 08:00:00").rsplit(",", 2)[0]
    records, rejected = read(alipay_csv(padded, short, alipay_row()))
    assert not rejected
    assert [record.amount_minor for record in records] == [500, 2850, 2850]
    assert records[0].account == "中信银行信用卡(6428)&商家专享券"
    assert records[0].counterparty == "luckincoffee"


@pytest.mark.parametrize("blank", [" ", "\t", "\u3000", "\u00a0", "\u200b", "\ufeff"])
def test_read_of_blanks_of_any_kind_trims_them(read, blank):
    (record,), _ = read(
        alipay_csv(alipay_row(counterparty=f"{blank}面馆{blank}", amount=f"{blank}5.00"), encoding="utf-8")
    )
    assert (record.counterparty, record.amount_minor) == ("面馆", 500)


def test_read_of_a_row_saved_by_a_spreadsheet_takes_its_date_and_amount(read):
    records, rejected = read(alipay_csv(alipay_row("2023/2/12 16:53", amount="50")))
    assert not rejected
    assert (records[0].date, records[0].time) == (datetime.date(2023, 2, 12), datetime.time(16, 53))
    assert records[0].amount_minor == 5000


@pytest.mark.parametrize(
    "changed",
    [
        {"at": "昨天"},
        {"at": "2025-02-30 10:00:00"},
        {"amount": "-5.00"},
        {"amount": "五元"},
        {"amount": "1.005"},
        {"amount": ""},
    ],
)
def test_read_of_a_bad_row_rejects_it_and_keeps_the_others(read, changed):
    records, rejected = read(alipay_csv(alipay_row(), alipay_row(**changed), alipay_row()))
    assert len(records) == 2
    assert [(row.line, bool(row.reason)) for row in rejected] == [(15, True)]


@pytest.mark.parametrize(
    "kept", ["2025-03-08 12:3", "2025-03-08 12:30:15,餐饮美食,巷口面馆,/,午餐,支出,28", "whole but the id"]
)
def test_read_of_a_file_cut_in_its_last_row_keeps_the_rows_before(read, kept):
    cut = alipay_row().rsplit(",", 3)[0] if kept.startswith("whole") else kept
    records, rejected = read(alipay_csv(alipay_row(), cut, end=""))
    assert len(records) == 1
    assert [row.line for row in rejected] == [15]


def test_read_of_two_files_joined_end_to_end_reads_both(read):
    records, rejected = read(alipay_csv(alipay_row()) + alipay_csv(alipay_row("2025-03-09 12:00:00")))
    assert not rejected
    assert [record.date.day for record in records] == [8, 9]


def test_read_of_a_quoted_note_over_two_lines_keeps_the_line_numbers(read):
    row = alipay_row(note='"第一行\n第二行"')
    records, rejected = read(alipay_csv(row, alipay_row()))
    assert not rejected
    assert [(record.note, record.line) for record in records] == [("第一行\n第二行", 14), ("午餐", 16)]


def test_read_of_a_stray_quote_does_not_swallow_the_rows_after_it(read):
    records, rejected = read(alipay_csv(alipay_row(note='"没有关上'), alipay_row(note='他说"好"'), alipay_row()))
    assert not rejected
    assert [record.note for record in records] == ["没有关上", '他说"好"', "午餐"]


@pytest.mark.parametrize(
    ("direction", "status", "note", "category", "method", "kind"),
    [
        ("支出", "交易成功", "午餐", "餐饮美食", "余额", "expense"),
        ("支出", "支付成功", "医保支付", "医疗健康", "", "expense"),
        ("支出", "等待确认收货", "袜子", "服饰装扮", "花呗", "expense"),
        ("支出", "代付成功", "袜子", "服饰装扮", "花呗", "expense"),
        ("支出", "交易关闭", "袜子", "服饰装扮", "", "skip"),
        ("支出", "已关闭", "袜子", "服饰装扮", "", "skip"),
        ("支出", "交易关闭", "袜子", "服饰装扮", "花呗", "expense"),
        ("支出", "等待付款", "袜子", "服饰装扮", "", "skip"),
        ("收入", "交易成功", "收钱码收款", "收入", "", "income"),
        ("收入", "交易关闭", "旧书", "收入", "余额", "skip"),
        ("收入", "退款成功", "退款-袜子", "服饰装扮", "花呗", "refund"),
        ("不计收支", "退款成功", "退款-袜子", "退款", "花呗", "refund"),
        ("不计收支", "退款成功", "退款-袜子", "服饰装扮", "花呗", "refund"),
        ("不计收支", "退税成功", "个税退税", "其他", "余额", "refund"),
        ("其他", "退款成功", "退款-袜子", "退款", "招商银行(9876)", "refund"),
        ("不计收支", "退款成功", "蚂蚁财富-某基金-买入退款", "投资理财", "余额宝", "transfer"),
        ("不计收支", "退款成功", "蚂蚁财富-某基金-买入", "投资理财", "余额宝", "transfer"),
        ("不计收支", "交易成功", "余额宝-2025.03.08-收益发放", "投资理财", "余额宝", "income"),
        ("不计收支", "交易成功", "充值-普通充值", "账户存取", "余额", "transfer"),
        ("不计收支", "交易成功", "提现-实时提现", "转账红包", "余额", "transfer"),
        ("不计收支", "交易成功", "余额宝-单次转入", "投资理财", "余额", "transfer"),
        ("不计收支", "交易成功", "转账给自己", "转账红包", "余额", "transfer"),
        ("不计收支", "还款成功", "花呗主动还款", "信用借还", "余额宝", "transfer"),
        ("不计收支", "放款成功", "借呗放款至银行卡", "信用借还", "招商银行(9876)", "transfer"),
        ("不计收支", "交易成功", "某基金-卖出至余额宝", "投资理财", "余额宝", "transfer"),
        ("不计收支", "交易关闭", "手机充值", "充值缴费", "", "skip"),
        ("不计收支", "还款失败", "花呗主动还款", "信用借还", "", "skip"),
        ("不计收支", "解冻成功", "押金", "信用借还", "", "skip"),
        ("不计收支", "信用服务使用成功", "押金", "信用借还", "", "skip"),
        ("不计收支", "芝麻免押下单成功", "充电宝", "信用借还", "", "skip"),
        ("不计收支", "交易成功", "洗发水", "日用百货", "亲情卡(妈妈)", "neutral"),
        ("不计收支", "交易成功", "寄件费", "生活服务", "支付宝小荷包(我们的)", "neutral"),
        ("不计收支", "交易成功", "袜子", "亲友代付", "", "neutral"),
        ("不计收支", "交易成功", "自己改成不计的午餐", "餐饮美食", "花呗", "neutral"),
    ],
)
def test_kind_of_follows_the_table(direction, status, note, category, method, kind):
    assert kind_of(direction, status, note, category=category, method=method) == kind


@pytest.mark.parametrize(
    ("note", "status", "counterparty", "method", "sides"),
    [
        ("提现-实时提现", "交易成功", "宁波银行", "余额", ("余额", "宁波银行")),
        ("充值-普通充值", "交易成功", "测试用户", "余额", ("", "余额")),
        ("余额宝-单次转入", "交易成功", "余额宝", "宁波银行储蓄卡(1746)", ("宁波银行储蓄卡(1746)", "余额宝")),
        ("余额宝-转出到银行卡", "交易成功", "宁波银行", "宁波银行储蓄卡(1746)", ("余额宝", "宁波银行储蓄卡(1746)")),
        ("余额宝-转出到余额", "交易成功", "测试用户", "余额", ("余额宝", "余额")),
        ("转账收款到余额宝", "交易成功", "余额宝", "余额", ("余额", "余额宝")),
        ("花呗主动还款", "还款成功", "花呗", "余额宝&花呗金", ("余额宝", "花呗")),
        ("信用卡还款", "还款成功", "中信银行", "余额宝", ("余额宝", "中信银行信用卡")),
        ("蚂蚁借呗放款至银行卡", "放款成功", "蚂蚁借呗", "建设银行储蓄卡(2105)", ("蚂蚁借呗", "建设银行储蓄卡(2105)")),
        ("备用金取出至余额", "放款成功", "备用金", "", ("备用金", "余额")),
        ("某基金-买入", "交易成功", "某基金公司", "余额宝", ("余额宝", "某基金公司")),
        ("某基金-卖出至余额宝", "交易成功", "某基金公司", "余额宝", ("某基金公司", "余额宝")),
        ("某基金-买入退款", "退款成功", "某基金公司", "余额宝", ("某基金公司", "余额宝")),
    ],
)
def test_sides_of_a_transfer_says_where_money_left_and_arrived(note, status, counterparty, method, sides):
    assert sides_of(note, status, counterparty=counterparty, method=method) == sides
