"""What the exports of 随手记 say, layout by layout."""

import datetime as dt
import io

import pytest

from ledger.importers import BillUnreadable, open_bill
from ledger.importers.base import StatedAccount
from tests.ledger.importers.feidee_builders import (
    KBF_ANDROID,
    KBF_IOS,
    feidee_2026_xls,
    feidee_cloud_xlsx,
    feidee_csv,
    feidee_kbf,
    feidee_legacy_xls,
)

SPENT = {"交易类型": "支出", "日期": "2024-09-01 12:34:56", "账户": "招商银行储蓄卡", "金额": "18.50", "备注": "午饭"}
SORTED = {"类别": "食品酒水", "子类别": "早午晚餐", "商家": "沙县小吃", "成员": "小满", "项目": "装修"}


def leg(word: str, account: str, amount: str, *, number: str = "T1", **more: str) -> dict[str, str]:
    return {"交易类型": word, "日期": "2024-09-02", "账户": account, "金额": amount, "关联Id": number} | more


def sides(record) -> tuple:
    return record.account, record.counter_account


def test_csv_v5_says_everything_that_is_sorted_by(read):
    (row,), rejected = read(feidee_csv(SPENT | SORTED))
    assert rejected == []
    assert (row.kind, row.date, row.time) == ("expense", dt.date(2024, 9, 1), dt.time(12, 34, 56))
    assert (row.amount_minor, row.currency, row.account) == (1850, "CNY", "招商银行储蓄卡")
    assert (row.category, row.subcategory) == ("食品酒水", "早午晚餐")
    assert (row.counterparty, row.member, row.project, row.note) == ("沙县小吃", "小满", "装修", "午饭")
    assert row.line == 3


def test_csv_v4_of_2012_is_read_by_the_same_names(read):
    title = "随手记导出文件(headers:v4; Android;MyMoney For Android;6.8.1;201209131928)"
    row = SPENT | {"类别": "食品酒水", "子类别": "早午晚餐", "项目": "装修", "账户币种": "USD"}
    (row,), rejected = read(feidee_csv(row, version="v4", title=title, newline="\n"))
    assert rejected == []
    assert (row.amount_minor, row.currency, row.project, row.subcategory) == (1850, "USD", "装修", "早午晚餐")


@pytest.mark.parametrize("out_first", [True, False])
def test_csv_joins_the_two_rows_of_a_transfer(read, out_first):
    legs = [leg("转出", "储蓄卡", "100.00", 账户币种="CNY"), leg("转入", "美元卡", "14.05", 账户币种="USD")]
    others = [leg("转出", "甲", "1.00", number="T2"), leg("转入", "乙", "1.00", number="T2")]
    # Other rows may stand between the two.
    first, second = legs if out_first else reversed(legs)
    rows, _ = read(feidee_csv(first, SPENT, *others, second))
    assert [row.kind for row in rows] == ["expense", "transfer", "transfer"]
    _spent, within, changed = rows
    assert sides(within) == ("甲", "乙")
    assert sides(changed) == ("储蓄卡", "美元卡")
    assert (changed.amount_minor, changed.currency) == (10000, "CNY")
    assert (changed.counter_amount_minor, changed.counter_currency) == (1405, "USD")
    assert changed.line == 3


def test_csv_leg_without_its_other_half_has_one_side(read):
    rows, _ = read(feidee_csv(leg("转出", "储蓄卡", "5.00"), leg("转入", "现金", "6.00", number="T2")))
    assert [sides(row) for row in rows] == [("储蓄卡", ""), ("", "现金")]


