"""一诺 and 周航: dates, a cat and a deposit that they save for; twenty months, written down by her."""

# A table reads best with a habit on two lines, and Chinese counts double in a line's length.
# ruff: noqa: E501

from __future__ import annotations

import datetime as dt

from ledger.demo import almanac
from ledger.demo.dice import Dice
from ledger.demo.draft import Drafts
from ledger.demo.everyday import always, next_day, play
from ledger.demo.family_habits import Habit, Weighted, shops
from ledger.demo.family_spending import drop_what_is_still_to_come
from ledger.demo.records import (
    DemoAccount,
    DemoAnswers,
    DemoBook,
    DemoBudget,
    DemoMember,
    DemoScheduled,
)

KEY = "couple"
MONTHS = 20
CHIP_IN_DAY, SAVING_DAY = 3, 11
CHIP_IN_MINOR = 40_000
SAVED_MINOR, GOAL_MINOR = 2_360_000, 6_000_000
GIFTS_MINOR = 80_000
# They even out every two months, the last time some weeks ago.
EVENED_OUT_DAYS, EVERY_DAYS = 24, 61

MEMBERS = (
    DemoMember("nuo", "许一诺", "xunuo", "owner", "#8a5fa8"),
    DemoMember("hang", "周航", color="#2f7d6b"),
)

EITHER: Weighted = (("pocket_nuo", 0.48), ("pocket_hang", 0.52))
MOSTLY_HIM: Weighted = (("pocket_nuo", 0.35), ("pocket_hang", 0.65))
HERS: Weighted = (("pocket_nuo", 1.0),)
HIS: Weighted = (("pocket_hang", 1.0),)
WALLET: Weighted = (("joint", 1.0),)

# fmt: off
HABITS: tuple[Habit, ...] = (
    Habit("dinner", "dates.dinner", "nuo", 78, 186, shops("小龙虾馆", "烤鱼店", "粤菜馆", "日料小店"), ("周五下馆子", "烤鱼", "吃顿好的", "新开的店"), MOSTLY_HIM,
          (18, 20.6), 4.6, days="4560", noted=0.55),
    Habit("cafe", "dates.cafe", "nuo", 26, 58, shops("街角咖啡", "茶百道"), ("两杯咖啡", "奶茶两杯"), EITHER, (14, 17.5), 3.4, days="56", noted=0.3),
    Habit("dessert", "dates.dessert", "nuo", 18, 52, shops("糖水铺", "面包房"), ("双皮奶", "蛋糕一块"), EITHER, (15, 21), 2, days="456"),
    Habit("takeaway", "dates.takeaway", "nuo", 42, 76, shops("美团", "饿了么"), ("炸鸡看剧", "披萨"), EITHER, (18.5, 21.5), 2.4),
    Habit("film", "shows.films", "nuo", 68, 99, shops("万达影城",), ("电影票两张",), EITHER, (18.5, 20.5), 1.5, days="456", noted=0.7),
    Habit("exhibition", "shows.exhibitions", "nuo", 60, 136, shops("美术馆", "小剧场"), ("看展", "话剧"), HERS, (13, 16), 0.5, days="56", noted=0.8),
    Habit("games", "shows.games", "nuo", 118, 176, shops("密室逃脱",), ("密室",), HIS, (14, 19), 0.3, days="56", noted=0.8),
    Habit("day_out", "outings.sights", "nuo", 60, 160, shops("植物园", "湿地公园", "梅岭"), ("爬山", "划船", "看银杏"), EITHER, (9.5, 15), 0.6, days="56", noted=0.8),
    Habit("hotel", "outings.hotel", "nuo", 238, 420, shops("庐山民宿", "景德镇客栈"), ("周末住一晚",), HIS, (13, 18), 0.28, days="56", noted=0.9),
    Habit("train", "outings.tickets", "nuo", 58, 148, shops("铁路 12306",), ("两张车票",), HERS, (9, 20), 0.5),
    Habit("taxi", "outings.taxi", "nuo", 12, 34, shops("滴滴出行",), ("打车",), EITHER, (10, 23), 3, ending="fen"),
    Habit("flowers", "gifts.flowers", "nuo", 39, 99, shops("花店",), ("一束花",), HIS, (16, 19), 0.5, noted=0.7),
    Habit("groceries", "supplies.groceries", "nuo", 42, 118, shops("盒马", "永辉超市", "菜市场"), ("周末做饭", "火锅食材", "买菜"), WALLET, (10, 18.5), 4.4, days="56", ending="fen"),
    Habit("snacks", "supplies.snacks", "nuo", 15, 48, shops("零食很忙", "水果店"), ("水果", "零食"), WALLET, (15, 21), 3),
    Habit("household", "supplies.household", "nuo", 22, 58, shops("天猫超市",), ("抽纸 洗洁精", "垃圾袋"), WALLET, (12, 22), 1.2, online=True),
    Habit("cat_food", "pets.food", "nuo", 89, 168, shops("宠物用品店",), ("猫粮", "罐头", "年糕的粮"), WALLET, (12, 22), 1.2, online=True, noted=0.8),
    Habit("litter", "pets.litter", "nuo", 32, 59, shops("宠物用品店",), ("猫砂", "猫抓板"), WALLET, (12, 22), 1.3, online=True, noted=0.6),
    Habit("vet", "pets.vet", "nuo", 90, 320, shops("宠物医院",), ("年糕打疫苗", "体内驱虫", "绝育复查"), EITHER, (10, 18), 0.22, noted=1.0),
    Habit("parents", "families.presents", "nuo", 98, 268, shops("水果店", "烟酒店"), ("给叔叔阿姨带的", "给爸妈买的"), EITHER, (10, 19), 0.6, noted=0.9),
    Habit("family_meal", "families.meals", "nuo", 188, 360, shops("赣菜馆",), ("和爸妈吃饭",), MOSTLY_HIM, (11.5, 19), 0.3, days="56", noted=0.8),
)
# fmt: on


