"""What comes and goes on its day in the family: pay, the flat, the car loan, bills, insurance, the money fund."""

from __future__ import annotations

import datetime as dt
from functools import cache

from ledger.demo import almanac
from ledger.demo.dice import Dice
from ledger.demo.draft import Drafts
from ledger.demo.family_spending import price_level

CHEN_EMPLOYER = "江铃设备公司"
LIN_EMPLOYER = "市第二医院"
CHEN_PAY_DAY, LIN_PAY_DAY = 10, 15
MORTGAGE_DAY, GRANNY_DAY, PHONE_DAY, PROPERTY_DAY, CAR_LOAN_DAY = 20, 1, 3, 18, 12
PHONE_MINOR, PROPERTY_MINOR, GRANNY_MINOR, GRANDPA_MINOR = 19_900, 50_400, 150_000, 300_000
LATE_BONUS_DAYS = 12

# A flat bought in 2021-06: 680,000 over thirty years. The rate that a month's payment was reckoned with, in
# millionths a year, and the payment, from the month named; 642,665.84 was left before the payment of 2024-11.
MORTGAGE_STEPS = (
    (dt.date(2000, 1, 1), 42_000, 334_753),
    (dt.date(2024, 11, 1), 39_000, 323_926),
    (dt.date(2025, 1, 1), 33_000, 302_951),
    (dt.date(2026, 1, 1), 32_000, 299_639),
)
MORTGAGE_ANCHOR = (dt.date(2024, 11, 1), 64_266_584)
CAR_LOAN_PRINCIPAL, CAR_LOAN_MONTHS, CAR_LOAN_PPM, CAR_LOAN_PAYMENT = 6_000_000, 36, 39_000, 176_877


def interest_minor(owed_minor: int, rate_ppm: int) -> int:
    """One month's interest on what is owed, to the nearest fen."""
    return (owed_minor * rate_ppm + 6_000_000) // 12_000_000


def mortgage_step(month: dt.date) -> tuple[int, int]:
    """The yearly rate in millionths and the payment in fen of that month."""
    rate, payment = MORTGAGE_STEPS[0][1:]
    for since, step_rate, step_payment in MORTGAGE_STEPS:
        if month >= since:
            rate, payment = step_rate, step_payment
    return rate, payment


def mortgage_owed_minor(month: dt.date) -> int:
    """What is owed on the flat before the payment of that month."""
    at, owed = MORTGAGE_ANCHOR
    while at > month:
        at = almanac.add_months(at, -1)
        rate, payment = mortgage_step(at)
        # owed_after = owed * (1 + rate / 12) - payment, solved for what was owed before.
        owed = ((owed + payment) * 12_000_000 + 6_000_000) // (12_000_000 + rate)
    while at < month:
        rate, payment = mortgage_step(at)
        owed += interest_minor(owed, rate) - payment
        at = almanac.add_months(at, 1)
    return owed


def tight_festival(today: dt.date) -> dt.date:
    """The Spring Festival of the tight month: the last that lies at least seven months back."""
    return max(
        day for day in almanac.SPRING_FESTIVAL.values() if day + dt.timedelta(days=210 + LATE_BONUS_DAYS) <= today
    )


def chen_pay_minor(month: dt.date, today: dt.date) -> int:
    if month >= almanac.month_start(today, -21):
        return 864_000
    return 823_000 if month >= almanac.month_start(today, -32) else 790_000


def lin_pay_minor(month: dt.date, today: dt.date) -> int:
    if month >= almanac.month_start(today, -21):
        return 692_000
    # From the birth on the insurance pays for four months; what the hospital adds is the basic part.
    if almanac.month_start(today, -25) <= month < almanac.month_start(today, -21):
        return 248_000
    return 630_000


