"""小满: what the family's book shows of the child since before it was born, and its red packets, kept apart.

The first year, the twelve months from that of the birth, comes to 23,480: what the family's book leaves of that are a
pram and a car seat that grandmother gave.
"""

from __future__ import annotations

import datetime as dt

from ledger.demo import almanac
from ledger.demo.dice import Dice
from ledger.demo.draft import Draft, Drafts
from ledger.demo.family import birth_day, family_book
from ledger.demo.family_gifts import GUESTS, GUESTS_LATER
from ledger.demo.records import DemoAccount, DemoAnswers, DemoBook, DemoEntry, DemoMember, DemoScheduled

KEY = "baby"
FIRST_YEAR_MINOR = 2_348_000
POCKETS = {"chen": "陈屿", "lin": "林晓雯", "granny": "奶奶"}
LESSONS = 12
# Family's category and words of the bill, and where this book has it.
PLACES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("children.formula", ("奶粉",), "food.formula"),
    ("children.formula", (), "food.solids"),
    ("children.diapers", ("推车", "婴儿床"), "gear.furniture"),
    ("children.diapers", ("待产包",), "gear.bags"),
    ("children.diapers", ("湿巾",), "diapers.wipes"),
    ("children.diapers", ("护臀膏",), "diapers.bath"),
    ("children.diapers", ("洗衣液",), "diapers.laundry"),
    ("children.diapers", (), "diapers.diapers"),
    ("children.clothes", ("鞋",), "clothes.shoes"),
    ("children.clothes", (), "clothes.wear"),
    ("children.toys", ("绘本", "书"), "toys.books"),
    ("children.toys", (), "toys.toys"),
    ("children.classes", (), "classes.lessons"),
    ("children.health", ("疫苗",), "health.vaccine"),
    ("children.health", (), "health.doctor"),
)
MEMBERS = (
    DemoMember("lin", "林晓雯", "linxiaowen", "owner", "#c2587a", counts=False),
    DemoMember("chen", "陈屿", "chenyu", "owner", "#2f6fab", counts=False),
    DemoMember("man", "小满", color="#e0a32e"),
    DemoMember("granny", "奶奶", color="#7a8b5a"),
)


def baby_book(today: dt.date, seed: int) -> DemoBook:
    """The child's book as of `today`; its money is the family's, so it does not count beside that book."""
    birth = birth_day(today)
    first = almanac.month_start(birth, -5)
    drafts = Drafts(first, today)
    _copy(drafts, family_book(today, seed).entries)
    _write_packets(drafts, birth, seed)
    _write_photos(drafts, birth)
    _close_first_year(drafts, birth, seed)
    accounts = [
        DemoAccount(f"pocket_{key}", name, "member", 0, drafts.total_minor(f"pocket_{key}"), member=key)
        for key, name in POCKETS.items()
    ]
    packets = DemoAccount(
        "packets",
        "小满的红包",
        "bank",
        0,
        drafts.total_minor("packets"),
        "red_packets",
        member="man",
        number_tail="1106",
    )
    return DemoBook(
        key=KEY,
        name="小满",
        scene="baby",
        icon="baby-carriage",
        color="#c98a2b",
        created_by="linxiaowen",
        opened_on=first,
        members=MEMBERS,
        accounts=(packets, *accounts),
        entries=drafts.numbered("b"),
        planned=(),
        answers=DemoAnswers({}, (), (), {}),
        facts={"nickname": "小满", "birth_month": f"{birth:%Y-%m}", "lessons_per_week": 1},
        scheduled=_scheduled(today),
    )


def _copy(drafts: Drafts, entries: tuple[DemoEntry, ...]) -> None:
    """What was bought for the child, and what was sent back."""
    copies: dict[str, Draft] = {}
    for entry in entries:
        category = _category(entry)
        if not category or entry.date < drafts.first:
            continue
        pocket = f"pocket_{entry.paid_by}"
        spent = entry.kind == "expense"
        draft = drafts.add(
            entry.date,
            entry.time,
            entry.kind,
            entry.amount_minor,
            from_account=pocket if spent else "",
            to_account="" if spent else pocket,
            category_key=category,
            member="man",
            recorded_by=entry.recorded_by,
            paid_by=entry.paid_by,
            merchant=entry.merchant,
            note=entry.note or entry.item,
            refund_of=copies.get(entry.refund_of),
            linked=f"family/{entry.key}" if spent else "",
            extra={"lessons": LESSONS} if category == "classes.lessons" else {},
        )
        if draft is not None:
            copies[entry.key] = draft


