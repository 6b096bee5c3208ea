"""一诺's trips: 潮汕四天, of which today is the second day, and 大理, closed and put away thirty months ago."""

# A table reads best with a payment on a line, and Chinese counts double in a line's length.
# ruff: noqa: E501

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ledger.demo import almanac
from ledger.demo.draft import Drafts
from ledger.demo.family_spending import drop_what_is_still_to_come
from ledger.demo.records import DemoAccount, DemoAnswers, DemoBook, DemoMember, DemoScheduled

KEY, DALI_KEY = "chaoshan", "dali"
DAYS, DAY_TODAY = 4, 2
DAY_AFTER = DAYS + 1
BUDGET_MINOR, DALI_BUDGET_MINOR = 480_000, 1_600_000
DALI_DAYS, DALI_MONTHS_AGO = 6, 30

NUO = DemoMember("nuo", "许一诺", "xunuo", "owner", "#8a5fa8")
HANG = DemoMember("hang", "周航", color="#2f7d6b")
JIE = DemoMember("jie", "阿杰", color="#c07a2b", guest=True)
LAN = DemoMember("lan", "小岚", color="#4f7fb8")


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment on a day of the trip (the first is 1; 0 and below are before leaving), in whole yuan."""

    day: int
    hour: int
    minute: int
    by: str
    yuan: int
    category: str
    merchant: str
    note: str
    place: str = ""
    nights: int = 0


# fmt: off
# In the end 一诺 has paid 2,318, 阿杰 1,406 and 周航 588: 4,312 together, 1,437.33 each and a fen more for one.
CHAOSHAN: tuple[Paid, ...] = (
    Paid(-11, 20, 16, "nuo", 786, "long_haul.rail", "铁路 12306", "去潮汕三张票"),
    Paid(-11, 20, 24, "nuo", 636, "long_haul.rail", "铁路 12306", "回程三张票"),
    Paid(-8, 21, 5, "jie", 960, "lodging.homestay", "古城民宿", "三晚两间", "潮州", 3),
    Paid(1, 13, 10, "nuo", 38, "local_transport.taxi", "滴滴出行", "从高铁站进城", "潮州"),
    Paid(1, 15, 40, "nuo", 64, "food.street_food", "牌坊街小吃", "鸭母捻 蚝烙", "牌坊街"),
    Paid(1, 16, 30, "jie", 88, "souvenirs.local_food", "凤凰茶铺", "单丛半斤", "牌坊街"),
    Paid(1, 18, 50, "hang", 246, "food.meal", "牛肉火锅店", "牛肉火锅", "潮州"),
    Paid(2, 7, 52, "hang", 36, "food.breakfast", "肠粉店", "肠粉三份", "潮州"),
    Paid(2, 8, 25, "nuo", 22, "local_transport.taxi", "滴滴出行", "去广济桥", "潮州"),
    Paid(2, 9, 30, "nuo", 60, "sights.tickets", "广济桥", "广济桥门票", "广济桥"),
    Paid(2, 12, 40, "nuo", 268, "food.meal", "生腌大排档", "生腌 砂锅粥", "潮州"),
    Paid(2, 15, 20, "jie", 75, "food.drinks", "骑楼咖啡", "三杯咖啡", "汕头小公园"),
    Paid(2, 20, 30, "jie", 186, "food.street_food", "夜粥", "打冷夜粥", "汕头"),
    Paid(3, 8, 10, "nuo", 380, "local_transport.charter", "包车师傅", "南澳岛一天", "南澳岛"),
    Paid(3, 12, 30, "hang", 216, "food.meal", "海鲜排档", "海鲜", "南澳岛"),
    Paid(3, 16, 0, "jie", 97, "food.snacks", "岛上小店", "海石花 椰子", "南澳岛"),
    Paid(4, 9, 20, "hang", 90, "food.meal", "牛杂店", "走之前一顿牛杂", "汕头"),
    Paid(4, 10, 40, "nuo", 64, "souvenirs.local_food", "手打牛肉丸", "带回家的牛肉丸", "汕头"),
)
# 15,440 for four: 3,860 each.
DALI: tuple[Paid, ...] = (
    Paid(-20, 21, 0, "nuo", 4280, "long_haul.flight", "航空公司", "四张机票"),
    Paid(-19, 20, 10, "hang", 3120, "lodging.homestay", "洱海边民宿", "五晚两间", "大理", 5),
    Paid(-6, 19, 30, "lan", 356, "papers.insurance", "旅行保险", "四人保险"),
    Paid(1, 14, 0, "jie", 148, "local_transport.charter", "机场接送", "机场到古城", "大理古城"),
    Paid(1, 18, 30, "jie", 412, "food.meal", "菌子火锅", "菌子火锅", "大理古城"),
    Paid(2, 9, 0, "nuo", 520, "local_transport.charter", "租车行", "环海租车两天", "洱海"),
    Paid(2, 12, 20, "hang", 268, "food.meal", "喜洲小院", "喜洲粑粑 酸辣鱼", "喜洲"),
    Paid(2, 16, 0, "lan", 480, "sights.photos", "旅拍小店", "洱海旅拍", "洱海"),
    Paid(3, 8, 30, "nuo", 196, "local_transport.parking", "加油站", "加油", "洱海"),
    Paid(3, 13, 0, "lan", 336, "food.meal", "双廊小馆", "午饭", "双廊"),
    Paid(3, 19, 0, "jie", 388, "food.meal", "白族菜馆", "生皮 乳扇", "大理古城"),
    Paid(4, 9, 30, "hang", 1120, "sights.cableway", "苍山索道", "苍山索道四张", "苍山"),
    Paid(4, 18, 20, "nuo", 402, "food.meal", "烤乳扇", "晚饭", "大理古城"),
    Paid(5, 10, 0, "lan", 760, "sights.experience", "扎染工坊", "扎染体验", "周城"),
    Paid(5, 15, 30, "jie", 648, "souvenirs.keepsakes", "扎染铺", "围巾 桌布", "周城"),
    Paid(5, 20, 0, "lan", 556, "food.bar", "洋人街小酒馆", "最后一晚", "大理古城"),
    Paid(6, 11, 0, "jie", 1450, "souvenirs.local_food", "鲜花饼店", "鲜花饼 火腿 寄回家", "大理古城"),
)
# fmt: on


def chaoshan_book(today: dt.date, seed: int, *, day: int = DAY_TODAY) -> DemoBook:
    """The trip under way: today is its `day`, the fourth of which is its last."""
    start = today - dt.timedelta(days=day - 1)
    return _trip(KEY, "潮汕四天", today, start, DAYS, CHAOSHAN, (NUO, HANG, JIE), "潮州 · 汕头 · 南澳", BUDGET_MINOR)


def dali_book(today: dt.date, seed: int) -> DemoBook:
    """The trip of long ago: everybody has paid a fourth, and the book is put away."""
    start = almanac.month_start(today, -DALI_MONTHS_AGO) + dt.timedelta(days=11)
    return _trip(
        DALI_KEY, "大理六天", today, start, DALI_DAYS, DALI, (NUO, HANG, JIE, LAN), "大理", DALI_BUDGET_MINOR, over=True
    )


def _trip(
    key: str,
    name: str,
    today: dt.date,
    start: dt.date,
    days: int,
    payments: tuple[Paid, ...],
    people: tuple[DemoMember, ...],
    destination: str,
    budget_minor: int,
    *,
    over: bool = False,
) -> DemoBook:
    first = start - dt.timedelta(days=25)
    drafts = Drafts(first, today)
    for paid in payments:
        _pay(drafts, start, paid)
    if over:
        _settle(drafts, start + dt.timedelta(days=days + 2), payments, people)
    drop_what_is_still_to_come(drafts)
    entries = drafts.numbered("t")
    return DemoBook(
        key=key,
        name=name,
        scene="trip",
        icon="luggage",
        color="#2b8a9e",
        created_by="xunuo",
        opened_on=first,
        members=people,
        accounts=tuple(
            DemoAccount(who.key, who.name, "member", 0, drafts.total_minor(who.key), member=who.key) for who in people
        ),
        entries=entries,
        settled=tuple(entry.key for entry in entries if entry.kind == "transfer"),
        planned=(),
        answers=DemoAnswers({}, (), (), {}),
        facts={
            "start_date": start.isoformat(),
            "end_date": (start + dt.timedelta(days=days - 1)).isoformat(),
            "plan_budget": budget_minor,
            "destination": destination,
            "pace_counts_prepaid": True,
        },
        scheduled=() if over else _ahead(today, start),
        archived=over,
    )


def _ahead(today: dt.date, start: dt.date) -> tuple[DemoScheduled, ...]:
    """What is still to come of the trip under way."""
    days = (
        DemoScheduled("day", "南澳岛包车 8 点出发", start + dt.timedelta(days=2), icon="steering-wheel"),
        DemoScheduled("day", "回程高铁 15:40", start + dt.timedelta(days=3), icon="train"),
    )
    return tuple(each for each in days if each.due > today)


def _pay(drafts: Drafts, start: dt.date, paid: Paid) -> None:
    extra: dict[str, object] = {"stage": "before" if paid.day < 1 else "on_the_way"}
    if paid.place:
        extra["place"] = paid.place
    if paid.nights:
        extra["nights"] = paid.nights
    drafts.add(
        start + dt.timedelta(days=paid.day - 1),
        dt.time(paid.hour, paid.minute),
        "expense",
        paid.yuan * 100,
        from_account=paid.by,
        category_key=paid.category,
        # On the way 阿杰 notes his own, as a guest; what was paid before, 一诺 put down.
        recorded_by="jie" if paid.by == "jie" and paid.day >= 1 else "nuo",
        paid_by=paid.by,
        merchant=paid.merchant,
        note=paid.note,
        extra=extra,
    )


def _settle(drafts: Drafts, day: dt.date, payments: tuple[Paid, ...], people: tuple[DemoMember, ...]) -> None:
    """Who has paid less than an equal share gives the rest to who has paid more; the shares are whole yuan."""
    share = sum(paid.yuan for paid in payments) // len(people)
    owed = {who.key: sum(paid.yuan for paid in payments if paid.by == who.key) - share for who in people}
    while any(owed.values()):
        giver, taker = min(owed, key=lambda key: owed[key]), max(owed, key=lambda key: owed[key])
        yuan = min(-owed[giver], owed[taker])
        drafts.add(day, dt.time(20, len(drafts.rows) % 60), "transfer", yuan * 100, from_account=giver, to_account=taker,
                   recorded_by="nuo", note="旅行结清")  # fmt: skip
        owed[giver] += yuan
        owed[taker] -= yuan
