"""The bakery's everyday: takings by channel, what is bought for them, rent, wages and power."""

from __future__ import annotations

import datetime as dt

from ledger.demo import almanac
from ledger.demo.dice import Dice
from ledger.demo.draft import Drafts

WEEKDAY_MINOR, WEEKEND_MINOR = 165_000, 240_000
IN_STORE, DELIVERY, VOUCHERS, CORPORATE = 0.58, 0.26, 0.09, 0.07
COMMISSION_BPS = 1_900
# Takings of the first eight months against a normal one, the season included; after them the shop grows to 1.
FIRST_MONTHS = (0.30, 0.37, 0.41, 0.44, 0.46, 0.475, 0.48, 0.62)
LATER_MONTHS = (0.72, 0.79, 0.86, 0.91, 0.95, 0.98)
LOSS_MONTHS = 7
FIRST_RENT_MINOR, RENT_MINOR, WAGES_MINOR, FLOUR_MINOR = 1_680_000, 2_040_000, 680_000, 846_000
RENT_IN_DAYS, WAGES_IN_DAYS, FLOUR_IN_DAYS = 9, 10, 5
FLOUR_CYCLE = 38
LANDLORD, HELPER, MILLER = "房东吴姐", "店员小周", "赣江粮油"
LATE_CUSTOMER, LATE_MINOR, LATE_DAYS = "设计院", 960_000, 41
OPEN_CUSTOMER, OPEN_MINOR, OPEN_IN_DAYS = "培训学校", 430_000, 18


def month_number(day: dt.date, today: dt.date) -> int:
    """Which month of the shop this is: M−35 is 1."""
    return (day.year - today.year) * 12 + day.month - today.month + 36


def season(day: dt.date) -> float:
    """The students' year: February and the summer holidays sell six tenths; a closed week at the Festival nothing."""
    if almanac.near_festival(day, 2, 4):
        return 0.0
    low = day.month == 2 or (day.month == 7 and day.day >= 20) or day.month == 8
    return 0.6 if low else 1.0


def level(day: dt.date, today: dt.date) -> float:
    """What a day sells against a normal day of its weekday."""
    number = month_number(day, today)
    if number <= len(FIRST_MONTHS):
        # The season would hide the shop's own growth, and with it the month that first made money.
        return 0.0 if almanac.near_festival(day, 2, 4) else FIRST_MONTHS[number - 1]
    place = number - len(FIRST_MONTHS) - 1
    return season(day) * (LATER_MONTHS[place] if place < len(LATER_MONTHS) else 1.0)


def _till_sum(minor: float) -> int:
    """A day's sum in a till: steps of half a yuan."""
    return round(minor / 50) * 50


def write_takings(drafts: Drafts, opened: dt.date, seed: int) -> None:
    """Each day's close: the code and the till, delivery with its commission, vouchers; today's is still running."""
    dice = Dice(seed, "bakery/takings")
    for day in almanac.days_between(opened, drafts.today):
        base = WEEKEND_MINOR if almanac.is_weekend(day) else WEEKDAY_MINOR
        total = base * level(day, drafts.today) * dice.uniform(0.945, 1.085)
        if day == drafts.today:
            total *= 0.78
        if not total:
            continue
        by = dice.weighted((("liu", 0.45), ("he", 0.55)))
        close = {"recorded_by": by, "group": f"close/{day}"}
        store = total * IN_STORE * dice.uniform(0.95, 1.05)
        cash = _till_sum(store * dice.uniform(0.11, 0.17))
        drafts.add(
            day,
            None,
            "income",
            round((store - cash) / 10) * 10,
            to_account="qr_code",
            channel="到店",
            category_key="in_store.retail",
            **close,
        )
        drafts.add(
            day, None, "income", cash, to_account="till", channel="到店", category_key="in_store.retail", **close
        )
        delivery = round(total * DELIVERY * dice.uniform(0.86, 1.14) / 10) * 10
        drafts.add(
            day,
            None,
            "income",
            delivery,
            to_account="delivery_platform",
            channel="外卖",
            category_key="delivery.platform",
            **close,
        )
        drafts.add(
            day,
            None,
            "expense",
            (delivery * COMMISSION_BPS + 5_000) // 10_000,
            from_account="delivery_platform",
            category_key="commission.delivery",
            merchant="外卖平台",
            channel="外卖",
            **close,
        )
        if dice.chance(0.5):
            vouchers = round(total * VOUCHERS * 2 * dice.uniform(0.8, 1.2) / 10) * 10
            drafts.add(
                day,
                None,
                "income",
                vouchers,
                to_account="voucher_platform",
                channel="团购",
                category_key="vouchers.redeemed",
                **close,
            )


