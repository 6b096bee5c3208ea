"""What the calculators come to, by the worked examples of the study and by sums made by hand."""

from decimal import Decimal

import pytest

from community.rules.calculators import (
    break_even,
    buffer_plan,
    card_debt,
    compound_growth,
    daily_allowance,
    hidden_price,
    instalment_price,
)


def test_instalments_e1():
    price = instalment_price(2_000_000, 12, Decimal("0.006"))
    assert (price.payment_minor, price.last_payment_minor, price.cost_minor) == (178_666, 178_674, 144_000)
    assert (price.said_ppm, price.apr_simple_ppm, price.apr_irr_ppm) == (72_000, 130_342, 138_417)


def test_hidden_price_e20():
    price = hidden_price(290_000, 6, 50_000)
    assert (price.cost_minor, price.apr_simple_ppm) == (10_000, 117_276)


def test_card_e14():
    debt = card_debt(1_000_000, Decimal("0.0005"), 110_000)
    assert (debt.minimum_months, debt.minimum_interest_minor) == (37, 165_211)
    assert debt.fixed_months == 10
    assert debt.saved_minor == 165_211 - debt.fixed_interest_minor > 0


def test_growth_of_two_months_by_hand():
    # 1,000.00 at 12 % a year: 1 % a month. After twelve months without more: 1,000 x 1.01^12, rounded each month.
    # 1010.00 1020.10 1030.30 1040.60 1051.01 1061.52 1072.14 1082.86 1093.69 1104.63 1115.68 1126.84
    grown = compound_growth(100_000, 0, 1, Decimal("0.12"))
    assert (grown.end_minor, grown.growth_minor) == (112_684, 12_684)


def test_growth_at_nothing_is_what_was_put_in_and_a_loss_is_less():
    assert compound_growth(0, 50_000, 10, Decimal(0)).growth_minor == 0
    assert compound_growth(0, 50_000, 10, Decimal("-0.02")).growth_minor < 0


@pytest.mark.parametrize(
    ("saved", "monthly", "missing", "months"),
    # 3 x 4,200 = 12,600: 9,000 missing is twelve times 750, and a fen more takes a month more.
    [
        (360_000, 75_000, 900_000, 12),
        (359_999, 75_000, 900_001, 13),
        (1_260_000, 0, 0, 0),
        (0, 0, 1_260_000, None),
    ],
)
def test_buffer(saved, monthly, missing, months):
    plan = buffer_plan(420_000, 3, saved, monthly)
    assert (plan.target_minor, plan.missing_minor, plan.months) == (1_260_000, missing, months)


def test_allowance_is_rounded_down_and_may_be_missing():
    # 8,640 - 4,140 - 900 = 3,600; over 31 days 116.129 a day.
    left = daily_allowance(864_000, 414_000, 90_000, 31)
    assert (left.left_minor, left.day_minor, left.week_minor) == (360_000, 11_612, 81_290)
    assert daily_allowance(100_000, 150_000, 0, 30).left_minor == -50_000


def test_break_even_is_rounded_up_and_needs_a_margin():
    # 13,000 / 0.52 = 25,000; / 26 = 961.538...
    line = break_even(1_300_000, Decimal("0.52"), 26)
    assert (line.month_minor, line.day_minor) == (2_500_000, 96_154)
    with pytest.raises(ValueError):
        break_even(1_300_000, Decimal(0), 26)