@pytest.mark.parametrize(
    ("word", "amount", "amount_minor", "lowers"),
    [
        ("余额变更", "123.45", 12345, False),
        ("余额变更", "-0.12", -12, False),
        ("债权变更", "3.00", 300, False),
        ("负债变更", "500.00", 50000, True),
        ("债务变更", "-1", -100, True),
    ],
)
def test_balances_set_by_hand_keep_their_sign_and_say_which_way_it_counts(read, word, amount, amount_minor, lowers):
    (row,), _ = read(feidee_csv({"交易类型": word, "日期": "2024-09-01", "账户": "卡", "金额": amount}))
    assert (row.kind, row.amount_minor, row.lowers, row.time) == ("adjust", amount_minor, lowers, None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"交易类型": "分红"}, "分红"),
        ({"日期": "昨天"}, "昨天"),
        ({"金额": "1.234"}, "1.234"),
        ({"账户币种": "XXX"}, "XXX"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_line(read, change, said):
    records, (rejected,) = read(feidee_csv(SPENT, SPENT | change))
    assert len(records) == 1
    assert rejected.line == 4
    assert said in rejected.reason


def test_negative_amounts_and_notes_of_several_lines_are_kept(read):
    (row,), _ = read(feidee_csv(SPENT | {"金额": "-1,012.30", "备注": "退货\n第二行"}, version="v5-least"))
    assert (row.kind, row.amount_minor, row.note) == ("expense", -101230, "退货\n第二行")


LEGACY = {
    "交易类型": "支出",
    "日期": "2024-09-11 05:06",
    "分类": "交通",
    "子分类": "打车",
    "账户1": "现金",
    "金额": "0.29",
}


def test_legacy_xls_reads_every_sheet_and_amounts_to_the_fen(read):
    moved = {"交易类型": "转账", "日期": "2024-09-12", "账户1": "储蓄卡", "账户2": "现金", "金额": "1234567.89"}
    set_by_hand = {"交易类型": "负债变更", "日期": "2024-09-01 00:00:00", "账户1": "信用卡", "金额": "1000"}
    content = feidee_legacy_xls([set_by_hand], [LEGACY | {"备注": "一\n二", "成员": "我", "商家": "滴滴"}], [moved], [])
    (owed, taxi, cash), rejected = read(content)
    assert rejected == []
    assert (owed.kind, owed.amount_minor, owed.lowers, owed.account) == ("adjust", 100000, True, "信用卡")
    assert (taxi.amount_minor, taxi.time, taxi.note) == (29, dt.time(5, 6), "一\n二")
    assert (taxi.category, taxi.subcategory, taxi.member, taxi.counterparty) == ("交通", "打车", "我", "滴滴")
    assert (cash.kind, cash.amount_minor, sides(cash)) == ("transfer", 123456789, ("储蓄卡", "现金"))


def test_xls_of_july_2026_names_its_columns_by_the_sheet(read):
    at = {"日期": "2026-07-05 08:09", "金额": "12.3"}
    content = feidee_2026_xls(
        支出=[at | {"交易类型": "支出", "一级分类": "交通", "二级分类": "打车", "支出账户": "现金"}],
        收入=[at | {"交易类型": "收入", "一级分类": "职业", "二级分类": "工资", "收入账户": "储蓄卡"}],
        转账=[at | {"交易类型": "转账", "转出账户": "储蓄卡", "转入账户": "现金"}],
        余额变更=[at | {"交易类型": "余额变更", "账户1": "现金"}],
    )
    with open_bill(io.BytesIO(content)) as bills:
        assert [bill.format for bill in bills] == ["feidee-xls"]
    rows, rejected = read(content)
    assert rejected == []
    assert [(row.kind, *sides(row), row.category, row.subcategory) for row in rows] == [
        ("expense", "现金", "", "交通", "打车"),
        ("income", "储蓄卡", "", "职业", "工资"),
        ("transfer", "储蓄卡", "现金", "", ""),
        ("adjust", "现金", "", "", ""),
    ]


@pytest.mark.parametrize(
    ("word", "named", "kind", "found"),
    [
        ("借入", ("小李", "现金"), "transfer", ("小李", "现金")),
        ("借出", ("现金", "小李"), "transfer", ("现金", "小李")),
        ("收债", ("", "现金"), "transfer", ("", "现金")),
        ("收债", ("现金", ""), "transfer", ("", "现金")),
        ("还债", ("现金", "小李"), "transfer", ("现金", "小李")),
        ("代付", ("现金", "公司"), "transfer", ("现金", "公司")),
        ("报销", ("公司", "现金"), "transfer", ("公司", "现金")),
        ("退款", ("现金", ""), "refund", ("现金", "")),
    ],
)
def test_cloud_book_knows_debts_and_what_is_paid_back(read, word, named, kind, found):
    row = {"交易类型": word, "日期": "2025-03-01", "账户1": named[0], "账户2": named[1], "账户币种": "CNY", "金额": "8"}
    (row,), _ = read(feidee_cloud_xlsx([row]))
    assert (row.kind, sides(row), row.amount_minor) == (kind, found, 800)


def test_cloud_book_refuses_a_transfer_between_currencies_that_gives_one_amount(read):
    at = {"日期": "2025-03-01", "金额": "100"}
    opened = at | {"交易类型": "余额变更", "账户1": "美元卡", "账户币种": "USD"}
    moved = at | {"交易类型": "转账", "账户1": "储蓄卡", "账户2": "美元卡", "账户币种": "CNY"}
    records, (rejected,) = read(feidee_cloud_xlsx([opened], [moved]))
    assert [row.currency for row in records] == ["USD"]
    assert rejected.line == 2


BACKUP = """
    INSERT INTO t_account_group VALUES (3, '现金口袋'), (14, '信用卡');
    INSERT INTO t_account VALUES (-1, '钱包', 3, 80.1, 'CNY', 0, 0, 0, 0), (-2, '招行', 14, 0, 'CNY', 450, 0, 0, 1);
    INSERT INTO t_category VALUES (-3, '食品', -9, 1), (-4, '早餐', -3, 2);
    INSERT INTO t_tag VALUES (-5, '装修', 1), (-6, '小满', 2);
    INSERT INTO t_tradingEntity VALUES (-7, '沙县小吃');
    INSERT INTO t_transaction_projectcategory_map VALUES (-10, -5, 1), (-10, -6, 2);
    INSERT INTO t_transaction VALUES
        (-10, 1433347200000, '', 0, -1, 0, 19.9, 0, -4, 19.9, '', -7),
        (-11, 1433317680000, '', 9, 0, 0, 550, -2, 0, 550, '', 0),
        (-12, 1433433600000, '还', 3, -1, 0, 100, -2, 0, 100, 'A1', 0),
        (-13, 1433433600000, '还', 2, -1, 0, 100, -2, 0, 100, 'A1', 0),
        (-14, 1433433600000, '', 77, -1, 0, 1, -2, 0, 1, '', 0);"""


@pytest.mark.parametrize("disguise", [KBF_IOS, KBF_ANDROID], ids=["iOS", "Android"])
def test_backup_is_read_in_the_order_of_time_with_its_accounts(disguise):
    with open_bill(io.BytesIO(feidee_kbf(BACKUP, disguise=disguise, photos=70)), name="我的账本.kbf") as bills:
        (bill,) = bills
        owed, spent, paid, odd = bill.read()
        accounts = bill.accounts()
    assert (bill.format, bill.name, bill.is_whole) == ("feidee-kbf", "我的账本.kbf", True)
    assert (owed.kind, owed.amount_minor, owed.date, owed.time) == (
        "adjust",
        -55000,
        dt.date(2015, 6, 3),
        dt.time(15, 48),
    )
    assert (spent.amount_minor, spent.category, spent.subcategory) == (1990, "食品", "早餐")
    assert (spent.member, spent.project, spent.counterparty) == ("小满", "装修", "沙县小吃")
    assert (paid.kind, sides(paid), paid.note) == ("transfer", ("钱包", "招行"), "还")
    assert odd.line == 5
    assert accounts == [
        StatedAccount("钱包", "CNY", 8010, "cash", False),
        StatedAccount("招行", "CNY", -45000, "credit_card", True),
    ]


def test_backup_that_would_never_end_is_refused(monkeypatch):
    monkeypatch.setattr("ledger.importers.database._MOST_STEPS", 50)
    endless = (
        "DROP TABLE t_tradingEntity; CREATE VIEW t_tradingEntity AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL"
        " SELECT i + 1 FROM n) SELECT i AS tradingEntityPOID, 'x' AS name FROM n;"
    )
    with open_bill(io.BytesIO(feidee_kbf(BACKUP + endless))) as bills:
        (bill,) = bills
        with pytest.raises(BillUnreadable) as refused:
            list(bill.read())
    assert refused.value.code == "database"