def write_pay(drafts: Drafts) -> None:
    """Pay of both, each on its day before a weekend, the quarterly bonus of one and the yearly one of the other."""
    today = drafts.today
    for month in almanac.months_between(drafts.first, today):
        chen = {"to_account": "icbc", "member": "chen", "recorded_by": "chen", "via": "bank", "merchant": CHEN_EMPLOYER}
        lin = {"to_account": "cmb", "member": "lin", "recorded_by": "lin", "via": "bank", "merchant": LIN_EMPLOYER}
        chen_day = almanac.before_weekend(month.replace(day=CHEN_PAY_DAY))
        lin_day = almanac.before_weekend(month.replace(day=LIN_PAY_DAY))
        drafts.add(
            chen_day,
            dt.time(8, 31, 5),
            "income",
            chen_pay_minor(month, today),
            category_key="salary.base",
            note="工资",
            **chen,
        )
        drafts.add(
            lin_day,
            dt.time(8, 33, 40),
            "income",
            lin_pay_minor(month, today),
            category_key="salary.base",
            note="工资",
            **lin,
        )
        if month.month in (1, 4, 7, 10):
            drafts.add(
                lin_day, dt.time(8, 35, 2), "income", 450_000, category_key="bonus.performance", note="季度绩效", **lin
            )
    for festival in almanac.festivals(drafts.first, today + dt.timedelta(days=20)):
        late = festival == tight_festival(today)
        day = festival + dt.timedelta(days=LATE_BONUS_DAYS) if late else festival - dt.timedelta(days=14)
        drafts.add(
            almanac.before_weekend(day),
            dt.time(8, 40, 9),
            "income",
            1_800_000,
            to_account="icbc",
            category_key="bonus.year_end",
            member="chen",
            recorded_by="chen",
            merchant=CHEN_EMPLOYER,
            via="bank",
            note="年终奖，今年发晚了" if late else "年终奖",
        )


def _write_instalment(drafts: Drafts, day: dt.date, loan: str, category: str, name: str, interest: int, capital: int):
    """One payment of a loan: the interest is spent, the rest moves against what is owed; both share a group."""
    group = f"{loan}/{day:%Y-%m}"
    common = {"from_account": "icbc", "recorded_by": "chen", "paid_by": "chen", "group": group, "via": "bank"}
    drafts.add(day, dt.time(7, 2, 10), "expense", interest, category_key=category, merchant=name, note="利息", **common)
    drafts.add(day, dt.time(7, 2, 11), "transfer", capital, to_account=loan, note=f"{name}本金", **common)


def write_loans(drafts: Drafts) -> dict[str, int]:
    """The payments for the flat and the car; returns what was owed on each before the first (below zero)."""
    today = drafts.today
    first_due = next(
        day
        for month in almanac.months_between(drafts.first, today)
        if (day := month.replace(day=MORTGAGE_DAY)) >= drafts.first
    )
    owed = mortgage_owed_minor(first_due.replace(day=1))
    opening = {"mortgage": -owed}
    day = first_due
    while day <= today:
        rate, payment = mortgage_step(day)
        interest = interest_minor(owed, rate)
        _write_instalment(drafts, day, "mortgage", "housing.mortgage", "工商银行房贷", interest, payment - interest)
        owed -= payment - interest
        day = almanac.add_months(day, 1)

    # What her father lent for the flat goes back month by month, until the month before the car is paid.
    for month in almanac.months_between(drafts.first, almanac.month_start(today, -16)):
        drafts.add(
            month.replace(day=25),
            dt.time(20, 31),
            "transfer",
            GRANDPA_MINOR,
            from_account="cmb",
            to_account="grandpa",
            recorded_by="lin",
            paid_by="lin",
            note="还爸的首付钱",
            via="bank",
        )

    left, last = CAR_LOAN_PRINCIPAL, almanac.month_start(today, -15)
    opening["car_loan"] = 0
    for number in range(CAR_LOAN_MONTHS):
        day = almanac.add_months(last, number - CAR_LOAN_MONTHS + 1).replace(day=CAR_LOAN_DAY)
        interest = interest_minor(left, CAR_LOAN_PPM)
        capital = left if number == CAR_LOAN_MONTHS - 1 else CAR_LOAN_PAYMENT - interest
        if day >= drafts.first:
            opening["car_loan"] = opening["car_loan"] or -left
            _write_instalment(drafts, day, "car_loan", "transport.car_loan", "汽车金融", interest, capital)
        left -= capital
    return opening


