"""The kinds of sentence that the quick line knows, and what it refuses to guess.

Each expected value is what a person means by the sentence on Monday 2026-11-23 at 12:13, in 小满家.
"""

import datetime
from dataclasses import replace

import pytest

from ledger.quickline import QuickAccount, parse_quick_line

from .lines import ACCOUNTS, CATEGORIES, CONTEXT, MEMBERS, MERCHANTS, NOW, TODAY


def read(text, **changes):
    return parse_quick_line(text, today=TODAY, now=NOW, context=replace(CONTEXT, **changes))


# line, kind, minor units, account (the side that the money leaves, for income reaches), category, days ago
ENTRIES = [
    ("35 午饭 微信", "expense", 3500, "微信", "dining.lunch", 0),
    ("昨天打车23块5", "expense", 2350, "微信", "transport.taxi", 1),
    ("三十五块五 早餐", "expense", 3550, "微信", "dining.breakfast", 0),
    ("12+8 奶茶 小满", "expense", 2000, "微信", "dining.drinks", 0),
    ("退59 衣服", "refund", 5900, "微信", "clothing.clothes", 0),
    ("工资 8640 招行 10号", "income", 864000, "招行", "salary", 13),
    # Monday the 23rd: last week's Friday is the 20th, this week's Wednesday has not come.
    ("上周五 买菜 86.4 现金", "expense", 8640, "现金", "groceries", 3),
    ("上上周五 买菜 86.4", "expense", 8640, "微信", "groceries", 10),
    ("星期三 电费 200 支付宝", "expense", 20000, "支付宝", "utilities.electricity", 5),
    ("周日 电影票 2张 90", "expense", 9000, "微信", "fun.shows", 1),
    ("大前天 加油 300 信用卡", "expense", 30000, "信用卡", "transport.fuel", 3),
    ("3天前 停车费 15", "expense", 1500, "微信", "transport.parking", 3),
    # 2026-03-05: 26 days left in March, then 30 + 31 + 30 + 31 + 31 + 30 + 31 and 23 of November.
    ("3月5号 体检 1200", "expense", 120000, "微信", "health.checkup", 263),
    # 3 December has not come this year; 2025-12-03 is 365 - 10 days ago.
    ("12/3 房租 1650 工行", "expense", 165000, "工行", "housing.rent", 355),
    ("11/20 水果 32", "expense", 3200, "微信", "groceries.fruit", 3),
    ("2026-11-01 物业费 504", "expense", 50400, "微信", "utilities.property", 22),
    ("上个月10号 工资 8640", "income", 864000, "微信", "salary", 44),
    ("去年12月31号 烟花 300", "expense", 30000, "微信", "social.festival", 327),
    ("年终奖 1.2万 招行", "income", 1200000, "招行", "bonus.year_end", 0),
    ("1万2 年终奖", "income", 1200000, "微信", "bonus.year_end", 0),
    ("两千五 学费", "expense", 250000, "微信", "children.school", 0),
    ("一百二 聚餐", "expense", 12000, "微信", "dining.gathering", 0),
    ("一千零五十 保费", "expense", 105000, "微信", "health.insurance", 0),
    ("一万二 学费", "expense", 1200000, "微信", "children.school", 0),
    ("两块半 包子", "expense", 250, "微信", "dining.breakfast", 0),
    ("半块 公交", "expense", 50, "微信", "transport.transit", 0),
    ("五毛 公交", "expense", 50, "微信", "transport.transit", 0),
    ("5毛5 打印", "expense", 55, "微信", "learning.stationery", 0),
    ("3块2毛5 馒头", "expense", 325, "微信", "dining.breakfast", 0),
    ("打车 十二块八", "expense", 1280, "微信", "transport.taxi", 0),
    ("100块钱 加油", "expense", 10000, "微信", "transport.fuel", 0),
    ("35元午饭微信支付", "expense", 3500, "微信", "dining.lunch", 0),
    ("1k 保险", "expense", 100000, "微信", "health.insurance", 0),
    ("¥1,299.00 运动鞋 支付宝", "expense", 129900, "支付宝", "clothing.shoes_bags", 0),
    ("￥３５　午饭", "expense", 3500, "微信", "dining.lunch", 0),
    ("3×15 盒饭", "expense", 4500, "微信", "dining.lunch", 0),
    ("100-20 超市", "expense", 8000, "微信", "groceries.supermarket", 0),
    ("24÷2 地铁", "expense", 1200, "微信", "transport.transit", 0),
    # × before +: 10 + 2 × 3.5 = 17.
    ("10+2*3.5 奶茶", "expense", 1700, "微信", "dining.drinks", 0),
    # 10 / 3 is 3.333…, rounded to the fen.
    ("10÷3 公交", "expense", 333, "微信", "transport.transit", 0),
    ("瑞幸 9.9", "expense", 990, "微信", "dining.drinks", 0),
    ("3杯奶茶 45", "expense", 4500, "微信", "dining.drinks", 0),
    ("20份子钱", "expense", 2000, "微信", "social.ceremony", 0),
    ("300 给爸妈生活费", "expense", 30000, "微信", "elders.allowance", 0),
    ("发红包 200", "expense", 20000, "微信", "social.red_packet", 0),
    ("收到红包 66", "income", 6600, "微信", "red_packet_in", 0),
    ("利息 12.34 余额宝", "income", 1234, "余额宝", "interest", 0),
    ("房租收入 2000", "income", 200000, "微信", "interest.rent", 0),
    ("报销 320 招行", "income", 32000, "招行", "other_income.claims", 0),
    ("+500 兼职", "income", 50000, "微信", "salary.side_job", 0),
    ("卖二手 150", "income", 15000, "微信", "other_income.second_hand", 0),
    ("充值话费100", "expense", 10000, "微信", "utilities.phone", 0),
    ("招行信用卡 299 鞋子", "expense", 29900, "信用卡", "clothing.shoes_bags", 0),
    ("花了35吃饭", "expense", 3500, "微信", "dining.lunch", 0),
    ("昨晚 烧烤 268 支付宝", "expense", 26800, "支付宝", "dining.gathering", 1),
    ("退款 35 外卖 微信", "refund", 3500, "微信", "dining.takeaway", 0),
    ("前天晚上 滴滴 28", "expense", 2800, "微信", "transport.taxi", 2),
    ("昨天中午 聚餐 120", "expense", 12000, "微信", "dining.gathering", 1),
    ("月初 物业费 504", "expense", 50400, "微信", "utilities.property", 22),
    # 31 October, and 1 October.
    ("上月底 房租 1650 工行", "expense", 165000, "工行", "housing.rent", 23),
    ("上个月初 电费 45", "expense", 4500, "微信", "utilities.electricity", 53),
    ("发工资了 8640 招行", "income", 864000, "招行", "salary", 0),
    ("收房租 2000", "income", 200000, "微信", "interest.rent", 0),
    ("充了100话费", "expense", 10000, "微信", "utilities.phone", 0),
    ("lunch 35 wechat", "expense", 3500, "微信", "dining.lunch", 0),
    ("yesterday taxi 23.5", "expense", 2350, "微信", "transport.taxi", 1),
    ("last friday dinner 88 cash", "expense", 8800, "现金", "dining.dinner", 3),
    ("2 days ago coffee 32", "expense", 3200, "微信", "dining.drinks", 2),
    ("mar 5 dentist 400", "expense", 40000, "微信", "health.dental", 263),
    ("salary 8640 cmb 10th", "income", 864000, "招行", "salary", 13),
    ("refund 59 clothes", "refund", 5900, "微信", "clothing.clothes", 0),
]


