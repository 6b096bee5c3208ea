"""What the guesser says of single records and of real bills."""

import datetime
import json
from collections import defaultdict
from pathlib import Path

import pytest

from ledger.demo.alipay_bill import alipay_rows
from ledger.demo.family import family_book
from ledger.guessing import NO_GUESS, Guess, guess, guess_words, read_dictionary, standard_dictionary
from ledger.scenarios import load_scenes, scene

SAMPLES = Path(__file__).parent / "sample_rows.json"


def clock(text):
    return datetime.time.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("counterparty", "note", "category", "time", "concept"),
    [
        ("瑞幸咖啡", "订单付款", "餐饮美食", "08:40", "dining.drinks"),
        ("美宜佳", "消费", "日用百货", "20:10", "household.convenience"),
        ("东莞肯德基有限公司", "KFCAPIDGB012345", "餐饮美食", "12:43", "dining.lunch"),
        ("肯德基", "早餐套餐", "餐饮美食", "11:20", "dining.breakfast"),
        ("某餐厅", "收款方备注:二维码收款", "扫二维码付款", "18:03", "dining.dinner"),
        ("某餐厅", "", "扫二维码付款", "23:51", "dining.supper"),
        ("某餐厅", "", "扫二维码付款", "00:06", "dining.supper"),
        ("某餐厅", "", "扫二维码付款", "", "dining"),
        # Between meals nobody knows.
        ("某餐厅", "", "扫二维码付款", "15:30", "dining"),
        # An exporter that knows only the day writes midnight.
        ("某餐厅", "", "扫二维码付款", "00:00", "dining"),
        ("苏记包子铺", "", "扫二维码付款", "07:20", "dining.breakfast"),
        ("苏记包子铺", "", "扫二维码付款", "12:20", "dining.lunch"),
        ("孟", "商品", "餐饮美食", "12:10", "dining.lunch"),
        ("张三", "收款方备注:二维码收款付款方留言:牛肉拌面", "扫二维码付款", "12:16", "dining.lunch"),
        ("赵小六", "收款方备注:二维码收款付款方留言:香蕉", "扫二维码付款", "14:22", "groceries.fruit"),
        ("美团", "袁记云饺(海城店)-美团外卖App-2507", "生活服务", "12:00", "dining.takeaway"),
        ("国家电网", "电费", "充值缴费", "09:00", "utilities.electricity"),
        ("中国移动", "话费自动充值", "充值缴费", "09:00", "utilities.phone"),
        ("某某缴费平台", "", "充值缴费", "09:00", "utilities"),
        ("滴滴出行", "滴滴快车-常师傅-06月17日行程", "交通出行", "09:00", "transport.taxi"),
        ("哈啰出行", "哈啰助力车骑行", "交通出行", "09:00", "transport.bike"),
        ("中国石化", "加油", "爱车养车", "09:00", "car.fuel"),
        ("某城市管理服务有限公司", "人防公园停车场产生费用5元", "爱车养车", "09:00", "car.parking"),
        ("印记时代", "安慕斯手口湿巾便携装", "母婴亲子", "09:00", "children.diapers"),
        ("某店", "湿巾10抽", "母婴亲子", "09:00", "children"),
        ("京东平台商户", "海康威视64GB USB3.2U盘", "电脑办公", "09:00", "electronics"),
        ("拼多多平台商户", "商户单号XP1422061612501278", "商户消费", "12:23", "shopping"),
        ("房东", "转账备注:微信转账", "转账", "12:34", "housing.rent"),
        ("/", "/", "微信红包", "20:10", "social.red_packet"),
        ("水滴筹", "爱心筹款_6f555d50", "商户消费", "18:18", "social.donation"),
        ("益丰大药房", "", "医疗健康", "18:18", "health.medicine"),
        # 理发 stands in 管理发展 by accident.
        ("温州市数据管理发展集团有限公司", "停车缴费", "爱车养车", "09:00", "car.parking"),
        ("学校门口", "", "", "09:00", None),
        # At equal sureness the row's own words win over the exporter's.
        ("天猫超市", "月饼礼盒", "餐饮美食", "20:10", "social.gift"),
        ("某某商店", "月饼", "餐饮美食", "20:10", "social.festival"),
        ("社区卫生服务中心", "疫苗", "医疗健康", "09:00", "children.health"),
        ("早教中心", "早教课 12 节", "教育培训", "09:00", "children.classes"),
        ("上海壹佰米网络科技有限公司", "肉蛋水产", "餐饮美食", "10:54", "groceries.meat"),
        ("孙八", "转账备注:微信转账", "转账", "19:05", None),
        ("星晖科技", "商品", "商户消费", "00:23", None),
    ],
)
def test_guess_of_an_expense(counterparty, note, category, time, concept):
    assert guess(counterparty, note, category, "expense", clock(time), 2500).concept == concept


@pytest.mark.parametrize(
    ("counterparty", "note", "category", "concept"),
    [
        ("某公司", "11月工资", "其他", "salary"),
        ("公司财务", "年终奖", "", "bonus.year_end"),
        ("广发基金管理有限公司", "余额宝-2020.06.08-收益发放", "投资理财", "interest.money_fund"),
        ("招商银行", "结息", "", "interest.deposit"),
        ("李四", "/", "微信红包", "red_packet.chat"),
        ("测试用户", "添加备注礼金", "转账红包", "red_packet.ceremony"),
        ("助力领现金活动打款", "/", "商户消费", "cashback"),
        ("住房公积金管理中心", "提取", "", "housing_fund"),
        ("某某", "收钱码收款", "收入", "takings"),
        ("张三", "转账备注:微信转账", "转账", None),
    ],
)
def test_guess_of_an_income(counterparty, note, category, concept):
    assert guess(counterparty, note, category, "income").concept == concept


