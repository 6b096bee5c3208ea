"""许一诺's everyday: an illustrator of 27 who pays herself each month and rents a room; twenty-four months."""

# A table reads best with a habit on two lines, and Chinese counts double in a line's length.
# ruff: noqa: E501

from __future__ import annotations

import datetime as dt

from ledger.demo import almanac, yinuo_trip
from ledger.demo.dice import Dice
from ledger.demo.draft import Drafts
from ledger.demo.everyday import always, enough_at_first, next_day, play
from ledger.demo.family_habits import CASH, Habit, Weighted, shops
from ledger.demo.family_spending import drop_what_is_still_to_come
from ledger.demo.records import (
    DemoAccount,
    DemoAnswers,
    DemoBook,
    DemoBudget,
    DemoMember,
    DemoPay,
    DemoPerson,
    DemoScheduled,
)

KEY = "yinuo"
MONTHS = 24
PAYDAY, RENT_DAY, PHONE_DAY, VIDEO_DAY, POWER_DAY = 10, 5, 12, 18, 22
RENT_MINOR, PHONE_MINOR, VIDEO_MINOR = 165_000, 5_900, 2_500
HUABEI_STATEMENT, HUABEI_DUE = 31, 8
HUABEI_OPENING = 42_860
# What a month may cost when there is a trip in it.
PLAN_MINOR = 690_000

PEOPLE = (DemoPerson("xunuo", "许一诺", "xunuo@example.com", 1999),)
MEMBERS = (DemoMember("nuo", "许一诺", "xunuo", "owner", "#8a5fa8"),)

WALLET: Weighted = (("wechat", 0.75), ("yuebao", 0.25))
FUND: Weighted = (("yuebao", 0.85), ("wechat", 0.15))
LATER: Weighted = (("huabei", 0.8), ("yuebao", 0.2))