@pytest.mark.parametrize(("line", "kind", "amount_minor", "account", "category", "days_ago"), ENTRIES)
def test_quick_line_reads_an_entry(line, kind, amount_minor, account, category, days_ago):
    found = read(line)
    assert (found.kind, found.amount_minor) == (kind, amount_minor)
    side = found.from_account_id if kind == "expense" else found.to_account_id
    assert side == ACCOUNTS[account].id
    assert found.category_id == CATEGORIES[category]
    assert found.date == TODAY - datetime.timedelta(days=days_ago)
    assert found.unknown == ()
    assert found.can_be_saved


# line, minor units, from, to
TRANSFERS = [
    ("微信转招行500", 50000, "微信", "招行"),
    ("工商银行转招行三千", 300000, "工行", "招行"),
    ("余额宝转到招行 2万", 2000000, "余额宝", "招行"),
    ("从工行转2000到余额宝", 200000, "工行", "余额宝"),
    ("微信提现500 招行", 50000, "微信", "招行"),
    ("还信用卡2000 招行", 200000, "招行", "信用卡"),
    ("招行还花呗1320", 132000, "招行", "花呗"),
    ("8号 花呗还款 1320 招行", 132000, "招行", "花呗"),
    ("还房贷2996.39 工行", 299639, "工行", "房贷"),
    ("取现1000 招行", 100000, "招行", "现金"),
    ("还花呗 1320", 132000, "微信", "花呗"),
    ("招行充值微信 300", 30000, "招行", "微信"),
    ("transfer 500 from wechat to cmb", 50000, "微信", "招行"),
]


@pytest.mark.parametrize(("line", "amount_minor", "source", "target"), TRANSFERS)
def test_quick_line_reads_a_transfer(line, amount_minor, source, target):
    found = read(line)
    assert (found.kind, found.amount_minor, found.debt) == ("transfer", amount_minor, "")
    assert (found.from_account_id, found.to_account_id) == (ACCOUNTS[source].id, ACCOUNTS[target].id)
    assert found.category_id is None
    assert found.can_be_saved


# line, debt, counterparty, minor units, the account whose money moves
DEBTS = [
    ("借给老王1000", "lend", "老王", 100000, "微信"),
    ("借给老王 两千 招行", "lend", "老王", 200000, "招行"),
    ("lent bob 100", "lend", "bob", 10000, "微信"),
    ("向奶奶借2000 现金", "borrow", "奶奶", 200000, "现金"),
    ("老李还我500 微信", "collect", "老李", 50000, "微信"),
    ("收老李的钱300", "collect", "老李", 30000, "微信"),
    ("小王还钱 500", "collect", "小王", 50000, "微信"),
    ("还老王300", "repay", "老王", 30000, "微信"),
    ("还给老王 300 现金", "repay", "老王", 30000, "现金"),
]


