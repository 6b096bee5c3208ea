"""What happens once or once a year in the family: the birth, the Festival, weddings, work trips, the child's room."""

from __future__ import annotations

import datetime as dt

from ledger.demo import almanac
from ledger.demo.dice import Dice
from ledger.demo.draft import Drafts

ROOM = "儿童房翻新"
ROOM_ITEMS = (
    ("设计师小吴", "设计费", 120_000),
    ("拆旧师傅", "拆改清运", 240_000),
    ("水电工老万", "插座改位 水电", 380_000),
    ("定制柜工厂", "衣柜书桌 首付一半", 740_000),
    ("油漆工", "墙面油漆", 460_000),
    ("地板店", "木地板", 520_000),
    ("定制柜工厂", "衣柜书桌 尾款", 740_000),
    ("水电工老万", "增项 插座和踢脚线", 290_000),
    ("灯具店", "灯 窗帘", 230_000),
    ("电器商城", "小空调", 140_000),
)
# Whom the family gives to and gets from at the Festival, in yuan: 8,600 given, 3,200 received.
GIVEN = (
    ("外公", -1, 1600),
    ("外婆", -1, 1600),
    ("奶奶", -1, 1600),
    ("侄子浩浩", 0, 600),
    ("外甥女朵朵", 1, 600),
    ("堂哥家孩子", 1, 400),
    ("表弟", 2, 400),
    ("舅舅家", 2, 800),
    ("姑姑家", 3, 600),
    ("同事家孩子", 6, 200),
    ("邻居家小孩", 7, 200),
)
RECEIVED = (
    ("外公外婆", 0, 1200),
    ("奶奶", 0, 600),
    ("舅舅", 2, 600),
    ("姑姑", 3, 400),
    ("堂哥", 1, 200),
    ("同事王姐", 6, 200),
)
CEREMONIES = (
    ("同事小刘", "婚礼", "wedding", 600),
    ("高中同学阿斌", "婚礼", "wedding", 800),
    ("表妹", "升学", "school", 500),
    ("邻居李叔", "寿宴", "birthday", 400),
    ("科室护士长", "乔迁", "housewarming", 300),
    ("发小大鹏", "满月", "newborn", 600),
)


def write_birth(drafts: Drafts, birth: dt.date) -> None:
    lin = {"recorded_by": "lin", "member": "lin"}
    drafts.add(
        birth + dt.timedelta(days=4),
        dt.time(10, 20),
        "expense",
        318_640,
        from_account="cmb",
        via="bank",
        category_key="health.doctor",
        merchant="妇幼保健院",
        note="住院生产 自费部分",
        **lin,
    )
    drafts.add(
        birth + dt.timedelta(days=18),
        dt.time(9, 2),
        "income",
        2_640_000,
        to_account="cmb",
        via="bank",
        category_key="other_income.benefits",
        merchant="医保中心",
        note="生育津贴",
        **lin,
    )
    drafts.add(
        birth + dt.timedelta(days=29),
        dt.time(15, 30),
        "expense",
        1_280_000,
        from_account="cmb",
        via="bank",
        category_key="household.housekeeping",
        merchant="月嫂张姐",
        note="月嫂 26 天",
        recorded_by="chen",
        member="man",
        paid_by="chen",
    )


def write_festivals(drafts: Drafts, seed: int) -> None:
    """Red packets from New Year's Eve on, and the shopping before; presents at mid-autumn."""
    dice = Dice(seed, "family/festival")
    for festival in almanac.festivals(drafts.first - dt.timedelta(days=20), drafts.today + dt.timedelta(days=20)):
        for name, offset, yuan in GIVEN:
            drafts.add(
                festival + dt.timedelta(days=offset),
                dice.at(8, 8.6),
                "expense",
                yuan * 100,
                from_account="wechat",
                category_key="social.red_packet",
                recorded_by="chen",
                paid_by="chen",
                merchant=name,
                counterparty=name,
                note="过年红包",
                via="wechat",
                extra={"occasion": "new_year"},
            )
        for name, offset, yuan in RECEIVED:
            drafts.add(
                festival + dt.timedelta(days=offset),
                dice.at(8, 8.6),
                "income",
                yuan * 100,
                to_account="wechat",
                category_key="red_packet_in.new_year",
                member="man",
                recorded_by="lin",
                merchant=name,
                counterparty=name,
                note="给小满的压岁钱",
                via="wechat",
                extra={"occasion": "new_year"},
            )
        for shop, low, high, before in (
            ("永辉超市", 260, 420, 9),
            ("年货大集", 120, 240, 6),
            ("天虹超市", 180, 330, 4),
        ):
            drafts.add(
                festival - dt.timedelta(days=before),
                dice.at(10, 19),
                "expense",
                dice.price(low, high),
                from_account="cmb_card",
                category_key="social.festival",
                recorded_by="chen",
                paid_by="chen",
                merchant=shop,
                note="年货",
                item="年货",
            )
    for day in almanac.MID_AUTUMN.values():
        drafts.add(
            day - dt.timedelta(days=5),
            dice.at(17, 20),
            "expense",
            dice.price(268, 368),
            from_account="cmb_card",
            category_key="social.gift",
            recorded_by="lin",
            paid_by="lin",
            via="alipay",
            merchant="天猫超市",
            note="月饼 给两边老人",
            item="月饼礼盒",
        )