def _category(entry: DemoEntry) -> str:
    for family_key, words, category in PLACES:
        if entry.category_key == family_key and (not words or any(word in entry.item for word in words)):
            return category
    return ""


def _write_packets(drafts: Drafts, birth: dt.date, seed: int) -> None:
    """What people gave at the first month, and each New Year what they gave the child."""
    dice = Dice(seed, "baby/packets")
    packet = {"to_account": "packets", "member": "man", "recorded_by": "lin"}
    for name, yuan, *_ in (*GUESTS, *GUESTS_LATER):
        drafts.add(
            birth + dt.timedelta(days=30),
            dice.at(11, 13),
            "income",
            yuan * 100,
            category_key="packets.first_month",
            merchant=name,
            note="满月",
            **packet,
        )
    for entry in family_book(drafts.today, seed).entries:
        if entry.category_key == "red_packet_in.new_year" and entry.date > birth:
            drafts.add(
                entry.date,
                entry.time,
                "income",
                entry.amount_minor,
                category_key="new_year",
                merchant=entry.merchant,
                note="压岁钱",
                **packet,
            )


def _write_photos(drafts: Drafts, birth: dt.date) -> None:
    """A photographer, at the first birthday and at the second."""
    for year, amount in ((1, 128_800), (2, 69_800)):
        drafts.add(
            almanac.add_months(birth, 12 * year) + dt.timedelta(days=20),
            dt.time(15, 10),
            "expense",
            amount,
            from_account="pocket_lin",
            category_key="keepsakes.photos",
            member="man",
            recorded_by="lin",
            paid_by="lin",
            merchant="儿童摄影",
            note="周岁照" if year == 1 else "两岁照",
        )


def _close_first_year(drafts: Drafts, birth: dt.date, seed: int) -> None:
    dice = Dice(seed, "baby/pram")
    first = almanac.month_start(birth)
    last = almanac.month_start(first, 12) - dt.timedelta(days=1)
    spent = sum(
        row.amount_minor if row.kind == "expense" else -row.amount_minor
        for row in drafts.rows
        if row.kind in ("expense", "refund") and first <= row.date <= last
    )
    missing = FIRST_YEAR_MINOR - spent
    pram = missing * 6 // 10 // 100 * 100
    for days, amount, words in ((34, pram, "婴儿推车"), (76, missing - pram, "安全座椅")):
        drafts.add(
            birth + dt.timedelta(days=days),
            dice.at(10, 18),
            "expense",
            amount,
            from_account="pocket_granny",
            category_key="gear.pram",
            member="man",
            recorded_by="lin",
            paid_by="granny",
            merchant="孩子王",
            note=f"{words} 奶奶买的",
        )


def _scheduled(today: dt.date) -> tuple[DemoScheduled, ...]:
    saturday = today + dt.timedelta(days=(5 - today.weekday()) % 7 or 7)
    season = next(
        day for year in (today.year, today.year + 1) for month in (3, 9) if (day := dt.date(year, month, 20)) > today
    )
    return (
        DemoScheduled("day", "早教课", saturday, every="week", icon="school"),
        DemoScheduled("day", "流感疫苗", today + dt.timedelta(days=18), icon="vaccine", party="社区卫生服务中心"),
        DemoScheduled(
            "expense",
            "少儿医保缴费",
            today + dt.timedelta(days=27),
            every="year",
            amount_minor=40_000,
            icon="shield-check",
            category_key="insurance.public",
        ),
        DemoScheduled("day", "儿保体检", today + dt.timedelta(days=41), every="half_year", icon="heart-rate-monitor"),
        DemoScheduled("day", "换季：鞋和外套量一量", season, every="half_year", icon="shirt"),
    )