# fmt: off
HABITS: tuple[Habit, ...] = (
    Habit("breakfast", "meals.breakfast", "nuo", 4, 11, shops("巷口包子铺", "汤粉店"), ("包子豆浆", "拌粉", "鸡蛋饼"), WALLET, (7.4, 8.6), 17,
          ending="half"),
    Habit("lunch", "meals.lunch", "nuo", 14, 26, shops("猪脚饭", "兰州拉面", "轻食小店", "瓦罐汤"), ("午饭", "拉面", "鸡胸沙拉"), WALLET, (11.8, 13.3), 12),
    Habit("takeaway", "meals.takeaway", "nuo", 19, 38, shops("美团", "饿了么"), ("黄焖鸡", "麻辣烫", "小炒盖饭", "水饺"), FUND, (12, 20.5), 12,
          online=True, noted=0.5),
    Habit("cooking", "meals.cooking", "nuo", 11, 44, shops("社区生鲜店", "菜市场", "盒马"), ("番茄 鸡蛋", "青菜 豆腐", "鸡腿", "意面 虾仁"), FUND, (16.5, 19.5), 8,
          ending="fen"),
    Habit("dinner", "meals.dinner", "nuo", 17, 38, shops("小面馆", "煲仔饭", "粉面店"), ("晚饭", "煲仔饭", "牛肉面"), WALLET, (17.6, 20.4), 7),
    Habit("supper", "meals.supper", "nuo", 12, 30, shops("烧烤摊", "炸串店"), ("炸串", "烤冷面", "赶稿夜宵"), WALLET, (21.5, 23.3), 3),
    Habit("coffee", "treats.drinks", "nuo", 9, 21, shops("瑞幸咖啡", "街角咖啡", "便利店咖啡"), ("冰美式", "拿铁", "燕麦拿铁"), WALLET, (8.7, 15.5), 13, noted=0.4),
    Habit("milk_tea", "treats.drinks", "nuo", 11, 20, shops("茶百道", "蜜雪冰城", "喜茶"), ("奶茶", "柠檬茶", "杨枝甘露"), WALLET, (13.5, 20), 4.5, noted=0.4),
    Habit("snacks", "treats.snacks", "nuo", 6, 28, shops("零食很忙", "便利店"), ("零食", "薯片", "坚果"), FUND, (13, 21.5), 6),
    Habit("fruit", "treats.fruit", "nuo", 11, 34, shops("水果摊", "鲜丰水果"), ("橘子", "蓝莓", "苹果"), FUND, (17, 20.5), 5, ending="fen"),
    Habit("bakery", "treats.bakery", "nuo", 8, 26, shops("巷口面包", "面包房"), ("可颂", "吐司", "蛋挞"), WALLET, (9, 18.5), 4),
    Habit("metro", "commute.transit", "nuo", 2, 4.6, shops("南昌地铁", "南昌公交"), ("地铁",), FUND, (8.3, 21), 14, ending="half", noted=0.05),
    Habit("taxi", "commute.taxi", "nuo", 10, 29, shops("滴滴出行", "高德打车"), ("打车回家", "下雨打车"), FUND, (9, 23), 3.5, ending="fen"),
    Habit("bike", "commute.bike", "nuo", 1.5, 3, shops("共享单车"), ("骑车",), FUND, (8.3, 20), 6, ending="half", noted=0.05),
    Habit("cleaning", "daily.cleaning", "nuo", 14, 46, shops("天猫超市", "美宜佳"), ("抽纸", "洗衣液", "垃圾袋"), LATER, (12, 22.5), 2.4, online=True),
    Habit("toiletries", "daily.toiletries", "nuo", 19, 62, shops("屈臣氏", "天猫超市"), ("洗发水", "牙膏", "身体乳"), LATER, (12, 22.5), 1.1, online=True),
    Habit("parcels", "daily.parcels", "nuo", 8, 15, shops("菜鸟裹裹"), ("寄画稿", "退件运费"), FUND, (10, 19), 1.6, ending="yuan"),
    Habit("flowers", "daily.flowers", "nuo", 12, 36, shops("花店"), ("一束雏菊", "小雏菊", "绿萝"), WALLET, (15, 20), 1.0),
    Habit("gadgets", "daily.gadgets", "nuo", 39, 168, shops("数码旗舰店"), ("数据线", "键盘膜", "手机壳"), LATER, (12, 22.5), 0.3, online=True, may_return=True),
    Habit("clothes", "clothes.clothes", "nuo", 79, 239, shops("女装旗舰店", "优衣库"), ("针织衫", "连衣裙", "牛仔裤"), LATER, (12, 22.8), 0.9, online=True, may_return=True),
    Habit("shoes", "clothes.shoes_bags", "nuo", 159, 319, shops("帆布鞋旗舰店", "包包小店"), ("帆布鞋", "托特包"), LATER, (12, 22), 0.16, online=True, may_return=True),
    Habit("underwear", "clothes.underwear", "nuo", 39, 89, shops("内衣旗舰店"), ("袜子", "打底衫"), LATER, (12, 22), 0.3, online=True),
    Habit("skincare", "care.skincare", "nuo", 79, 219, shops("护肤旗舰店", "屈臣氏"), ("防晒", "面霜", "面膜"), LATER, (12, 22.8), 0.65, online=True, may_return=True),
    Habit("hair", "care.hair", "nuo", 48, 158, shops("理发店"), ("剪刘海", "剪发"), WALLET, (11, 20), 0.5, ending="yuan"),
    Habit("nails", "care.nails", "nuo", 88, 138, shops("美甲店"), ("美甲",), WALLET, (13, 20), 0.35, ending="yuan"),
    Habit("meals_out", "friends.meals_out", "nuo", 46, 108, shops("火锅店", "烤肉店", "小龙虾馆"), ("和大学同学 AA", "AA 火锅", "画友聚餐"), WALLET, (18, 20.8), 3, days="456",
          noted=0.7),
    Habit("treat", "friends.treat", "nuo", 58, 148, shops("私房菜", "咖啡馆"), ("请客", "谢谢帮忙"), WALLET, (12, 20), 0.6, noted=0.7),
    Habit("gifts", "friends.gifts", "nuo", 66, 199, shops("礼品店", "香薰小铺"), ("生日礼物", "伴手礼"), LATER, (12, 22), 0.4, online=True, noted=0.8),
    Habit("parents", "friends.parents", "nuo", 300, 500, (), ("给妈妈转点", "给家里"), (("bank", 1.0),), (10, 21), 0.5, ending="ten", noted=1.0),
    Habit("films", "leisure.shows", "nuo", 36, 79, shops("万达影城", "Livehouse"), ("电影票", "演出票"), FUND, (14, 20), 1.2, days="456"),
    Habit("games", "leisure.games", "nuo", 6, 30, shops("应用商店"), ("月卡",), WALLET, (20, 23), 0.5, ending="yuan"),
    Habit("hobby", "leisure.hobby", "nuo", 22, 118, shops("手作材料店", "画材店"), ("毛线", "陶艺体验", "丙烯颜料"), LATER, (13, 22), 1.2, online=True),
    Habit("board_games", "leisure.nightlife", "nuo", 48, 92, shops("桌游吧", "量贩 KTV"), ("桌游", "唱歌"), WALLET, (14, 22), 0.6, days="456"),
    Habit("gym", "sport.gym", "nuo", 199, 199, shops("健身工作室"), ("月卡",), LATER, (10, 20), every=(30, 32), ending="yuan", noted=1.0),
    Habit("badminton", "sport.courts", "nuo", 25, 45, shops("羽毛球馆"), ("羽毛球 AA",), WALLET, (18, 21), 2, days="2456", ending="yuan"),
    Habit("pharmacy", "medicine.medicine", "nuo", 14, 62, shops("老百姓大药房"), ("眼药水", "感冒药", "肩颈贴"), WALLET, (9, 21), 0.9),
    Habit("doctor", "medicine.doctor", "nuo", 25, 168, shops("市第一医院"), ("挂号 检查",), WALLET, (8.5, 11.5), 0.25),
    Habit("books", "learning.books", "nuo", 24, 72, shops("当当网", "独立书店"), ("画册", "小说"), LATER, (12, 22), 1.0, online=True, may_return=True),
    Habit("vegetables_cash", "meals.cooking", "nuo", 5, 18, shops("菜市场"), ("葱姜蒜", "青菜"), CASH, (7.5, 9), 1.5, ending="half"),
)
# fmt: on


