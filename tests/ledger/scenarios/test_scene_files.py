"""The contract of every scene file: it loads strictly, it is complete, and no two are the same life."""

from itertools import combinations

import pytest

from ledger.scenarios import (
    SceneError,
    UnknownScene,
    load_scenes,
    read_scene,
    refuse_twins,
    scene,
    scene_files,
    shared_parts,
    tabler_icons,
)
from ledger.scenarios.fields import FORBIDDEN

# The first level of the trees and the cards, word for word as the product wrote them down.
FIRST_LEVEL = {
    "family": (
        "买菜做饭·外食·居家日用·房贷房租·水电物业·出行·孩子·老人·医疗保险·衣着·人情·玩乐·学习·其他",
        "工资·奖金·利息·公积金·红包·其他",
    ),
    "shop": (
        "进货·包装耗材·房租·人工·水电·平台抽成·推广·维修·税费·杂项",
        "到店·外卖·团购·企业单·储值预收",
    ),
    "couple": ("吃饭约会·电影演出·出游·礼物纪念·同住开销·买菜日用·宠物·两家走动·其他", "共同转入"),
    "campus": (
        "食堂·外卖·奶茶零食·学费住宿·书本·日用·衣服·交通回家·社团聚会·数码·会员·考证·其他",
        "生活费·兼职·奖助·红包·二手",
    ),
    "personal": (
        "三餐·咖啡零食·通勤·住·日用·衣鞋·护肤理发·话费会员·社交·娱乐·运动·医药·学习·其他",
        "工资·副业·红包·零碎进账",
    ),
    "online-shop": (
        "进货·快递·包装·平台抽成·投流·退款售后·拍摄样品·代理返利·工具·杂项",
        "货款·代理费·平台补贴",
    ),
    "freelance": (
        "设备·软件·素材·外包·场地·差旅·学习·社保税·平台抽成·给自己发工资",
        "尾款·定金·版税·授课·平台",
    ),
    "renovation": (
        "设计·拆改·水电·泥瓦·木作定制·油漆·主材·门窗·厨卫·家电·灯具软装·增项·押金税费",
        "",
    ),
    "baby": ("口粮·尿裤洗护·衣物·玩具绘本·早教·疫苗就诊·出行用品·照护·保险·纪念", "压岁钱·亲友红包"),
    "car": ("加油·充电·保险·保养·维修·停车·过路·洗车·年检·违章·车贷·配件", "理赔"),
    "gifts": (
        "婚礼·满月百日·寿宴·乔迁·升学·探望·白事·春节红包·端午中秋·答谢",
        "婚礼·满月百日·寿宴·乔迁·升学·探望·白事·春节红包·端午中秋·答谢",
    ),
    "trip": ("大交通·住宿·吃喝·市内交通·门票玩乐·伴手礼·证件保险·通讯·装备·公款·其他", ""),
}
CARDS = {
    "family": "month_summary budgets reading members_spending upcoming net_worth",
    "shop": "takings till receivables_payables margin reading",
    "couple": "contributions fair_share dates_out anniversary saving_goal",
    "campus": "living_days week_cap food_bars term_calendar saving_goal reading",
    "personal": "today_allowance payday_countdown month_calendar versus_last_month habits reading",
    "online-shop": "take_home on_platforms return_rate product_margin stock_money reading",
    "freelance": "unpaid income_swing project_profit runway set_aside reading",
    "renovation": "stage_progress next_payment per_square_metre stage_budgets warranties",
    "baby": "age_cost month_compare supplies_left lessons_next red_packets",
    "car": "per_km consumption maintenance_due car_costs month_km",
    "gifts": "gift_balance favours_owed gift_person occasions new_year_packets",
    "trip": "trip_pace trip_projection who_paid trip_days prepaid",
}
READING = {
    "couple": "household",
    "campus": "household",
    "family": "household",
    "personal": "household",
    "shop": "business",
    "online-shop": "business",
    "freelance": "business",
    "trip": "project",
    "baby": "cost",
    "car": "cost",
    "gifts": "cost",
    "renovation": "project",
}

every_file = pytest.mark.parametrize("path", scene_files(), ids=lambda path: path.stem)
every_scene = pytest.mark.parametrize("made", load_scenes(), ids=lambda made: made.slug)


@every_file
def test_scene_file_loads_with_the_installed_icons(path):
    icons = tabler_icons()
    assert icons, "the Tabler icons are not installed, so no icon can be checked"
    made = read_scene(path, icons=icons)
    assert made.slug == path.stem
    assert made.market == path.parent.name


@every_scene
def test_scene_has_both_languages_and_an_icon_on_everything_shown(made):
    parts = [made, *made.accounts, *made.walk(), *made.modes, *made.entry_fields]
    named = [*parts, *made.facts, *(choice for fact in made.facts for choice in fact.choices)]
    assert all(part.icon for part in parts)
    assert all(part.name.zh.strip() and part.name.en.strip() for part in named)
    assert not [part.key for part in named[1:] if FORBIDDEN.search(f"{part.name.zh} {part.name.en}")]
    assert not FORBIDDEN.search(f"{made.pitch.zh} {made.pitch.en}")
    # An English name left in Chinese would be a forgotten translation.
    assert not [part.name.en for part in named if not part.name.en.isascii()]


@every_scene
def test_scene_names_siblings_differently_in_both_languages(made):
    for siblings in [made.accounts, *(top.children for top in made.categories)]:
        for language in ("zh", "en"):
            names = [each.name.text(language) for each in siblings]
            assert len(set(names)) == len(names), names