def couple_book(today: dt.date, seed: int) -> DemoBook:
    """Their book as of `today`; the same arguments give the same book."""
    drafts = Drafts(almanac.add_months(today, -MONTHS) + dt.timedelta(days=1), today)
    since = almanac.add_months(today, -36) + dt.timedelta(days=32)
    play(drafts, HABITS, label="couple", seed=seed)
    _write_presents(drafts, since, seed)
    _write_saving(drafts, seed)
    drop_what_is_still_to_come(drafts)
    joint_opening = _close_wallet(drafts)
    _even_out(drafts)
    return DemoBook(
        key=KEY,
        name="一诺和周航",
        scene="couple",
        icon="hearts",
        color="#c2587a",
        created_by="xunuo",
        opened_on=drafts.first,
        members=MEMBERS,
        accounts=_accounts(drafts, joint_opening),
        entries=drafts.numbered("c"),
        planned=(),
        answers=DemoAnswers({}, (), (), {}),
        facts={"together_since": since.isoformat(), "goal_name": "房子首付", "goal_amount": GOAL_MINOR},
        budgets=(
            DemoBudget(90_000, category_key="dates"),
            DemoBudget(
                GIFTS_MINOR,
                category_key="gifts",
                first=today - dt.timedelta(days=25),
                last=today + dt.timedelta(days=40),
            ),
        ),
        scheduled=_scheduled(today),
    )


def _write_presents(drafts: Drafts, since: dt.date, seed: int) -> None:
    """Birthdays and the days they keep, each year; and something small for the next one already."""
    dice = Dice(seed, "couple/presents")
    nuo = {"recorded_by": "nuo"}
    for year in range(drafts.first.year, drafts.today.year + 1):
        kept = almanac.add_months(since, 12 * (year - since.year))
        for day, key, note, pocket in (
            (dt.date(year, 2, 14), "gifts.anniversary", "情人节", "pocket_hang"),
            (dt.date(year, 3, 19), "gifts.birthday", "周航生日", "pocket_nuo"),
            (dt.date(year, 8, 6), "gifts.birthday", "一诺生日", "pocket_hang"),
            (kept, "gifts.anniversary", "纪念日晚餐", "pocket_hang"),
        ):
            drafts.add(day, dt.time(19, 20), "expense", dice.price(180, 460), from_account=pocket, category_key=key,
                       merchant="礼品店", note=note, **nuo)  # fmt: skip
    drafts.add(drafts.today - dt.timedelta(days=6), dt.time(15, 30), "expense", 16_800, from_account="pocket_nuo",
               category_key="gifts.photos", merchant="照相馆", note="纪念日拍照定金", **nuo)  # fmt: skip


