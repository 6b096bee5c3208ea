"""何静的曲奇礼盒: gift boxes of biscuits sold online beside the bakery, with peaks before 中秋 and the Festival."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.demo import almanac
from ledger.demo.dice import Dice
from ledger.demo.draft import Drafts
from ledger.demo.everyday import enough_at_first
from ledger.demo.records import DemoAccount, DemoAnswers, DemoBook, DemoMember, DemoScheduled

KEY = "gift_boxes"
HE = {"recorded_by": "he"}
MONTHS = 35
FEASTS = (*almanac.MID_AUTUMN.values(), *almanac.SPRING_FESTIVAL.values())
PEAK_DAYS = 35
PLATFORMS = (("taobao", 0.55), ("pinduoduo", 0.25), ("douyin", 0.2))
COMMISSION_BPS = {"taobao": 560, "pinduoduo": 160, "douyin": 510}
POSTAGE_MINOR, PACKING_MINOR = 420, 260
ORDERS_TO_A_RETURN = 25
GOODS_PERCENT, SETTLE_DAYS = 40, 7
# What a month sells in usual times, and in one that is all before a feast, in yuan.
USUAL_YUAN, PEAK_YUAN = (3000, 6200), (20_000, 27_000)
BATCH_PIECES, LOW_PIECES = 40, 10
SPARE_MINOR = 186_420


@dataclass(frozen=True, slots=True)
class Product:
    """Price, and what a box costs to have made, in yuan; how often it is asked for, and before a feast."""

    name: str
    price: int
    cost: int
    usually: int
    before_feast: int


PRODUCTS = (
    Product("黄油曲奇礼盒", 88, 34, 30, 45),
    Product("抹茶曲奇礼盒", 92, 38, 18, 22),
    Product("蔓越莓曲奇 2 罐", 69, 26, 22, 10),
    Product("蛋黄酥 8 枚", 78, 33, 14, 40),
    Product("无糖燕麦饼", 49, 20, 16, 4),
    Product("曲奇试吃装", 19, 9, 12, 2),
)


@dataclass(frozen=True, slots=True)
class Sale:
    day: dt.date
    product: Product
    orders: int
    platform: str

    @property
    def amount_minor(self) -> int:
        return self.orders * self.product.price * 100


def gift_boxes_book(today: dt.date, seed: int) -> DemoBook:
    """The shop's book as of `today`; the same arguments give the same book."""
    drafts = Drafts(almanac.month_start(today, -MONTHS), today)
    sales = _write_sales(drafts, seed)
    _write_stock(drafts, sales, seed)
    _write_weeks(drafts, sales)
    _write_months(drafts, sales, seed)
    opening = {"business_card": enough_at_first(drafts, "business_card", SPARE_MINOR)}
    return DemoBook(
        key=KEY,
        name="静静的曲奇铺",
        scene="online-shop",
        icon="cookie",
        color="#8a3f6d",
        created_by="hejing",
        opened_on=drafts.first,
        members=(DemoMember("he", "何静", "hejing", "owner", "#3f8f6b"),),
        accounts=_accounts(drafts, opening),
        entries=drafts.numbered("g"),
        planned=(),
        answers=DemoAnswers({}, (), (), {}),
        facts={"goods_percent": GOODS_PERCENT, "settle_days": SETTLE_DAYS},
        scheduled=_scheduled(today),
    )


def _is_peak(day: dt.date) -> bool:
    """In the five weeks before 中秋 or the Spring Festival."""
    return any(1 <= (feast - day).days <= PEAK_DAYS for feast in FEASTS)


def _write_sales(drafts: Drafts, seed: int) -> list[Sale]:
    """Orders of one product, day and platform in one entry, as the platforms' reports have them."""
    dice = Dice(seed, "boxes/sales")
    sales = []
    for month in almanac.months_between(drafts.first, drafts.today):
        days = almanac.days_between(month, almanac.month_start(month, 1) - dt.timedelta(days=1))
        peak_days = sum(map(_is_peak, days))
        usual, peak = dice.randint(*USUAL_YUAN), dice.randint(*PEAK_YUAN)
        left = usual + (peak - usual) * peak_days // len(days)
        weights = [(4.0 if _is_peak(day) else 1.0) * dice.uniform(0.3, 1.7) for day in days]
        while left > 0:
            day = dice.choices(days, weights)[0]
            product = dice.choices(PRODUCTS, [row.before_feast if _is_peak(day) else row.usually for row in PRODUCTS])[
                0
            ]
            orders = dice.randint(1, 8 if _is_peak(day) else 3)
            left -= orders * product.price
            sales.append(Sale(day, product, orders, dice.weighted(PLATFORMS)))
    sales = sorted((sale for sale in sales if sale.day <= drafts.today), key=lambda sale: (sale.day, sale.product.name))
    counted = 0
    for sale in sales:
        drafts.add(sale.day, dice.at(9, 22.5), "income", sale.amount_minor, to_account=sale.platform,
                   category_key="sales.platform", extra={"product": sale.product.name, "orders": sale.orders},
                   **HE)  # fmt: skip
        returned = (counted + sale.orders) // ORDERS_TO_A_RETURN - counted // ORDERS_TO_A_RETURN
        counted += sale.orders
        back = sale.day + dt.timedelta(days=dice.randint(4, 8))
        drafts.add(back, dice.at(10, 20), "expense", returned * sale.product.price * 100, from_account="business_card",
                   category_key=dice.choice(("refunds.returned", "refunds.refund_only")),
                   note=dice.choice(("压碎了", "拍错口味", "不想要了", "收到晚了")),
                   extra={"product": sale.product.name, "orders": returned}, **HE)  # fmt: skip
    return sales


