import datetime as dt
from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from ledger.demo import almanac, bakery_trade
from ledger.rules.flow import ACCOUNT_CLASS, AccountClass

from .conftest import YEAR, book_on
from .rough_reading import read


def profits(book) -> dict[str, int]:
    months = defaultdict(int)
    for entry in book.entries:
        months[f"{entry.date:%Y-%m}"] += entry.amount_minor * {"income": 1, "expense": -1}.get(entry.kind, 0)
    return months


def test_liquid_money_and_what_is_owed_today(any_day):
    book = any_day.book("bakery")
    liquid = [account for account in book.accounts if ACCOUNT_CLASS[account.kind] is AccountClass.LIQUID]
    assert sum(account.today_minor for account in liquid) == 1_890_000
    assert all(account.today_minor >= 0 for account in liquid)
    balances = book.balances_minor()
    assert balances["till"] == 86_000
    assert balances["owed_design"] == 960_000
    assert balances["owed_school"] == 430_000
    assert balances["owed_flour"] == -846_000


def test_contributions_and_fit_out(bakery):
    contributed = Counter()
    for entry in bakery.entries:
        if entry.from_account.startswith("capital_"):
            contributed[entry.from_account] += entry.amount_minor
    assert contributed == {"capital_liu": 11_000_000, "capital_he": 9_000_000}
    before = [entry for entry in bakery.entries if entry.date < dt.date(2023, 12, 5) and entry.kind == "expense"]
    assert sum(entry.amount_minor for entry in before if entry.category_key.startswith("repair.")) == 13_800_000


def test_loss_in_seven_months_and_first_profit_in_the_eighth(any_day):
    book = any_day.book("bakery")
    months = profits(book)
    for number in range(1, 8):
        assert months[f"{almanac.month_start(any_day.today, number - 36):%Y-%m}"] < 0, number
    assert months[f"{almanac.month_start(any_day.today, -28):%Y-%m}"] > 0


def test_channels_have_their_shares(bakery):
    year = [entry for entry in bakery.entries if entry.date > dt.date(2025, 11, 22)]
    takings = Counter()
    for entry in year:
        if entry.kind == "income":
            takings[entry.channel] += entry.amount_minor
    total = sum(takings.values())
    for channel, share in (("到店", 0.58), ("外卖", 0.26), ("团购", 0.09), ("企业单", 0.07)):
        assert takings[channel] / total == pytest.approx(share, abs=0.02)
    commission = sum(entry.amount_minor for entry in year if entry.category_key == "commission.delivery")
    assert commission / takings["外卖"] == pytest.approx(0.19, abs=0.0005)
    stock = sum(entry.amount_minor for entry in year if entry.category_key.startswith("stock."))
    assert stock / total == pytest.approx(0.34, abs=0.02)


def test_february_and_the_summer_sell_six_tenths(bakery):
    def a_day(first: dt.date, last: dt.date) -> float:
        days = (last - first).days + 1
        return (
            sum(
                entry.amount_minor
                for entry in bakery.entries
                if entry.kind == "income" and entry.channel == "到店" and first <= entry.date <= last
            )
            / days
        )

    normal = a_day(dt.date(2026, 5, 1), dt.date(2026, 6, 30))
    assert a_day(dt.date(2026, 7, 20), dt.date(2026, 8, 31)) / normal == pytest.approx(0.6, abs=0.04)
    closed = [entry for entry in bakery.entries if dt.date(2026, 2, 15) <= entry.date <= dt.date(2026, 2, 21)]
    assert not [entry for entry in closed if entry.channel]


def test_rent_and_wages_lie_so_that_the_next_ones_come_in_nine_and_ten_days(any_day):
    book = any_day.book("bakery")
    rents = [entry.date for entry in book.entries if entry.category_key == "rent.shop"]
    wages = [entry.date for entry in book.entries if entry.category_key == "staff.wages"]
    gaps = [(later - earlier).days for earlier, later in pairwise(rents)]
    assert all(89 <= gap <= 93 for gap in gaps)
    assert 89 <= (any_day.today + dt.timedelta(days=9) - rents[-1]).days <= 92
    gaps = [(later - earlier).days for earlier, later in pairwise(wages)]
    assert all(28 <= gap <= 33 for gap in gaps)
    assert 28 <= (any_day.today + dt.timedelta(days=10) - wages[-1]).days <= 31


def test_partners_share_after_the_festival_and_one_drawing_was_not_announced(bakery):
    shared = defaultdict(dict)
    for entry in bakery.entries:
        if entry.group.startswith("share/"):
            shared[entry.date][entry.to_account] = entry.amount_minor
    # 40,000 and 52,000 by 55 to 45, twenty days after 2025-01-29 and 2026-02-17.
    assert dict(shared) == {
        dt.date(2025, 2, 18): {"capital_liu": 2_200_000, "capital_he": 1_800_000},
        dt.date(2026, 3, 9): {"capital_liu": 2_860_000, "capital_he": 2_340_000},
    }
    [surprise] = [entry for entry in bakery.entries if entry.note == "急用先拿了"]
    assert (surprise.amount_minor, surprise.to_account) == (500_000, "capital_liu")
    assert f"{surprise.date:%Y-%m}" == "2025-09"


def test_what_two_customers_owe_has_its_due_days(any_day):
    book = any_day.book("bakery")
    due = defaultdict(set)
    for entry in book.entries:
        if "due_on" in entry.extra:
            due[entry.to_account].add(dt.date.fromisoformat(entry.extra["due_on"]))
    assert any_day.today - dt.timedelta(days=41) in due["owed_design"]
    assert any_day.today + dt.timedelta(days=18) in due["owed_school"]
    plans = {plan.name: plan for plan in book.planned}
    assert (plans["设计院"].overdue_days, plans["设计院"].probability_hint) == (41, 0.5)
    assert (plans["赣江粮油"].due_in_days, plans["赣江粮油"].amount_minor) == (5, -846_000)
    assert (plans["房东吴姐"].due_in_days, plans["房东吴姐"].amount_minor) == (9, -2_040_000)
    assert (plans["店员小周"].due_in_days, plans["店员小周"].amount_minor) == (10, -680_000)


def test_takings_of_a_normal_day():
    today = dt.date(2026, 11, 22)
    assert bakery_trade.level(dt.date(2026, 11, 3), today) == 1.0
    assert bakery_trade.level(dt.date(2026, 8, 3), today) == 0.6
    assert bakery_trade.level(dt.date(2024, 6, 3), today) == 0.48  # the seventh month
    assert bakery_trade.level(dt.date(2024, 7, 3), today) == 0.62  # the eighth


@pytest.mark.parametrize("today", YEAR, ids=str)
def test_shortfall_of_about_2500_after_rent_and_wages_that_closes_by_itself(today):
    reading = read(book_on(today, "bakery"), today, business=True)
    assert 210_000 <= reading.shortfall <= 300_000
    assert reading.trough_day in (10, 11)
    # Back to about 20,400 at the end of the thirty days, so the gap is one of timing.
    assert reading.end50 == pytest.approx(2_040_000, rel=0.05)
    assert reading.trough50 < -0.05 * reading.spending