def _write_saving(drafts: Drafts, seed: int) -> None:
    """Each month both put the same into the wallet, and what they can into the savings."""
    dice = Dice(seed, "couple/saving")
    nuo = {"recorded_by": "nuo"}
    for month in almanac.months_between(drafts.first, drafts.today):
        for pocket, low, high in (("pocket_nuo", 3, 6), ("pocket_hang", 4, 6)):
            drafts.add(month.replace(day=CHIP_IN_DAY), dt.time(8, 5), "transfer", CHIP_IN_MINOR, from_account=pocket,
                       to_account="joint", note="这个月的公共钱", **nuo)  # fmt: skip
            drafts.add(month.replace(day=SAVING_DAY), dt.time(8, 10), "transfer", dice.randint(low, high) * 10_000,
                       from_account=pocket, to_account="jar", note="存首付", **nuo)  # fmt: skip


def _close_wallet(drafts: Drafts) -> int:
    """What the wallet did not need went into the savings."""
    nuo = {"recorded_by": "nuo"}
    return drafts.close_backwards(
        "joint",
        today_minor=46_230,
        other="jar",
        step=always(10_000),
        low=always(0),
        high=always(160_000),
        top_up={"note": "从存款补一点", **nuo},
        sweep={"note": "剩下的存起来", **nuo},
    )


def _even_out(drafts: Drafts) -> None:
    """Every two months whoever paid less gives the difference to the other, in whole yuan."""
    day = drafts.today - dt.timedelta(days=EVENED_OUT_DAYS)
    days = []
    while day > drafts.first + dt.timedelta(days=30):
        days.append(day)
        day -= dt.timedelta(days=EVERY_DAYS)
    for day in reversed(days):
        before = [row for row in drafts.rows if row.date < day]
        gave = {key: -sum(row.change_minor(key) for row in before) for key in ("pocket_nuo", "pocket_hang")}
        over = (gave["pocket_nuo"] - gave["pocket_hang"]) // 2
        giver, taker = ("pocket_hang", "pocket_nuo") if over > 0 else ("pocket_nuo", "pocket_hang")
        drafts.add(day, dt.time(8, 30), "transfer", abs(over) // 100 * 100, from_account=giver, to_account=taker,
                   recorded_by="nuo", note="补差价")  # fmt: skip


def _accounts(drafts: Drafts, joint_opening: int) -> tuple[DemoAccount, ...]:
    def account(key: str, name: str, kind: str, opening: int = 0, **fields) -> DemoAccount:
        return DemoAccount(key, name, kind, opening, opening + drafts.total_minor(key), **fields)

    saved_before = SAVED_MINOR - drafts.total_minor("jar")
    return (
        account("joint", "共同钱包", "wallet", joint_opening, scene_key="joint"),
        account("jar", "首付存款", "deposit", saved_before, scene_key="jar"),
        account("pocket_nuo", "许一诺", "member", member="nuo"),
        account("pocket_hang", "周航", "member", member="hang"),
    )


def _scheduled(today: dt.date) -> tuple[DemoScheduled, ...]:
    def yearly(name: str, month: int, day: int, icon: str, amount_minor: int | None = None) -> DemoScheduled:
        this_year = dt.date(today.year, month, day)
        due = this_year if this_year > today else this_year.replace(year=today.year + 1)
        return DemoScheduled("day", name, due, "year", amount_minor, icon=icon)

    return (
        yearly("情人节", 2, 14, "heart", 30_000),
        yearly("周航生日", 3, 19, "cake", 40_000),
        yearly("一诺生日", 8, 6, "cake", 40_000),
        DemoScheduled(
            "transfer", "存首付", next_day(today, SAVING_DAY), "month", 90_000, to_account="jar", icon="pig-money"
        ),
        DemoScheduled(
            "day", "年糕打疫苗", almanac.add_months(today, 1) + dt.timedelta(days=12), "year", icon="vaccine"
        ),
    )
