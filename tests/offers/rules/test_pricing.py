"""Examples E1 to E12, E17 to E20, E24 and E25 of the offers study, and what must hold of every plan."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.instalments import (
    CostItem,
    dated_rate,
    due_dates,
    equal_instalment_plan,
    equal_principal_plan,
    flat_fee_plan,
    prepaid_plan,
    purchase_plan,
)
from ledger.rules.rates import DailyRate, flat_fee_for, monthly_rate, ppm, simple_interest_minor, xirr
from offers.rules.rates import DSR_LIMIT, DSR_WARN, debt_service_ratio, lpr_cap, price_gate

P = 20_000_00
LPR = Decimal("0.03")


def flat(count=12, fee="0.006", **options):
    return flat_fee_plan(P, count, Decimal(fee), **options)


def test_flat_fee_e1():
    plan = flat()
    # 20,000 / 12 floored = 1,666.66; the last takes 20,000 - 11 x 1,666.66 = 1,666.74. Fee 0.6 % of 20,000
    # = 120.
    assert [one.principal_minor for one in plan.instalments] == [1_666_66] * 11 + [1_666_74]
    assert {one.interest_minor for one in plan.instalments} == {120_00}
    assert plan.payments_minor == (1_786_66,) * 11 + (1_786_74,)
    assert plan.cost_minor == 1_440_00
    assert round(plan.monthly_rate, 8) == Decimal("0.01086182")
    assert (plan.apr_simple_ppm, plan.apr_irr_ppm) == (130_342, 138_417)


def test_all_fees_first_e2():
    plan = flat(fee_when="first")
    assert plan.payments_minor == (3_106_66,) + (1_666_66,) * 10 + (1_666_74,)
    assert (plan.apr_simple_ppm, plan.apr_irr_ppm) == (138_560, 147_707)


def test_all_fees_upfront_e3():
    plan = flat(fee_when="upfront")
    assert plan.received_minor == 18_560_00
    assert plan.cost_minor == 1_440_00
    assert (plan.apr_simple_ppm, plan.apr_irr_ppm) == (140_249, 149_625)


@pytest.mark.parametrize(
    ("count", "fee", "first", "last", "cost", "simple", "irr"),
    [
        (3, "0.006", 6_786_66, 6_786_68, 360_00, 107_679, 113_156),
        (6, "0.006", 3_453_33, 3_453_35, 720_00, 122_394, 129_498),
        (24, "0.006", 953_33, 953_41, 2_880_00, 132_655, 141_026),
        (12, "0.005", 1_766_66, 1_766_74, 1_200_00, 108_963, 114_573),
        (12, "0.0075", 1_816_66, 1_816_74, 1_800_00, 162_164, 174_777),
    ],
)
def test_flat_fee_e4_e5(count, fee, first, last, cost, simple, irr):
    plan = flat(count, fee)
    assert (plan.payments_minor[0], plan.payments_minor[-1], plan.cost_minor) == (first, last, cost)
    assert (plan.apr_simple_ppm, plan.apr_irr_ppm) == (simple, irr)


def test_equal_instalment_e6():
    plan = equal_instalment_plan(P, 12, Decimal("0.12"))
    assert plan.payments_minor == (1_776_98,) * 11 + (1_776_92,)
    # First month: 1 % of 20,000 = 200.00 interest, 1,776.98 - 200.00 = 1,576.98 principal.
    first, last = plan.instalments[0], plan.instalments[-1]
    assert (first.principal_minor, first.interest_minor) == (1_576_98, 200_00)
    assert last.interest_minor == 17_59
    assert plan.cost_minor == 1_323_70
    assert (plan.apr_simple_ppm, plan.apr_irr_ppm) == (119_999, 126_824)


def test_equal_principal_e7():
    plan = equal_principal_plan(P, 12, Decimal("0.12"))
    # Last: 1,666.74 + 1 % of 1,666.74 = 1,666.74 + 16.67.
    assert (plan.payments_minor[0], plan.payments_minor[-1]) == (1_866_66, 1_683_41)
    assert plan.cost_minor == 1_300_00
    assert plan.apr_simple_ppm == 120_000


def test_monthly_guarantee_e8_is_refused():
    plan = equal_instalment_plan(10_000_00, 12, Decimal("0.12"), items=[CostItem("guarantee", 80_00)])
    assert plan.payments_minor[0] == 968_49
    assert plan.cost_minor == 1_621_86
    assert (plan.apr_simple_ppm, plan.apr_irr_ppm) == (287_001, 327_932)
    assert not price_gate(plan.apr_simple, plan.apr_irr, LPR).publishable


def test_upfront_membership_e9_is_refused():
    bare = equal_instalment_plan(5_000_00, 6, Decimal("0.15"))
    assert (bare.payments_minor[0], bare.cost_minor, bare.apr_simple_ppm) == (870_17, 221_00, 149_991)
    assert price_gate(bare.apr_simple, bare.apr_irr, LPR).publishable
    plan = equal_instalment_plan(5_000_00, 6, Decimal("0.15"), items=[CostItem("membership", 199_00, "upfront")])
    assert plan.cost_minor == 420_00
    assert (plan.apr_simple_ppm, plan.apr_irr_ppm) == (294_010, 337_050)
    assert not price_gate(plan.apr_simple, plan.apr_irr, LPR).publishable


def test_fee_charged_with_first_instalment_is_there_once():
    plan = flat(items=[CostItem("account", 50_00, "first")])
    assert plan.payments_minor[:2] == (1_836_66, 1_786_66)
    assert plan.cost_minor == 1_490_00


@pytest.mark.parametrize(
    ("apr", "count", "fee"),
    [
        ("0.24", 3, 13_421),
        ("0.24", 6, 11_859),
        ("0.24", 12, 11_226),
        ("0.24", 24, 11_204),
        ("0.12", 3, 6_689),
        ("0.12", 6, 5_882),
        ("0.12", 12, 5_515),
        ("0.12", 24, 5_407),
        ("0", 12, 0),
    ],
)
def test_flat_fee_that_equals_an_apr_e10(apr, count, fee):
    assert ppm(flat_fee_for(Decimal(apr), count)) == fee


@pytest.mark.parametrize(
    ("daily", "by_365", "by_360", "effective"),
    [
        ("0.0002", 73_000, 72_000, 75_723),
        ("0.0005", 182_500, 180_000, 200_159),
        ("0.00065", 237_250, 234_000, 267_660),
    ],
)
def test_daily_rate_e11(daily, by_365, by_360, effective):
    rate = DailyRate(Decimal(daily))
    assert (ppm(rate.apr_365), ppm(rate.apr_360), ppm(rate.effective)) == (by_365, by_360, effective)


def test_dated_flows_e12():
    flows = [(date(2026, 1, 15), 10_000_00), (date(2026, 2, 28), -5_100_00), (date(2026, 4, 30), -5_200_00)]
    assert ppm(xirr(flows)) == 155_579
    assert ppm(dated_rate(flat(), date(2026, 1, 31))) == 139_491


def test_due_dates_clamp_to_month_end():
    assert due_dates(date(2027, 10, 31), 5) == (
        date(2027, 11, 30),
        date(2027, 12, 31),
        date(2028, 1, 31),
        date(2028, 2, 29),
        date(2028, 3, 31),
    )


def test_prepaying_e17():
    assert prepaid_plan(flat(), 6, later_fees="waived").apr_simple_ppm == 90_737
    charged = prepaid_plan(flat(), 6, later_fees="charged")
    # Five instalments of 1,786.66, then all that is left: principal 20,000 - 5 x 1,666.66, fees 7 x 120.
    assert charged.payments_minor == (1_786_66,) * 5 + (12_506_70,)
    # The study prints 17.7813 %, at which these payments are worth only 19,999.75; at 17.7781 % they are
    # worth 20,000.00, to the fen.
    assert charged.apr_simple_ppm == 177_781
    month = 0.177781 / 12
    worth = sum(1786.66 / (1 + month) ** number for number in range(1, 6)) + 12506.70 / (1 + month) ** 6
    assert round(worth, 2) == 20_000.00


def test_voucher_e18():
    plan = flat_fee_plan(3_000_00, 6, Decimal("0.005"))
    assert (plan.payments_minor[0], plan.cost_minor, plan.apr_simple_ppm) == (515_00, 90_00, 102_136)
    half = flat_fee_plan(3_000_00, 6, Decimal("0.005"), free_fees=3)
    assert (half.payments_minor[0], half.payments_minor[3], half.apr_simple_ppm) == (500_00, 515_00, 50_922)
    assert flat_fee_plan(3_000_00, 6, Decimal("0.005"), free_fees=6).apr_simple_ppm == 0


def test_cancelled_within_seven_days_e19():
    # 20,000 x 12 % x 7 / 365 = 46.027; / 360 = 46.667.
    assert simple_interest_minor(P, Decimal("0.12"), 7) == 46_03
    assert simple_interest_minor(P, Decimal("0.12"), 7, 360) == 46_67


def test_hidden_price_e20():
    assert purchase_plan(2_900_00, [500_00] * 6).apr_simple_ppm == 117_276


def test_price_gate_e24():
    assert lpr_cap(LPR) == Decimal("0.12")
    e1, e5 = flat(), flat(fee="0.005")
    listed = price_gate(e1.apr_simple, e1.apr_irr, LPR)
    assert (listed.publishable, listed.proactive) == (True, False)
    assert price_gate(e5.apr_simple, e5.apr_irr, LPR).proactive


def test_price_gate_at_the_border():
    at, above = Decimal("0.24"), Decimal("0.240000000000001")
    assert price_gate(at, at, LPR).publishable
    assert not price_gate(above, above, LPR).publishable
    # Simple 12.00 % keeps 4 x LPR, its compounded 12.68 % does not.
    assert not price_gate(Decimal("0.12"), Decimal("0.1268"), LPR).proactive
    assert price_gate(Decimal("0.12"), Decimal("0.12"), LPR).proactive


def test_debt_service_e25():
    new = equal_instalment_plan(6_000_00, 12, Decimal("0.12")).payments_minor[0]
    assert new == 533_09
    # (2,400 + 533.09) / 9,000 and (3,200 + 533.09) / 9,000.
    warned = debt_service_ratio(9_000_00, 2_400_00, new)
    assert ppm(warned) == 325_899
    assert DSR_WARN < warned <= DSR_LIMIT
    blocked = debt_service_ratio(9_000_00, 3_200_00, new)
    assert ppm(blocked) == 414_788
    assert blocked > DSR_LIMIT


def test_debt_service_without_income():
    assert debt_service_ratio(0, 0, 1) == Decimal("Infinity")
    assert debt_service_ratio(-5, 1) == Decimal("Infinity")
    assert debt_service_ratio(0, 0) == 0


def test_a_rate_of_exactly_two_percent_is_solved_exactly():
    # 100 received, 102 after a month: m = 2 %.
    assert monthly_rate(100_00, [102_00]) == Decimal("0.02")


@pytest.mark.parametrize("payments", [[], [-1, 5], [0, 0]])
def test_monthly_rate_refuses_what_is_no_loan(payments):
    with pytest.raises(ValueError):
        monthly_rate(100_00, payments)
    with pytest.raises(ValueError):
        monthly_rate(0, [1])


def test_fees_that_eat_the_loan_are_refused():
    with pytest.raises(ValueError):
        flat_fee_plan(100_00, 12, Decimal("0.1"), fee_when="upfront")


@pytest.mark.parametrize("make", [flat_fee_plan, equal_instalment_plan, equal_principal_plan])
def test_plans_refuse_no_principal_and_no_term(make):
    with pytest.raises(ValueError):
        make(0, 12, Decimal("0.01"))
    with pytest.raises(ValueError):
        make(P, 0, Decimal("0.01"))


def test_xirr_refuses_flows_of_one_sign_and_out_of_order():
    with pytest.raises(ValueError):
        xirr([(date(2026, 1, 1), 5), (date(2026, 2, 1), 5)])
    with pytest.raises(ValueError):
        xirr([(date(2026, 2, 1), 5), (date(2026, 1, 1), -5)])


@given(
    principal=st.integers(100_00, 200_000_00),
    count=st.integers(1, 36),
    rate=st.decimals("0", "0.36", places=4),
    make=st.sampled_from([equal_instalment_plan, equal_principal_plan]),
)
def test_principals_sum_to_the_principal(principal, count, rate, make):
    plan = make(principal, count, rate)
    assert sum(one.principal_minor for one in plan.instalments) == principal
    assert min(one.principal_minor for one in plan.instalments) >= 0
    assert plan.cost_minor == plan.interest_minor


@given(
    principal=st.integers(100_00, 200_000_00),
    count=st.integers(1, 36),
    fee=st.decimals("0", "0.02", places=4),
    when=st.sampled_from(["monthly", "first", "upfront"]),
)
def test_flat_fee_principals_and_fees_add_up(principal, count, fee, when):
    plan = flat_fee_plan(principal, count, fee, fee_when=when)
    assert sum(one.principal_minor for one in plan.instalments) == principal
    once = flat_fee_plan(principal, count, fee).instalments[0].interest_minor
    assert plan.cost_minor == once * count


@given(
    principal=st.integers(1_000_00, 100_000_00),
    count=st.integers(2, 24),
    fee=st.decimals("0.001", "0.015", places=4),
    extra=st.integers(1_00, 50_00),
)
def test_costs_that_come_earlier_or_besides_cost_more(principal, count, fee, extra):
    monthly = flat_fee_plan(principal, count, fee)
    first = flat_fee_plan(principal, count, fee, fee_when="first")
    upfront = flat_fee_plan(principal, count, fee, fee_when="upfront")
    assert monthly.apr_simple <= first.apr_simple <= upfront.apr_simple
    dearer = flat_fee_plan(principal, count, fee, items=[CostItem("insurance", extra)])
    assert dearer.apr_simple > monthly.apr_simple
    assert monthly.apr_irr >= monthly.apr_simple