def _order(drafts: Drafts, day: dt.date, account: str, customer: str, amount: int, due: dt.date, by: str) -> None:
    drafts.add(
        day,
        dt.time(9, 30),
        "income",
        amount,
        to_account=account,
        category_key="corporate.tea_break",
        recorded_by=by,
        merchant=customer,
        counterparty=customer,
        note="茶歇 先记账",
        channel="企业单",
        extra={"due_on": due.isoformat()},
    )


def write_corporate(drafts: Drafts, opened: dt.date, seed: int) -> None:
    """Orders of firms, paid some weeks later; two are open: one 41 days late, one not due yet."""
    dice = Dice(seed, "bakery/corporate")
    today = drafts.today
    late_due = today - dt.timedelta(days=LATE_DAYS)
    for amount, before in ((310_000, 44), (290_000, 37), (360_000, 30)):
        _order(drafts, late_due - dt.timedelta(days=before), "owed_design", LATE_CUSTOMER, amount, late_due, "he")
    open_due = today + dt.timedelta(days=OPEN_IN_DAYS)
    for amount, before in ((170_000, 12), (260_000, 5)):
        _order(drafts, today - dt.timedelta(days=before), "owed_school", OPEN_CUSTOMER, amount, open_due, "he")

    day = opened + dt.timedelta(days=25)
    while day < today - dt.timedelta(days=20):
        # What the shop sells on the slate to the two is seven in a hundred of its takings over the year.
        amount = round(1_710 * level(day, today) * dice.uniform(0.75, 1.25) / 10) * 1000
        customer, account = dice.choice(((OPEN_CUSTOMER, "owed_school"), (LATE_CUSTOMER, "owed_design")))
        paid = day + dt.timedelta(days=dice.randint(9, 34))
        in_late_bill = account == "owed_design" and day > late_due - dt.timedelta(days=60)
        if amount and paid < today and not in_late_bill:
            if dice.chance(0.5):
                drafts.add(
                    day,
                    dt.time(15, 10),
                    "income",
                    amount,
                    to_account="business_bank",
                    recorded_by="he",
                    category_key="corporate.tea_break",
                    merchant="社区医院",
                    note="茶歇 现结",
                    channel="企业单",
                )
                day += dt.timedelta(days=dice.randint(9, 17))
                continue
            _order(drafts, day, account, customer, amount, day + dt.timedelta(days=30), dice.choice(("liu", "he")))
            drafts.add(
                paid,
                dice.at(10, 16),
                "transfer",
                amount,
                from_account=account,
                to_account="business_bank",
                recorded_by="he",
                counterparty=customer,
                note=f"{customer}结账",
            )
        day += dt.timedelta(days=dice.randint(9, 17))


def _sold(drafts: Drafts, first: dt.date, last: dt.date) -> float:
    """What a stretch of days sells by the plan, in fen: the measure of what is bought for it."""
    return sum(
        (WEEKEND_MINOR if almanac.is_weekend(day) else WEEKDAY_MINOR) * level(day, drafts.today)
        for day in almanac.days_between(first, last)
    )


def _waste(day: dt.date, today: dt.date) -> float:
    """In the loss months too much was baked: a quarter more flour and butter for the same sales."""
    return 1.24 if month_number(day, today) <= LOSS_MONTHS else 1.0