@every_scene
def test_scene_can_be_recorded_in_at_once(made):
    assert not made.account(made.default_account).hidden
    assert len(made.modes) >= 3
    assert "expense" in [mode.kind for mode in made.modes]
    for mode in made.modes:
        if mode.category:
            assert made.category(mode.category).kind == mode.kind


@every_scene
def test_scene_has_a_place_for_every_expense(made):
    assert made.category_for_concept("something.nobody.thought.of", "expense")


def test_scene_twins_are_refused():
    refuse_twins(load_scenes())
    for first, second in combinations(load_scenes(), 2):
        assert max(shared_parts(first, second)) < 1
    family = scene("family")
    with pytest.raises(SceneError, match="family and family are twins"):
        refuse_twins([family, family])


@pytest.mark.parametrize("slug", FIRST_LEVEL)
def test_scene_first_level_is_the_agreed_one(slug):
    made = scene(slug)
    for kind, agreed in zip(("expense", "income"), FIRST_LEVEL[slug], strict=True):
        assert "·".join(top.name.zh for top in made.categories if top.kind == kind) == agreed
    assert " ".join(card.key for card in made.cards) == CARDS[slug]
    assert made.reading.mode == READING[slug]
    assert made.reading.student == (slug == "campus")


def test_family_scene_marks_what_a_tight_month_cannot_do_without():
    family = scene("family")
    essential = {top.key for top in family.categories if top.kind == "expense" and top.essential}
    assert essential == {
        "groceries", "household", "housing", "utilities", "transport", "children", "elders", "health",
    }  # fmt: skip
    # A child may differ from its parent: work lunches are needed, milk tea is not.
    assert family.category("dining.lunch").essential
    assert not family.category("dining.drinks").essential
    assert family.category("groceries.vegetables").essential


def test_family_scene_hides_what_is_not_used_yet():
    family = scene("family")
    shown = [account.key for account in family.accounts if not account.hidden]
    assert shown == ["cash", "wechat", "alipay", "yuebao", "bank", "credit_card", "huabei"]
    assert family.account("mortgage").kind == "loan"


def test_shop_scene_pad_speaks_the_shop_keepers_words():
    shop = scene("shop")
    assert [mode.name.zh for mode in shop.modes] == ["收款", "付款", "赊账", "日结", "转存"]
    assert shop.mode("on_credit").to_kind == "receivable"
    close = shop.mode("close_day")
    assert close.form == "sheet"
    assert [line.account for line in close.lines] == [
        "till",
        "qr_code",
        "delivery_platform",
        "voucher_platform",
    ]
    assert close.counts == ("till",)


def test_stored_value_and_kitty_are_transfers_not_income_or_spending():
    # What a customer prepays is owed to the customer until it is spent in the shop.
    shop, trip = scene("shop"), scene("trip")
    assert shop.category("stored_value").transfer_account == "stored_value"
    assert shop.account("stored_value").kind == "payable"
    assert trip.category("kitty").transfer_account == "kitty"


def test_trip_scene_asks_for_its_dates_and_budget_when_opened():
    trip = scene("trip")
    assert [fact.key for fact in trip.facts if fact.ask == "opening"] == [
        "start_date",
        "end_date",
        "plan_budget",
    ]
    assert [fact.key for fact in scene("family").facts if fact.ask == "opening"] == []


def test_scene_concepts_find_their_own_category_then_the_one_above_then_other():
    family = scene("family")
    assert family.category_for_concept("dining.breakfast", "expense") == "dining.breakfast"
    assert family.category_for_concept("dining.street_food", "expense") == "dining"
    assert family.category_for_concept("stock.packaging", "expense") == "other"
    assert family.category_for_concept("salary", "income") == "salary"
    assert family.category_for_concept("dining", "income") == "other_income"
    assert family.category_for_concept(None, "expense") is None
    assert scene("trip").category_for_concept("salary", "income") is None
    assert scene("trip").category_for_concept("transport.taxi", "expense") == "local_transport.taxi"


def test_baby_scene_asks_for_a_nickname_and_a_month_and_nothing_more_of_the_child():
    baby = scene("baby")
    assert [fact.key for fact in baby.facts if fact.ask == "opening"] == ["nickname", "birth_month"]
    assert [fact.key for fact in baby.facts if fact.ask == "needed"] == ["lessons_per_week"]
    assert baby.reading.sensitive


def test_gifts_scene_asks_who_and_has_one_tree_both_ways():
    gifts = scene("gifts")
    assert gifts.whom.zh == "谁"
    assert scene("family").whom is None
    given, received = ([top for top in gifts.categories if top.kind == kind] for kind in ("expense", "income"))
    assert [f"{top.key}_in" for top in given] == [top.key for top in received]
    assert [top.icon for top in given] == [top.icon for top in received]


def test_car_scene_pad_asks_for_litres_or_kwh_where_they_belong():
    car = scene("car")
    assert [mode.name.zh for mode in car.modes] == ["加油", "充电", "其他花费", "理赔"]
    asked = {field.key: field.modes for field in car.entry_fields}
    assert asked == {"odometer": (), "litres": ("fuel",), "kwh": ("charge",), "full": ("fuel", "charge")}


def test_scene_slug_unknown_raises():
    with pytest.raises(UnknownScene):
        scene("no-such-scene")


def test_scenes_are_read_once():
    assert load_scenes() is load_scenes()
    assert scene("family") is scene("family")