def write_bills(drafts: Drafts, birth: dt.date, seed: int) -> None:
    """Monthly and quarterly bills, subscriptions, and the yearly insurances."""
    dice = Dice(seed, "family/bills")
    today = drafts.today
    for month in almanac.months_between(drafts.first, today):
        lin = {"recorded_by": "lin", "paid_by": "lin", "via": "alipay"}
        chen = {"recorded_by": "chen", "paid_by": "chen"}
        hot = 1.0 if month.month in (7, 8) else 0.35 if month.month in (1, 6, 9, 12) else 0.0
        power = dice.price(128, 162, "fen") * price_level(month, today) + hot * 30_000
        drafts.add(
            month.replace(day=dice.randint(10, 12)),
            dice.at(7, 8.5),
            "expense",
            round(power),
            from_account="yuebao",
            category_key="utilities.electricity",
            merchant="国网江西省电力",
            item="电费缴纳",
            note="电费",
            **lin,
        )
        if month.month % 2:
            drafts.add(
                month.replace(day=dice.randint(16, 18)),
                dice.at(9, 20),
                "expense",
                dice.price(112, 148),
                from_account="yuebao",
                category_key="utilities.gas",
                merchant="南昌燃气",
                item="燃气费",
                **lin,
            )
        else:
            drafts.add(
                month.replace(day=dice.randint(21, 23)),
                dice.at(9, 20),
                "expense",
                dice.price(66, 92),
                from_account="yuebao",
                category_key="utilities.water",
                merchant="洪城水业",
                item="水费",
                **lin,
            )
        drafts.add(
            month.replace(day=PHONE_DAY),
            dt.time(8, 5, 17),
            "expense",
            PHONE_MINOR,
            from_account="cmb",
            category_key="utilities.phone",
            merchant="中国移动",
            item="话费充值 宽带套餐",
            note="话费宽带",
            **lin,
        )
        drafts.add(
            month.replace(day=6),
            dt.time(7, 31, 2),
            "expense",
            2_500,
            from_account="huabei",
            category_key="fun.subscriptions",
            merchant="视频会员",
            item="连续包月",
            **lin,
        )
        drafts.add(
            month.replace(day=21),
            dt.time(7, 40, 51),
            "expense",
            1_200,
            from_account="huabei",
            category_key="fun.subscriptions",
            merchant="网盘会员",
            item="连续包月",
            **lin,
        )
        if month.month % 3 == 1:
            drafts.add(
                month.replace(day=PROPERTY_DAY),
                dt.time(10, 12),
                "expense",
                PROPERTY_MINOR,
                from_account="icbc",
                category_key="utilities.property",
                merchant="小区物业",
                note="物业费一季度",
                via="bank",
                **chen,
            )
        if month >= almanac.month_start(birth, 1):
            drafts.add(
                month.replace(day=GRANNY_DAY),
                dt.time(8, 20),
                "expense",
                GRANNY_MINOR,
                from_account="icbc",
                category_key="elders.allowance",
                member="granny",
                merchant="奶奶",
                note="给妈的",
                via="bank",
                **chen,
            )
        if month.month == 6:
            policies = ((6, 548_000, "重疾险", "重疾险 两人"), (26, 292_000, "医疗险", "小满和妈的医疗险"))
            for day, amount, kind, name in policies:
                drafts.add(
                    month.replace(day=day),
                    dt.time(9, 30),
                    "expense",
                    amount,
                    from_account="cmb",
                    via="bank",
                    category_key="health.insurance",
                    merchant=f"人寿保险（{kind}）",
                    note=name,
                    recorded_by="lin",
                    paid_by="lin",
                )
        if month.month == 8:
            drafts.add(
                month.replace(day=16),
                dt.time(10, 2),
                "expense",
                315_000,
                from_account="icbc",
                via="bank",
                category_key="transport.car_insurance",
                merchant="财产保险",
                note="车险续保",
                **chen,
            )


@cache
def fund_yield_minor(day: dt.date, today: dt.date, seed: int) -> int:
    """What the money fund credited on a day: about 1.25 % a year on what lay there then."""
    held = 1_080_000 if day >= almanac.month_start(today, -6) else 430_000
    return round(held * Dice(seed, f"family/yield/{day}").uniform(0.0119, 0.0133) / 365)


def write_fund_yield(drafts: Drafts, seed: int) -> None:
    """The month's yield of the money fund, written down in one line on the month's last day."""
    for month in almanac.months_between(drafts.first, drafts.today):
        last = almanac.add_months(month, 1) - dt.timedelta(days=1)
        days = almanac.days_between(max(month, drafts.first), last)
        if last < drafts.today:
            total = sum(fund_yield_minor(day, drafts.today, seed) for day in days)
            drafts.add(
                last,
                dt.time(22, 5),
                "income",
                total,
                to_account="yuebao",
                category_key="interest.money_fund",
                member="lin",
                recorded_by="lin",
                merchant="余额宝",
                note="这个月的收益",
            )