def test_guess_of_a_large_restaurant_bill_is_a_meal_together():
    noon = datetime.time(12, 30)
    assert guess("某餐厅", time=noon, amount_minor=19_999).concept == "dining.lunch"
    assert guess("某餐厅", time=noon, amount_minor=20_000).concept == "dining.gathering"


def test_guess_of_a_large_row_that_only_the_exporter_calls_food_names_no_meal():
    assert guess("孟", "商品", "餐饮美食", time=datetime.time(18, 0), amount_minor=30_600).concept == "dining"


def test_guess_of_a_weak_word_stays_broad():
    # 代金券 is usually a restaurant's; which meal it will be, nobody can say.
    found = guess("某某府代金券", time=datetime.time(12, 30), amount_minor=5000)
    assert (found.concept, found.confidence) == ("dining", 55)


def test_guess_says_whom_it_believed():
    assert guess("瑞幸咖啡", kind="expense") == Guess("dining.drinks", 90, "merchant:瑞幸咖啡")
    # Two witnesses agree: 90 + 8.
    assert guess("瑞幸咖啡", exporter_category="餐饮美食").confidence == 98


def test_guess_of_a_transfer_is_none():
    assert guess("余额宝", "余额宝-单次转入", "投资理财", "transfer") == NO_GUESS


def test_guess_words_are_found_left_to_right_with_their_places():
    assert [(hit.start, hit.end, hit.word) for hit in guess_words("昨天滴滴打车去Metro站")] == [
        (2, 4, "滴滴"),
        (4, 6, "打车"),
        (7, 12, "metro"),
    ]
    assert guess_words("business") == []


def test_dictionary_is_large_and_every_concept_of_a_scene_is_in_it():
    dictionary = standard_dictionary()
    words = sum(len(bucket) for index in dictionary.index.values() for bucket in index.values())
    assert words > 3000
    # These come from the quick line and the hand, never from a bill.
    by_hand = {
        "takings.retail", "takings.delivery_platform", "takings.delivery_own", "takings.vouchers_redeemed",
        "housing_fund.once", "salary.base", "elders.health", "stock.goods", "staff", "other",
    }  # fmt: skip
    for made in load_scenes():
        for category in made.walk():
            unknown = set(category.concepts) - dictionary.concepts[category.kind] - by_hand
            assert not unknown, (made.slug, category.key)


def test_dictionary_concepts_all_find_a_category_in_the_family():
    family = scene("family")
    # What only a shop has falls to 其他, and nothing else does.
    lost = {
        concept
        for concept in standard_dictionary().concepts["expense"]
        if family.category_for_concept(concept, "expense") == "other"
    }
    shop_only = {"stock", "commission", "promotion", "staff", "repair", "travel_papers"}
    assert {concept.partition(".")[0] for concept in lost} - shop_only == {"other"}


def test_guess_of_the_demo_family_s_bill_finds_its_branch_of_the_tree():
    """Nine of ten spending rows of a year's bill land under the first-level category that the family uses."""
    family, today = scene("family"), datetime.date(2026, 11, 23)
    fitting = rows = 0
    for row, category in alipay_rows(family_book(today, 1), today, 1):
        if row.direction != "支出" or row.status == "交易关闭":
            continue
        found = guess(row.counterparty, row.item, row.word, "expense", row.at.time(), row.amount_minor)
        key = family.category_for_concept(found.concept, "expense") or ""
        rows += 1
        fitting += key.partition(".")[0] == category.partition(".")[0]
    assert rows > 500
    assert fitting * 100 >= 90 * rows


def test_dictionary_refuses_a_word_twice(tmp_path):
    path = tmp_path / "words.toml"
    path.write_text('[expense.a]\nwords = ["ab", "ab"]\n[income]\n[exporters]\n[meals]\n')
    with pytest.raises(ValueError, match="stands twice"):
        read_dictionary(path)


def share_guessed(rows):
    """Return by file how many of its spending and income rows were guessed, and how many there are."""
    shares = defaultdict(lambda: [0, 0])
    for file, kind, time, amount_minor, counterparty, category, note in rows:
        found = guess(counterparty, note, category, kind, clock(time), amount_minor)
        shares[file][0] += found.concept is not None
        shares[file][1] += 1
    return {file: tuple(counts) for file, counts in shares.items()}


def test_guess_names_most_rows_of_real_bills(capsys):
    shares = share_guessed(json.loads(SAMPLES.read_text(encoding="utf-8")))
    with capsys.disabled():
        for file, (named, rows) in shares.items():
            print(f"\n{file}: {named} of {rows}", end="")  # noqa: T201
    named, rows = (sum(counts) for counts in zip(*shares.values(), strict=True))
    assert rows > 200
    assert named * 100 >= 85 * rows
    named, rows = shares["alipay-app-csv/bt-fulltest-gb18030"]
    assert named * 100 >= 95 * rows
