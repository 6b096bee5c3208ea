"""Examples E13 to E16, E21 to E23 of the offers study, and the two sums of a surplus."""

from datetime import date
from decimal import Decimal
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.card_debt import fixed_path, minimum_path, refinance_saving_minor, revolving_interest_minor
from ledger.rules.instalments import flat_fee_plan
from ledger.rules.rates import ppm
from offers.rules.funds import (
    Holding,
    TwoSums,
    available_today_minor,
    has_spike,
    income_minor,
    redemption,
    two_sums,
    yield_compound,
    yield_simple,
)

DAILY = Decimal("0.0005")
WEEK = [Decimal(parts) / 10_000 for parts in (3412, 3398, 3405, 3420, 3377, 3377, 3391)]


@pytest.mark.parametrize(
    ("method", "interest"),
    [
        # 37 days x 10,000 x 0.05 % = 185.00, then 12 days x 9,000 x 0.05 % = 54.00.
        ("full_to_statement", 239_00),
        # 185.00 + 11 days x 9,000 x 0.05 % = 49.50.
        ("full_before_statement", 234_50),
        # 48 days x 9,000 x 0.05 %.
        ("unpaid_part", 216_00),
    ],
)
def test_card_interest_e13(method, interest):
    found = revolving_interest_minor(
        10_000_00,
        DAILY,
        posted=date(2026, 3, 3),
        paid_on=date(2026, 4, 9),
        paid_minor=1_000_00,
        statement=date(2026, 4, 20),
        method=method,
    )
    assert found == interest


def test_minimum_payments_e14_e15():
    to_the_end = minimum_path(10_000_00, DAILY)
    assert (to_the_end.months, to_the_end.interest_minor, to_the_end.owed_minor) == (37, 1_652_11, 0)
    year = minimum_path(12_000_00, DAILY, months=12)
    assert (year.months, year.interest_minor, year.owed_minor) == (12, 1_378_25, 4_052_14)


def test_minimum_that_never_repays_is_refused():
    with pytest.raises(ValueError):
        minimum_path(10_000_00, DAILY, share=Decimal("0.01"), floor_minor=0)


def test_refinancing_e16():
    plan = flat_fee_plan(12_000_00, 12, Decimal("0.005"))
    assert (plan.payments_minor[0], plan.cost_minor, plan.apr_simple_ppm) == (1_060_00, 720_00, 108_964)
    card = fixed_path(12_000_00, DAILY, 1_060_00)
    assert (card.months, card.last_payment_minor, card.interest_minor) == (13, 531_59, 1_251_59)
    # 1,251.59 - 720.00
    assert refinance_saving_minor(plan, DAILY) == 531_59


@pytest.mark.parametrize(
    ("count", "fee", "payment", "cost", "simple"),
    [
        (12, "0.0066", 1_079_20, 950_40, 143_106),
        (3, "0.006", 4_072_00, 216_00, 107_679),
        (6, "0.0055", 2_066_00, 396_00, 112_272),
    ],
)
def test_refinancing_plans_e16(count, fee, payment, cost, simple):
    plan = flat_fee_plan(12_000_00, count, Decimal(fee))
    assert (plan.payments_minor[0], plan.cost_minor, plan.apr_simple_ppm) == (payment, cost, simple)


def test_seven_day_yields_e21():
    assert sum(WEEK) == Decimal("2.3780")
    assert (ppm(yield_compound(WEEK)), ppm(yield_simple(WEEK))) == (12_477, 12_400)
    assert not has_spike(WEEK)
    spiked = [*WEEK[:-1], Decimal("1.2000")]
    assert ppm(yield_compound(spiked)) == 17_031
    assert has_spike(spiked)


def test_yield_needs_seven_days():
    with pytest.raises(ValueError):
        yield_simple(WEEK[:6])


def test_share_income_e22():
    # 50,000 x 0.3412 / 10,000 = 1.7060, floored to the fen.
    assert income_minor(50_000_00, WEEK[0]) == 1_70
    # Each day's income becomes shares: seven days later there are 50,011.85.
    assert reduce(lambda shares, per_10k: shares + income_minor(shares, per_10k), WEEK, 50_000_00) == 50_011_85


def test_quick_redemption_e23():
    one = [Holding("fund", "seller", 40_000_00)]
    found = redemption(25_000_00, one)
    assert (found.today_minor, found.next_day_minor, found.missing_minor) == (10_000_00, 15_000_00, 0)
    two = [*one, Holding("other", "seller", 40_000_00)]
    assert redemption(25_000_00, two).today_minor == 20_000_00


def test_quick_redemption_counts_a_fund_once_at_a_distributor():
    halves = [Holding("fund", "seller", 8_000_00), Holding("fund", "seller", 8_000_00)]
    assert available_today_minor(halves) == 10_000_00
    found = redemption(50_000_00, halves)
    assert (found.today_minor, found.next_day_minor, found.missing_minor) == (10_000_00, 6_000_00, 34_000_00)


def test_two_sums():
    # E26: 3 x 6,000 = 18,000 is the reserve, of which S 6,000 stays at hand: 12,000 may sit in a fund.
    assert two_sums(31_100_00, 6_000_00, 6_000_00) == TwoSums(18_000_00, 12_000_00, 19_100_00)
    # The demo family: the reserve would be 37,800 and is not filled yet.
    assert two_sums(19_400_00, 12_600_00, 12_600_00) == TwoSums(32_000_00, 19_400_00, 0)
    # A buffer raised above three months is the reserve.
    assert two_sums(500_00, 20_000_00, 6_000_00) == TwoSums(20_000_00, 0, 500_00)


@given(*[st.integers(0, 10**9)] * 3)
def test_two_sums_add_up_to_the_surplus(surplus, buffer, spending):
    sums = two_sums(surplus, buffer, spending)
    assert sums.fund_part_minor + sums.idle_minor == surplus
    assert sums.reserve_minor == buffer + sums.fund_part_minor
    assert min(sums.fund_part_minor, sums.idle_minor) >= 0