def write_stock(drafts: Drafts, opened: dt.date, seed: int) -> None:
    """Ingredients are about 34 in a hundred of the takings: dairy and fruit paid at once, packaging in lots."""
    dice = Dice(seed, "bakery/stock")
    for share, gap, category, merchants, account, notes in (
        (0.106, (3, 4), "stock.dairy", ("冷链乳品", "蛋品批发"), "business_bank", ("淡奶油 黄油", "牛奶 鸡蛋")),
        (
            0.088,
            (2, 3),
            "stock.fresh",
            ("水果批发市场", "菜市场"),
            "qr_code",
            ("草莓 蓝莓", "香蕉 芒果", "鸡蛋", "肉松 火腿"),
        ),
        (0.023, (17, 20), "packaging.bags_boxes", ("包装材料厂",), "business_bank", ("纸袋 蛋糕盒",)),
    ):
        day = opened - dt.timedelta(days=1)
        while day < drafts.today:
            step = dice.randint(*gap)
            sold = _sold(drafts, day, day + dt.timedelta(days=step - 1))
            amount = round(sold * share * _waste(day, drafts.today) * dice.uniform(0.85, 1.15) / 50) * 50
            source = account if day > opened + dt.timedelta(days=14) else "business_bank"
            drafts.add(
                day,
                dice.at(5.6, 9.5),
                "expense",
                amount,
                from_account=source,
                category_key=category,
                recorded_by=dice.choice(("liu", "he")),
                merchant=dice.choice(merchants),
                note=dice.mistyped(dice.choice(notes)) if dice.chance(0.6) else "",
            )
            day += dt.timedelta(days=step)


def write_flour(drafts: Drafts, opened: dt.date, seed: int) -> None:
    """Flour and sugar on the slate, paid every five weeks or so; today 8,460 is owed, due in five days."""
    dice = Dice(seed, "bakery/flour")
    today = drafts.today
    pay_days, day = [], today + dt.timedelta(days=FLOUR_IN_DAYS - FLOUR_CYCLE)
    while day > opened + dt.timedelta(days=12):
        pay_days.append(day)
        day -= dt.timedelta(days=dice.randint(FLOUR_CYCLE - 2, FLOUR_CYCLE + 3))
    pay_days.reverse()
    since = opened - dt.timedelta(days=2)
    for paid in [*pay_days, None]:
        end = paid or today + dt.timedelta(days=1)
        days = list(range((since - end).days, 0, dice.randint(6, 8)))
        plan = _sold(drafts, since, end) * 0.15 * _waste(since, today)
        total = FLOUR_MINOR if paid is None else max(round(plan / 1000) * 1000, 20_000)
        left = total
        for place, before in enumerate(days):
            amount = left if place == len(days) - 1 else round(total / len(days) * dice.uniform(0.8, 1.2) / 500) * 500
            left -= amount
            drafts.add(
                end + dt.timedelta(days=before),
                dice.at(6, 8.4),
                "expense",
                amount,
                from_account="owed_flour",
                category_key="stock.ingredients",
                recorded_by=dice.choice(("liu", "he")),
                merchant=MILLER,
                counterparty=MILLER,
                note=dice.choice(("高筋粉 10 袋", "面粉 糖", "低筋粉 可可粉")),
                extra={"invoice": "has"},
            )
        if paid:
            drafts.add(
                paid,
                dice.at(9, 15),
                "transfer",
                total,
                from_account="business_bank",
                to_account="owed_flour",
                recorded_by="liu",
                counterparty=MILLER,
                note="结面粉款",
            )
            since = paid


def _months_before(day: dt.date, months: int) -> dt.date:
    """The same day so many months before; where that month has none, the first of the next, as a payment moves."""
    earlier = almanac.add_months(day, -months)
    return earlier if earlier.day == day.day else earlier + dt.timedelta(days=1)