def _write_stock(drafts: Drafts, sales: Sequence[Sale], seed: int) -> None:
    """Each product is made in batches, a new one before the shelf is empty; larger ones before a feast."""
    for product in PRODUCTS:
        dice = Dice(seed, f"boxes/stock/{product.name}")
        pieces, day = 0, drafts.first
        for sale in sales:
            if sale.product != product:
                continue
            if pieces < LOW_PIECES + sale.orders:
                batch = BATCH_PIECES * (2 if _is_peak(sale.day) else 1)
                bought = max(day, sale.day - dt.timedelta(days=dice.randint(3, 6)))
                piece_minor = round(product.cost * 100 * dice.uniform(0.97, 1.04))
                drafts.add(bought, dice.at(9, 17), "expense", batch * piece_minor, from_account="business_card",
                           category_key="stock.making", merchant="味源烘焙坊",
                           extra={"product": product.name, "pieces": batch}, **HE)  # fmt: skip
                pieces, day = pieces + batch, bought
            pieces -= sale.orders


def _write_weeks(drafts: Drafts, sales: Sequence[Sale]) -> None:
    """On Sundays the courier is paid and the platforms take their share; on Mondays what is released is withdrawn."""
    by_day: dict[dt.date, list[Sale]] = {}
    for sale in sales:
        by_day.setdefault(sale.day, []).append(sale)
    released = dict.fromkeys(COMMISSION_BPS, 0)
    for sunday in (day for day in almanac.days_between(drafts.first, drafts.today) if day.weekday() == 6):
        week = [sale for back in range(7) for sale in by_day.get(sunday - dt.timedelta(days=back), [])]
        before = [sale for back in range(7, 14) for sale in by_day.get(sunday - dt.timedelta(days=back), [])]
        postage = sum(sale.orders for sale in week) * POSTAGE_MINOR
        drafts.add(sunday, dt.time(18, 5), "expense", postage, from_account="business_card",
                   category_key="express.waybills", merchant="中通快递", **HE)  # fmt: skip
        for platform, bps in COMMISSION_BPS.items():
            share = sum(sale.amount_minor for sale in week if sale.platform == platform) * bps // 10_000
            drafts.add(sunday, dt.time(20), "expense", share, from_account=platform,
                       category_key="commission.technical", **HE)  # fmt: skip
            released[platform] += sum(sale.amount_minor for sale in before if sale.platform == platform) - share
            amount = released[platform] // 10_000 * 10_000
            if amount > 0 and sunday < drafts.today:
                drafts.add(sunday + dt.timedelta(days=1), dt.time(9, 40), "transfer", amount, from_account=platform,
                           to_account="business_card", note="提现", **HE)  # fmt: skip
                released[platform] -= amount


def _write_months(drafts: Drafts, sales: Sequence[Sale], seed: int) -> None:
    """Boxes and tools, what a feast takes besides, and what she takes home."""
    dice = Dice(seed, "boxes/months")
    for month in almanac.months_between(drafts.first, drafts.today):
        sold = [sale for sale in sales if sale.day.replace(day=1) == month]
        is_peak = sum(_is_peak(sale.day) for sale in sold) * 2 > len(sold)
        card = {"from_account": "business_card", **HE}
        boxes = sum(sale.orders for sale in sold) * PACKING_MINOR
        drafts.add(month.replace(day=26), dice.at(10, 16), "expense", boxes, category_key="packing.boxes",
                   merchant="义乌纸箱店", **card)  # fmt: skip
        drafts.add(month.replace(day=5), dt.time(8, 30), "expense", 3_000, category_key="tools.software",
                   merchant="打单软件", **card)  # fmt: skip
        ads = dice.price(420, 980, "ten") if is_peak else dice.price(60, 180, "ten")
        drafts.add(month.replace(day=11), dice.at(20, 22), "expense", ads, category_key="ads.feed",
                   note="千川" if is_peak else "随便投投", **card)  # fmt: skip
        if is_peak:
            drafts.add(month.replace(day=24), dt.time(21), "expense", dice.price(500, 900, "ten"),
                       category_key="agents.helper", merchant="小周", note="帮忙打包", **card)  # fmt: skip
        if month.month % 3 == 1:
            drafts.add(month.replace(day=9), dice.at(13, 17), "expense", dice.price(90, 260),
                       category_key="samples.photos", note="拍新品", **card)  # fmt: skip
        home = sum(sale.amount_minor for sale in sold) * 26 // 100 // 10_000 * 10_000
        drafts.add(month.replace(day=28), dice.at(20, 22), "transfer", home, to_account="capital", note="拿回家",
                   **card)  # fmt: skip


def _accounts(drafts: Drafts, opening: dict[str, int]) -> tuple[DemoAccount, ...]:
    def account(key: str, name: str, kind: str, **fields) -> DemoAccount:
        start = opening.get(key, 0)
        return DemoAccount(key, name, kind, start, start + drafts.total_minor(key), key, **fields)

    return (
        account("business_card", "经营卡", "bank", number_tail="5093"),
        account("taobao", "淘宝货款", "wallet"),
        account("pinduoduo", "拼多多货款", "wallet"),
        account("douyin", "抖店货款", "wallet"),
        account("capital", "拿回家的", "capital"),
    )


def _scheduled(today: dt.date) -> tuple[DemoScheduled, ...]:
    return (
        DemoScheduled("expense", "礼盒纸箱尾款", today + dt.timedelta(days=9), amount_minor=86_000, icon="box",
                      party="义乌纸箱店", category_key="packing.boxes", account="business_card"),
        DemoScheduled("expense", "店铺年费", today + dt.timedelta(days=24), "year", 60_000, icon="building-store",
                      category_key="tools.shop_fee", account="business_card"),
    )  # fmt: skip