def write_ceremonies(drafts: Drafts, seed: int) -> None:
    dice = Dice(seed, "family/ceremonies")
    day, number = drafts.first + dt.timedelta(days=31), 0
    while day <= drafts.today:
        name, said, occasion, yuan = CEREMONIES[number % len(CEREMONIES)]
        drafts.add(
            day,
            dice.at(11, 12.5),
            "expense",
            yuan * 100,
            from_account="wechat",
            via="wechat",
            category_key="social.ceremony",
            recorded_by="chen",
            paid_by="chen",
            merchant=name,
            counterparty=name,
            note=f"{name}{said}",
            extra={"occasion": occasion},
        )
        day += dt.timedelta(days=dice.randint(88, 126))
        number += 1


def write_second_hand(drafts: Drafts, seed: int) -> None:
    """What the child has outgrown is sold on."""
    dice = Dice(seed, "family/second-hand")
    day = drafts.today - dt.timedelta(days=dice.randint(12, 40))
    while day > almanac.add_months(drafts.today, -20):
        item = dice.choice(("宝宝推车配件", "八成新童装一包", "绘本一套", "婴儿床围", "学步鞋"))
        drafts.add(
            day,
            dice.at(12, 21),
            "income",
            dice.price(22, 88, "yuan"),
            to_account="yuebao",
            via="alipay",
            category_key="other_income.second_hand",
            member="lin",
            recorded_by="lin",
            merchant="闲鱼",
            item=item,
            note=f"卖了{item}",
        )
        day -= dt.timedelta(days=dice.randint(47, 83))


def write_work_trips(drafts: Drafts, seed: int) -> None:
    """Trips for work, paid by card and claimed; all were paid back but the last, which is still open."""
    dice = Dice(seed, "family/trips")
    day = drafts.today - dt.timedelta(days=13)
    is_open = True
    while day > drafts.first + dt.timedelta(days=5):
        claim = "open" if is_open else "settled"
        ticket, hotel = dice.price(178, 264, "half"), dice.price(248, 356, "yuan")
        place = dice.choice(("九江", "赣州", "武汉", "杭州"))
        chen = {"recorded_by": "chen", "paid_by": "chen", "member": "chen", "from_account": "cmb_card", "claim": claim}
        drafts.add(
            day,
            dt.time(7, 50, 12),
            "expense",
            ticket,
            category_key="transport.rail",
            merchant="铁路 12306",
            note=f"出差{place} 高铁",
            extra={"keep": True},
            **chen,
        )
        drafts.add(
            day + dt.timedelta(days=1),
            dt.time(8, 12, 44),
            "expense",
            hotel,
            category_key="fun.travel",
            merchant="商务酒店",
            note=f"出差{place} 住宿",
            extra={"keep": True},
            **chen,
        )
        if not is_open:
            drafts.add(
                day + dt.timedelta(days=dice.randint(18, 33)),
                dice.at(14, 17),
                "income",
                ticket + hotel,
                to_account="icbc",
                category_key="other_income.claims",
                member="chen",
                recorded_by="chen",
                merchant="公司报销",
                note=f"{place}出差报销",
                via="bank",
            )
        is_open = False
        day -= dt.timedelta(days=dice.randint(76, 128))


def room_days(today: dt.date) -> list[dt.date]:
    """The ten days on which the child's room was paid: nine in M−8 and M−7, the last early in M−6."""
    first = almanac.month_start(today, -8) + dt.timedelta(days=4)
    last = almanac.month_start(today, -6) - dt.timedelta(days=4)
    places = len(ROOM_ITEMS) - 1
    days = [first + (last - first) * place // (places - 1) for place in range(places)]
    return [*days, almanac.month_start(today, -6) + dt.timedelta(days=2)]


def write_room(drafts: Drafts, seed: int) -> None:
    """The child's room: budget 35,000, paid 38,600."""
    dice = Dice(seed, "family/room")
    for day, (merchant, note, amount) in zip(room_days(drafts.today), ROOM_ITEMS, strict=True):
        drafts.add(
            day,
            dice.at(9, 18),
            "expense",
            amount,
            from_account="cmb",
            category_key="housing.renovation",
            recorded_by="chen",
            paid_by="chen",
            member="man",
            merchant=merchant,
            note=note,
            project=ROOM,
            via="bank",
        )
