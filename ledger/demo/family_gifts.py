"""人情往来: what the family's book shows of gifts, and what people gave when 小满 was a month old; 46 people."""

from __future__ import annotations

import datetime as dt

from ledger.demo import almanac
from ledger.demo.dice import Dice
from ledger.demo.draft import Drafts
from ledger.demo.family import birth_day, family_book
from ledger.demo.records import DemoAccount, DemoAnswers, DemoBook, DemoEntry, DemoMember, DemoScheduled

KEY = "gifts"
POCKETS = {"chen": "陈屿", "lin": "林晓雯", "granny": "奶奶"}
ELDERS = ("外公", "外婆", "奶奶")
CEREMONY_CATEGORIES = {
    "wedding": "wedding.money",
    "school": "school.banquet",
    "birthday": "birthday.elder",
    "housewarming": "housewarming.home",
    "newborn": "newborn.full_moon",
}
# Who gave at the first month and how many yuan; what we had given each before, so many months ago and for what.
GUESTS: tuple[tuple[str, int, int, str, str], ...] = (
    ("大伯", 800, 52, "birthday.elder", "大伯六十大寿"),
    ("小姨", 1000, 47, "housewarming.home", "小姨搬新家"),
    ("二叔", 600, 44, "school.banquet", "二叔家升学宴"),
    ("三姑", 600, 58, "wedding.money", "三姑家表姐出嫁"),
    ("表哥", 600, 49, "wedding.money", "表哥婚礼"),
    ("大学室友阿伟", 600, 41, "wedding.money", "阿伟婚礼"),
    ("高中班长", 300, 55, "wedding.money", "班长婚礼"),
    ("同事老赵", 300, 45, "school.banquet", "老赵儿子升学"),
    ("同事小孙", 400, 40, "wedding.money", "小孙婚礼"),
    ("班组长老李", 500, 51, "wedding.money", "老李嫁女儿"),
    ("护校同学燕子", 500, 46, "newborn.full_moon", "燕子家满月酒"),
    ("伴娘婷婷", 600, 43, "wedding.money", "婷婷婚礼"),
    ("邻居张阿姨", 200, 57, "birthday.elder", "张阿姨寿宴"),
    ("楼下王叔", 200, 42, "housewarming.home", "王叔搬家"),
)
# Who gave then without having got anything before, and how many months ago granny gave for us; 0: not yet.
GUESTS_LATER: tuple[tuple[str, int, int, str, str], ...] = (
    ("表姐", 600, 20, "newborn.full_moon", "表姐家满月"),
    ("干妈", 1000, 17, "birthday.elder", "干妈五十五岁"),
    ("厂里师傅老万", 400, 14, "wedding.money", "老万家娶媳妇"),
    ("护校同学丽丽", 500, 11, "wedding.money", "丽丽婚礼"),
    ("前同事小马", 300, 8, "housewarming.opening", "小马开店"),
    ("伴郎大军", 600, 4, "newborn.hundred_days", "大军家百日"),
    ("大学室友老周", 600, 0, "", ""),
    ("高中同学小敏", 400, 0, "", ""),
    ("科室小唐", 300, 0, "", ""),
    ("科室主任", 500, 0, "", ""),
    ("舅舅", 1000, 0, "", ""),
    ("姑姑", 800, 0, "", ""),
    ("堂哥", 600, 0, "", ""),
)
MEMBERS = (
    DemoMember("chen", "陈屿", "chenyu", "owner", "#2f6fab", counts=False),
    DemoMember("lin", "林晓雯", "linxiaowen", "owner", "#c2587a", counts=False),
    DemoMember("man", "小满", color="#e0a32e"),
    DemoMember("granny", "奶奶", color="#7a8b5a"),
)