def yinuo_book(today: dt.date, seed: int, *, trip_day: int = yinuo_trip.DAY_TODAY) -> DemoBook:
    """Her book as of `today`, which is that day of her trip; the same arguments give the same book."""
    drafts = Drafts(almanac.add_months(today, -MONTHS) + dt.timedelta(days=1), today)
    play(drafts, HABITS, label="yinuo", seed=seed)
    _write_fixed(drafts, seed)
    _write_trip(drafts, seed, trip_day)
    drop_what_is_still_to_come(drafts)
    drafts.pay_bills(
        "huabei",
        opening_minor=HUABEI_OPENING,
        statement_day=HUABEI_STATEMENT,
        due_day=HUABEI_DUE,
        from_account="bank",
        recorded_by="nuo",
        note="还花呗",
    )
    return DemoBook(
        key=KEY,
        name="一诺的日常",
        scene="personal",
        icon="coffee",
        color="#4a7a5c",
        created_by="xunuo",
        opened_on=drafts.first,
        members=MEMBERS,
        accounts=_accounts(drafts, _openings(drafts)),
        entries=drafts.numbered("n"),
        planned=(),
        answers=DemoAnswers({}, (DemoPay("nuo", PAYDAY, 520_000, "bank"),), (), {"huabei": HUABEI_DUE}),
        facts={"payday": PAYDAY, "plan_budget": PLAN_MINOR},
        budgets=(
            DemoBudget(PLAN_MINOR),
            DemoBudget(150_000, category_key="meals"),
            DemoBudget(50_000, category_key="treats"),
            DemoBudget(40_000, category_key="friends"),
        ),
        scheduled=_scheduled(today),
    )


def _write_fixed(drafts: Drafts, seed: int) -> None:
    """What she pays herself from her work, the room, and what is taken each month."""
    dice = Dice(seed, "yinuo/fixed")
    nuo = {"recorded_by": "nuo"}
    for month in almanac.months_between(drafts.first, drafts.today):
        pay = 490_000 + dice.randrange(0, 9) * 10_000
        drafts.add(month.replace(day=PAYDAY), dt.time(8, 0, 12), "income", pay, to_account="bank", category_key="pay.monthly",
                   note="给自己发工资", **nuo)  # fmt: skip
        drafts.add(month.replace(day=RENT_DAY), dt.time(8, 3, 40), "expense", RENT_MINOR, from_account="bank",
                   category_key="home.rent", merchant="房东周姐", **nuo)  # fmt: skip
        drafts.add(month.replace(day=PHONE_DAY), dt.time(8, 15), "expense", PHONE_MINOR, from_account="bank",
                   category_key="subscriptions.phone", merchant="中国移动", **nuo)  # fmt: skip
        drafts.add(month.replace(day=VIDEO_DAY), dt.time(6, 30), "expense", VIDEO_MINOR, from_account="yuebao",
                   category_key="subscriptions.video", merchant="视频会员", note="连续包月", **nuo)  # fmt: skip
        summer = month.month in (7, 8, 12, 1)
        drafts.add(month.replace(day=POWER_DAY), dt.time(8, 20), "expense", dice.price(95, 150, "fen") + 9_000 * summer,
                   from_account="yuebao", category_key="home.power_water", merchant="国家电网", **nuo)  # fmt: skip
        drafts.add(month.replace(day=27), dt.time(8, 1), "income", dice.price(3, 9, "fen"), to_account="yuebao",
                   category_key="small_income.interest", note="余额宝收益", **nuo)  # fmt: skip
    for festival in almanac.festivals(drafts.first, drafts.today):
        drafts.add(festival, dt.time(7, 45), "expense", 120_000, from_account="bank", category_key="friends.red_packet",
                   note="给外公外婆和侄子", **nuo)  # fmt: skip
        drafts.add(festival, dt.time(8, 5), "income", 160_000, to_account="wechat", category_key="gifts_in.family",
                   note="爸妈的红包", **nuo)  # fmt: skip
        drafts.add(festival - dt.timedelta(days=5), dt.time(8, 10), "expense", 23_800, from_account="yuebao",
                   category_key="commute.home_trip", merchant="铁路 12306", note="回家的票", **nuo)  # fmt: skip


