"""What the family means to spend each month, and what it knows is to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from ledger.demo import almanac
from ledger.demo import family_fixed as fixed
from ledger.demo.records import DemoBudget, DemoScheduled

MONTH_MINOR = 1_300_000
BY_CATEGORY_MINOR = {
    "groceries": 240_000,
    "dining": 100_000,
    "children": 190_000,
    "transport": 70_000,
    "household": 150_000,
    "clothing": 50_000,
    "fun": 90_000,
    "social": 60_000,
}
# Each year: month and day, what it is, and what it costs.
POLICIES = ((6, 6, "重疾险 两人", 548_000), (6, 26, "医疗险 小满和奶奶", 292_000))
WEDDING = (2021, 10, 2)
# 奶奶 was born on the eighth of the tenth lunar month.
GRANNY_BORN = dt.date(1962, 11, 4)


def budgets() -> tuple[DemoBudget, ...]:
    return (
        DemoBudget(MONTH_MINOR),
        *(DemoBudget(amount, category_key=key) for key, amount in BY_CATEGORY_MINOR.items()),
    )


def scheduled(today: dt.date) -> tuple[DemoScheduled, ...]:
    """What comes after today, as the couple wrote it down; the bills of cards and the mortgage tell themselves."""

    def monthly(kind: str, name: str, day: int, amount: int, account: str, category: str, **more) -> DemoScheduled:
        due = next_day(today, day, range(1, 13))
        fields = {"every": "month", "account": account, "category_key": category}
        return DemoScheduled(kind, name, due, amount_minor=amount, **(fields | more))

    pay = {"icon": "cash"}
    return (
        monthly("income", "陈屿工资", fixed.CHEN_PAY_DAY, 864_000, "icbc", "salary", party=fixed.CHEN_EMPLOYER, **pay),
        monthly("income", "林晓雯工资", fixed.LIN_PAY_DAY, 692_000, "cmb", "salary", party=fixed.LIN_EMPLOYER, **pay),
        monthly("expense", "给妈的", fixed.GRANNY_DAY, fixed.GRANNY_MINOR, "icbc", "elders.allowance", member="granny"),
        monthly("expense", "话费宽带", fixed.PHONE_DAY, fixed.PHONE_MINOR, "cmb", "utilities.phone", party="中国移动"),
        DemoScheduled(
            "expense",
            "物业费",
            next_day(today, fixed.PROPERTY_DAY, (1, 4, 7, 10)),
            every="quarter",
            amount_minor=fixed.PROPERTY_MINOR,
            party="小区物业",
            category_key="utilities.property",
            account="icbc",
        ),
        *(
            DemoScheduled(
                "expense",
                name,
                next_day(today, day, (month,)),
                every="year",
                amount_minor=amount,
                icon="shield-check",
                party="人寿保险",
                category_key="health.insurance",
                account="cmb",
            )
            for month, day, name, amount in POLICIES
        ),
        DemoScheduled(
            "expense",
            "车险续保",
            next_day(today, 16, (8,)),
            every="year",
            amount_minor=315_000,
            icon="car",
            category_key="transport.car_insurance",
            account="icbc",
        ),
        DemoScheduled("day", "结婚纪念日", next_day(today, WEDDING[2], (WEDDING[1],)), every="year", icon="heart"),
        DemoScheduled("day", "奶奶生日", GRANNY_BORN, every="year", icon="cake", lunar=True, member="granny"),
    )


def next_day(today: dt.date, day: int, months: Collection[int]) -> dt.date:
    """The first such day after today in one of these months; today's is done."""
    for later in range(13):
        month = almanac.month_start(today, later)
        due = almanac.day_of_month(month, day)
        if month.month in months and due > today:
            return due
    raise AssertionError("each month comes within a year")