def gifts_book(today: dt.date, seed: int) -> DemoBook:
    """The book of gifts as of `today`; it tells money again that the family's book counts, so it does not count."""
    oldest = almanac.add_months(today, -59)
    drafts = Drafts(oldest, today)
    for entry in family_book(today, seed).entries:
        _copy(drafts, entry)
    _write_first_month(drafts, birth_day(today), seed)
    return DemoBook(
        key=KEY,
        name="人情往来",
        scene="gifts",
        icon="gift",
        color="#b23a48",
        created_by="chenyu",
        opened_on=almanac.add_months(today, -36),
        members=MEMBERS,
        accounts=tuple(
            DemoAccount(f"pocket_{key}", name, "member", 0, drafts.total_minor(f"pocket_{key}"), member=key)
            for key, name in POCKETS.items()
        ),
        entries=drafts.numbered("g"),
        planned=(),
        answers=DemoAnswers({}, (), (), {}),
        scheduled=_scheduled(today),
    )


def _copy(drafts: Drafts, entry: DemoEntry) -> None:
    """A gift of the family's book as this book has it."""
    if entry.category_key == "social.red_packet":
        category = "new_year.elders" if entry.merchant in ELDERS else "new_year.children"
    elif entry.category_key == "social.ceremony":
        category = CEREMONY_CATEGORIES[str(entry.extra["occasion"])]
    elif entry.category_key == "red_packet_in.new_year":
        category = "new_year_in.children"
    else:
        return
    given = entry.kind == "expense"
    pocket = f"pocket_{entry.paid_by or entry.recorded_by}"
    drafts.add(
        entry.date,
        entry.time,
        entry.kind,
        entry.amount_minor,
        from_account=pocket if given else "",
        to_account="" if given else pocket,
        category_key=category,
        member=entry.member,
        recorded_by=entry.recorded_by,
        paid_by=entry.paid_by,
        merchant=entry.merchant,
        note=entry.note,
        extra={"occasion": "春节"} if "new_year" in category else {},
        linked=f"family/{entry.key}" if given else "",
    )


def _write_first_month(drafts: Drafts, birth: dt.date, seed: int) -> None:
    dice = Dice(seed, "gifts/first-month")
    day = birth + dt.timedelta(days=30)
    today = drafts.today

    def give(months: int, category: str, words: str, name: str, yuan: int, who: str) -> None:
        drafts.add(
            almanac.add_months(today, -months) + dt.timedelta(days=dice.randint(1, 25)),
            dice.at(11, 13),
            "expense",
            yuan * 100,
            from_account=f"pocket_{who}",
            category_key=category,
            recorded_by="lin",
            paid_by=who,
            merchant=name,
            extra={"occasion": words},
        )

    for name, yuan, *_ in (*GUESTS, *GUESTS_LATER):
        drafts.add(
            day,
            dice.at(11, 13),
            "income",
            yuan * 100,
            to_account="pocket_lin",
            category_key="newborn_in.full_moon",
            member="man",
            recorded_by="lin",
            merchant=name,
            extra={"occasion": "满月"},
        )
    for name, yuan, months, category, words in GUESTS:
        give(months, category, words, name, max(200, yuan - dice.choice((0, 100, 200))), "chen")
    for name, yuan, months, category, words in GUESTS_LATER:
        if months:
            give(months, category, words, name, yuan + dice.choice((0, 0, 100, 200)), "granny")


def _scheduled(today: dt.date) -> tuple[DemoScheduled, ...]:
    def on(days: int) -> dt.date:
        return today + dt.timedelta(days=days)

    wedding = on(19 + (5 - on(19).weekday()) % 7)
    return (
        DemoScheduled("day", "小刘家满月酒", on(8), icon="baby-carriage", party="同事小刘"),
        DemoScheduled("day", "老周婚礼", wedding, icon="rings", party="大学室友老周", note="省宾馆三楼"),
        DemoScheduled("day", "外婆生日", on(33), every="year", icon="cake", lunar=True, party="外婆"),
        DemoScheduled("day", "舅舅六十大寿", on(52), every="year", icon="candle", lunar=True, party="舅舅"),
        DemoScheduled("day", "奶奶生日", on(75), every="year", icon="cake", lunar=True, party="奶奶"),
    )