def write_costs(drafts: Drafts, opened: dt.date, seed: int) -> None:
    """Rent by the quarter and wages by the month on days reckoned from today; power, promotion and sundries."""
    dice = Dice(seed, "bakery/costs")
    today = drafts.today
    next_rent, next_wages = today + dt.timedelta(days=RENT_IN_DAYS), today + dt.timedelta(days=WAGES_IN_DAYS)
    for months in range(1, 37):
        day = _months_before(next_wages, months)
        if day > opened:
            drafts.add(
                day,
                dt.time(10, 15),
                "expense",
                WAGES_MINOR,
                from_account="business_bank",
                category_key="staff.wages",
                recorded_by="he",
                merchant=HELPER,
                note="工资",
            )
    for quarters in range(1, 13):
        day = _months_before(next_rent, 3 * quarters)
        # The landlord left the first rent out, for the fitting out; after the first year the rent rose.
        if day > opened + dt.timedelta(days=100):
            early = day < almanac.add_months(opened, 11)
            drafts.add(
                day,
                dt.time(9, 45),
                "expense",
                FIRST_RENT_MINOR if early else RENT_MINOR,
                from_account="business_bank",
                category_key="rent.shop",
                recorded_by="liu",
                merchant=LANDLORD,
                note="一季度房租",
            )
    day = opened
    while day <= today:
        summer = 410 if 6 <= day.month <= 9 else 290
        drafts.add(
            day,
            dice.at(8, 18),
            "expense",
            round(summer * 100 * 10.5 / 30.4 * dice.uniform(0.92, 1.08)) * 10,
            from_account="business_bank",
            category_key="utilities.electricity",
            recorded_by=dice.choice(("liu", "he")),
            merchant="国网江西省电力",
            note="充电费",
        )
        day += dt.timedelta(days=dice.randint(9, 12))
    for day in almanac.days_between(opened, today - dt.timedelta(days=1)):
        for _errand in range(2 if dice.chance(0.3) else 1):
            if not level(day, today) or not dice.chance(0.33):
                continue
            category, merchant, note, low, high = dice.choice(SUNDRIES)
            account = "till" if high < 120 else "qr_code"
            drafts.add(
                day,
                dice.at(9, 20),
                "expense",
                dice.price(low, high, "half" if account == "till" else "tidy"),
                from_account=account,
                category_key=category,
                recorded_by=dice.choice(("liu", "he")),
                merchant=merchant,
                note=note if dice.chance(0.6) else "",
            )


def write_promotion(drafts: Drafts, seed: int) -> None:
    """In the first seven months what was nearly earned went into being known: each of them ends with a loss."""
    dice = Dice(seed, "bakery/promotion")
    for number, loss_minor in enumerate(LOSSES_MINOR, start=1):
        month = almanac.month_start(drafts.today, number - 36)
        rows = [row for row in drafts.rows if row.date.replace(day=1) == month]
        profit = sum(row.amount_minor * {"income": 1, "expense": -1}.get(row.kind, 0) for row in rows)
        total = max(profit + loss_minor, 60_000)
        days = sorted(dice.sample(range(8, 28), 4))
        for place, day in enumerate(days):
            amount = total if place == 3 else round(total / (4 - place) * dice.uniform(0.8, 1.2) / 1000) * 1000
            total -= amount
            drafts.add(
                month.replace(day=day),
                dice.at(9, 20),
                "expense",
                amount,
                from_account="business_bank",
                category_key="promotion.ads",
                recorded_by="he",
                merchant="本地生活推广",
                note="开业推广",
            )


# What each of the first seven months loses at least.
LOSSES_MINOR = (300_000, 248_000, 211_500, 176_000, 142_400, 107_000, 66_500)
SUNDRIES = (
    ("packaging.cleaning", "日用批发", "洗洁精 抹布", 25, 80),
    ("other.transport", "货拉拉", "跑腿 送货", 20, 66),
    ("repair.equipment", "设备维修", "烤箱加热管", 160, 520),
    ("repair.premises", "五金店", "灯泡 水管", 30, 110),
    ("staff.meals", "快餐店", "员工餐", 30, 70),
    ("packaging.labels", "文印店", "标签 小票纸", 40, 110),
    ("packaging.cups_cutlery", "一次性用品店", "纸杯 刀叉", 120, 300),
    ("other.transport", "停车场", "停车", 8, 20),
    ("promotion.print", "文印店", "海报", 60, 180),
)