def _write_trip(drafts: Drafts, seed: int, day: int) -> None:
    """Her payments for the trip are in both books; while she is away she buys nothing of the everyday."""
    trip = yinuo_trip.chaoshan_book(drafts.today, seed, day=day)
    start = dt.date.fromisoformat(str(trip.facts["start_date"]))
    drafts.rows = [
        row for row in drafts.rows if row.date < start or row.kind != "expense" or row.from_account == "bank"
    ]
    # A commission's extra pay was meant for it.
    drafts.add(start - dt.timedelta(days=12), dt.time(8, 40), "income", 180_000, to_account="bank",
               category_key="pay.bonus", note="画册奖金，拿来旅行", recorded_by="nuo")  # fmt: skip
    for entry in trip.entries:
        if entry.paid_by == "nuo":
            drafts.add(
                entry.date,
                entry.time,
                entry.kind,
                entry.amount_minor,
                from_account="bank" if entry.amount_minor >= 30_000 else "wechat",
                category_key="leisure.travel",
                recorded_by="nuo",
                merchant=entry.merchant,
                note=entry.note,
                project=trip.name,
                linked=f"{yinuo_trip.KEY}/{entry.key}",
            )


def _openings(drafts: Drafts) -> dict[str, int]:
    """Small money is filled up from the fund, the fund from the card; only what lay there at first is odd."""
    nuo = {"recorded_by": "nuo"}
    opening = {"huabei": -HUABEI_OPENING}
    for account, today_minor, other, step, high in (
        ("cash", 8_600, "bank", 10_000, 20_000),
        ("wechat", 38_650, "bank", 20_000, 70_000),
        ("yuebao", 264_318, "bank", 50_000, 330_000),
    ):
        opening[account] = drafts.close_backwards(
            account,
            today_minor=today_minor,
            other=other,
            step=always(step),
            low=always(0),
            high=always(high),
            top_up={"note": "转进来", **nuo},
            sweep={"note": "转回卡里", **nuo},
        )
    opening["bank"] = enough_at_first(drafts, "bank", 86_240)
    return opening


def _accounts(drafts: Drafts, opening: dict[str, int]) -> tuple[DemoAccount, ...]:
    def account(key: str, name: str, kind: str, **fields) -> DemoAccount:
        start = opening[key]
        return DemoAccount(key, name, kind, start, start + drafts.total_minor(key), key, **fields)

    return (
        account("wechat", "微信零钱", "wallet"),
        account("yuebao", "余额宝", "money_fund"),
        account("bank", "招商银行", "bank", number_tail="2751"),
        account("huabei", "花呗", "pay_later", due_day=HUABEI_DUE, statement_day=HUABEI_STATEMENT),
        account("cash", "现金", "cash"),
    )


def _scheduled(today: dt.date) -> tuple[DemoScheduled, ...]:
    def monthly(kind: str, name: str, day: int, amount_minor: int, **fields) -> DemoScheduled:
        return DemoScheduled(kind, name, next_day(today, day), "month", amount_minor, **fields)

    return (
        monthly("expense", "房租", RENT_DAY, RENT_MINOR, category_key="home.rent", account="bank", party="房东周姐"),
        monthly("expense", "话费", PHONE_DAY, PHONE_MINOR, category_key="subscriptions.phone", account="bank"),
        monthly("expense", "视频会员", VIDEO_DAY, VIDEO_MINOR, category_key="subscriptions.video", account="yuebao"),
        monthly("income", "给自己发工资", PAYDAY, 520_000, category_key="pay.monthly", to_account="bank"),
        DemoScheduled("day", "妈妈生日", almanac.add_months(today, 2) + dt.timedelta(days=9), "year", icon="cake"),
    )