@pytest.mark.parametrize(("line", "debt", "who", "amount_minor", "account"), DEBTS)
def test_quick_line_reads_lending_and_paying_back(line, debt, who, amount_minor, account):
    found = read(line)
    assert (found.kind, found.debt, found.counterparty) == ("transfer", debt, who)
    assert found.amount_minor == amount_minor
    side = found.from_account_id if debt in {"lend", "repay"} else found.to_account_id
    assert side == ACCOUNTS[account].id
    assert found.can_be_saved


def test_quick_line_finds_the_account_of_who_owes():
    assert read("老李还我500").from_account_id == ACCOUNTS["老李欠"].id
    # Nobody called 老王 owes anything yet: the account is made when the entry is saved.
    assert read("老王还我500").from_account_id is None


@pytest.mark.parametrize(
    ("line", "spans"),
    [
        ("35 呼噜呼噜 午饭", ["呼噜呼噜"]),
        ("35 45 午饭", ["45"]),
        ("水费 45.6 电费 120", ["120"]),
        ("卖菜收入300", ["卖菜"]),
        ("借小王 500", ["借小王"]),
        ("微信转招行500 午饭", ["午饭"]),
        ("微信 招行 午饭 35", ["招行"]),
        ("30% off", ["30%", "off"]),
        ("13800138000楼 午饭 20", ["13800138000楼"]),
    ],
)
def test_quick_line_hands_back_what_it_did_not_understand(line, spans):
    found = read(line)
    assert [token.text for token in found.unknown] == spans
    assert [line[token.start : token.end] for token in found.unknown] == spans
    assert not found.can_be_saved
    assert not any(span in found.note for span in spans)


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("午饭", ("amount",)),
        ("35", ("category",)),
        ("微信提现500", ("to_account",)),
        ("取现500", ("from_account",)),
        ("", ("amount", "category")),
        ("0 午饭", ("amount",)),
    ],
)
def test_quick_line_says_what_is_missing(line, missing):
    assert read(line).missing == missing


def test_quick_line_without_a_last_account_asks_for_one():
    assert read("35 午饭", account_id=None).missing == ("account",)


def test_quick_line_members_merchants_tags_and_notes():
    found = read("小满 奶粉 268 #双十一 备注:两罐")
    assert found.member_id == MEMBERS["小满"].id
    assert (found.tags, found.note) == (("双十一",), "两罐")
    # A shop with digits in its name is no day and no sum.
    shop = read("7-11 饭团 12.5")
    assert (shop.merchant_id, shop.amount_minor, shop.date) == (MERCHANTS["7-11"].id, 1250, TODAY)
    assert read("老王菜摊 23.4").category_id == CATEGORIES["groceries"]
    assert read("瑞幸 9.9").merchant == "瑞幸"
    # What was bought is kept in its own word; a category's own name says nothing more.
    assert read("12 奶茶").note == "奶茶"
    assert read("12 早餐").note == ""


def test_quick_line_tokens_say_where_each_part_stands():
    line = "昨天打车23块5 微信"
    found = read(line)
    assert [(token.role, token.text) for token in found.tokens] == [
        ("date", "昨天"),
        ("category", "打车"),
        ("amount", "23块5"),
        ("account", "微信"),
    ]
    assert all(line[token.start : token.end] == token.text for token in found.tokens)
    assert found.tokens[2].value == 2350


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ("午饭 35", NOW),
        ("昨天 午饭 35", None),
        ("晚上8点半 电影 45", datetime.time(20, 30)),
        ("昨天下午3点20 咖啡 19.9", datetime.time(15, 20)),
        ("12:30 外卖 28", datetime.time(12, 30)),
        ("coffee 32 8pm", datetime.time(20, 0)),
    ],
)
def test_quick_line_time_of_day(line, time):
    assert read(line).time == time


def test_quick_line_meal_follows_the_clock_of_today():
    assert read("吃饭 35").category_id == CATEGORIES["dining.lunch"]
    assert read("吃饭 35 19:00").category_id == CATEGORIES["dining.dinner"]
    # Of another day nobody said the hour.
    assert read("昨天 吃饭 35").category_id == CATEGORIES["dining"]


def test_quick_line_amount_follows_the_exponent_of_the_currency():
    assert read("午饭 1200", exponent=0).amount_minor == 1200
    assert read("午饭 1.234", exponent=3).amount_minor == 1234


def test_quick_line_two_accounts_of_one_name_are_not_guessed():
    twin = QuickAccount(55, "招商银行工资卡", "bank")
    found = read("午饭 35 招行", accounts=(*CONTEXT.accounts, twin))
    assert [token.text for token in found.unknown] == ["招行"]


@pytest.mark.parametrize(
    "line", ["#", "¥", "....", "+-×÷", "还", "转", "借给", "十", "点", "万", "\0\0", "👍 35", "a" * 500]
)
def test_quick_line_never_raises(line):
    assert read(line).can_be_saved is False
