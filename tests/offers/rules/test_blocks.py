"""No credit for those it would harm: each block by itself, its border, and that worse facts never unlock
anything.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.instalments import flat_fee_plan
from offers.rules.blackout import in_blackout
from offers.rules.blocks import (
    HIDING,
    Code,
    CreditFacts,
    FundFacts,
    LoanFacts,
    borrows_to_repay,
    credit_blocks,
    fund_blocks,
    hides_credit,
    largest_amount_minor,
    reader_blocks,
    warns_of_debt,
)

READER = CreditFacts(
    personal_offers=True,
    age=33,
    student=False,
    debts_minor=2_400_00,
    income_minor=9_000_00,
    overdue_days=0,
    lenders=1,
    debt_in_minor=(0, 0, 0),
    debt_out_minor=(2_400_00, 2_400_00, 2_400_00),
    minimum_cycles=0,
    structural=False,
    gambling_minor=0,
    outflow_minor=8_000_00,
    self_excluded=False,
    refinancing=False,
    timing_gap=True,
    shortfall_minor=6_000_00,
    net_minor=700_00,
    confidence=3,
    credit_gate=True,
    user_days=400,
    complaint_open=False,
    blackout=False,
)
LOAN = LoanFacts(
    amount_minor=6_000_00,
    largest_minor=50_000_00,
    instalment_minor=533_09,
    apr_simple=Decimal("0.109"),
    apr_irr=Decimal("0.1146"),
    lpr=Decimal("0.03"),
    path_trough50_minor=0,
    licence_valid=True,
    copy_approved=True,
)


def codes(blocks):
    return {block.code for block in blocks}


def test_a_loan_that_nothing_speaks_against():
    assert credit_blocks(READER, LOAN) == ()
    # (2,400 + 533.09) / 9,000 = 32.59 %: shown with a warning (E25).
    assert warns_of_debt(9_000_00, 2_400_00, 533_09)
    assert not warns_of_debt(9_000_00, 2_166_91, 533_09)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"personal_offers": False}, Code.NO_CONSENT),
        ({"age": None}, Code.AGE_UNKNOWN),
        ({"age": 17}, Code.UNDER_AGE),
        ({"age": 65}, Code.SENIOR),
        ({"student": True}, Code.STUDENT),
        ({"overdue_days": 1}, Code.OVERDUE),
        ({"lenders": 3}, Code.MANY_LENDERS),
        ({"debt_in_minor": (1_200_00, 0, 1_200_00)}, Code.BORROWS_TO_REPAY),
        ({"minimum_cycles": 3}, Code.MINIMUM_PAYMENTS),
        ({"structural": True}, Code.STRUCTURAL),
        # 5 % of 8,000 is 400.
        ({"gambling_minor": 400_01}, Code.GAMBLING),
        ({"self_excluded": True}, Code.SELF_EXCLUDED),
        ({"refinancing": True}, Code.REFINANCING),
        ({"timing_gap": False}, Code.NOT_TIMING_GAP),
        ({"confidence": 2}, Code.CONFIDENCE),
        ({"credit_gate": False}, Code.SHALLOW_BOOK),
        ({"user_days": 29}, Code.NEW_USER),
        ({"complaint_open": True}, Code.COMPLAINT_OPEN),
        ({"blackout": True}, Code.BLACKOUT),
        # 3,600.01 / 9,000 is above 40 % before any new loan.
        ({"debts_minor": 3_600_01}, Code.DEBT_SERVICE),
    ],
)
def test_each_block_of_the_reader(change, code):
    facts = replace(READER, **change)
    assert codes(reader_blocks(facts)) == {code}
    assert codes(credit_blocks(facts, LOAN)) == {code}
    assert hides_credit(reader_blocks(facts)) == (code in HIDING)


@pytest.mark.parametrize(
    "change",
    [
        {"age": 18},
        {"age": 64},
        {"lenders": 2},
        {"debt_in_minor": (1_199_99, 0, 1_200_00)},
        {"minimum_cycles": 2},
        {"gambling_minor": 400_00},
        {"user_days": 30},
    ],
)
def test_borders_that_still_pass(change):
    assert credit_blocks(replace(READER, **change), LOAN) == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"path_trough50_minor": -1}, Code.PATH_NEGATIVE),
        # 700 / 1.2 = 583.33
        ({"instalment_minor": 583_34}, Code.NET_TOO_LOW),
        ({"amount_minor": 6_000_01}, Code.AMOUNT),
        ({"amount_minor": 0}, Code.AMOUNT),
        ({"largest_minor": 5_999_99}, Code.AMOUNT),
        ({"apr_irr": Decimal("0.1201")}, Code.PRICE_ABOVE_LPR),
        ({"licence_valid": False}, Code.LICENCE),
        ({"copy_approved": False}, Code.COPY),
    ],
)
def test_each_block_of_the_loan(change, code):
    assert codes(credit_blocks(READER, replace(LOAN, **change))) == {code}


def test_debt_service_with_the_new_instalment_e25():
    facts = replace(READER, debts_minor=3_200_00)
    assert reader_blocks(facts) == ()
    # (3,200 + 533.09) / 9,000 = 41.48 %
    assert codes(credit_blocks(facts, LOAN)) == {Code.DEBT_SERVICE}


def test_price_above_the_cap_is_hidden_from_everybody():
    loan = replace(LOAN, apr_simple=Decimal("0.287001"), apr_irr=Decimal("0.327932"))
    blocks = credit_blocks(READER, loan)
    assert codes(blocks) == {Code.PRICE_ABOVE_CAP, Code.PRICE_ABOVE_LPR}
    assert hides_credit(blocks)


def test_listed_but_not_suggested_e24():
    e1 = flat_fee_plan(20_000_00, 12, Decimal("0.006"))
    blocks = credit_blocks(READER, replace(LOAN, apr_simple=e1.apr_simple, apr_irr=e1.apr_irr))
    assert codes(blocks) == {Code.PRICE_ABOVE_LPR}
    assert not hides_credit(blocks)


def test_largest_amount_is_the_least_of_four():
    assert largest_amount_minor(READER, 50_000_00) == 6_000_00
    assert largest_amount_minor(replace(READER, income_minor=5_000_00), 50_000_00) == 5_000_00
    assert largest_amount_minor(READER, 900_00) == 900_00
    rich = replace(READER, income_minor=10**9, shortfall_minor=10**9)
    assert largest_amount_minor(rich, 10**9) == 200_000_00
    assert largest_amount_minor(replace(READER, income_minor=-5), 1) == 0


def test_borrowing_to_repay():
    assert borrows_to_repay((500, 500, 0), (1_000, 1_000, 1_000))
    assert not borrows_to_repay((499, 500, 0), (1_000, 1_000, 1_000))
    assert borrows_to_repay((1, 1, 0), (0, 0, 0))
    assert not borrows_to_repay((0, 0, 0), (0, 0, 0))


money = st.integers(0, 20_000_00)
rates = st.decimals("0", "0.5", places=6)
readers = st.builds(
    CreditFacts,
    personal_offers=st.just(True),
    age=st.none() | st.integers(10, 90),
    student=st.booleans(),
    debts_minor=money,
    income_minor=money,
    overdue_days=st.integers(0, 90),
    lenders=st.integers(0, 5),
    debt_in_minor=st.tuples(money, money, money),
    debt_out_minor=st.tuples(money, money, money),
    minimum_cycles=st.integers(0, 5),
    structural=st.booleans(),
    gambling_minor=money,
    outflow_minor=money,
    self_excluded=st.booleans(),
    refinancing=st.booleans(),
    timing_gap=st.booleans(),
    shortfall_minor=money,
    net_minor=st.integers(-10_000_00, 10_000_00),
    confidence=st.integers(0, 3),
    credit_gate=st.booleans(),
    user_days=st.integers(0, 100),
    complaint_open=st.booleans(),
    blackout=st.booleans(),
)
near_readers = st.builds(
    lambda debts, income, net: replace(READER, debts_minor=debts, income_minor=income, net_minor=net),
    money,
    money,
    money,
)
loans = st.builds(
    LoanFacts,
    amount_minor=money,
    largest_minor=money,
    instalment_minor=money,
    apr_simple=rates,
    apr_irr=rates,
    lpr=st.just(Decimal("0.03")),
    path_trough50_minor=st.integers(-1_000_00, 1_000_00),
    licence_valid=st.booleans(),
    copy_approved=st.booleans(),
)
near_loans = st.builds(
    lambda amount, instalment, apr: replace(
        LOAN, amount_minor=amount, instalment_minor=instalment, apr_simple=apr, apr_irr=apr
    ),
    money,
    money,
    rates,
)


@given(
    facts=readers | near_readers,
    loan=loans | near_loans,
    debt=money,
    lenders=st.integers(0, 3),
    borrowed=st.tuples(money, money, money),
    days=st.integers(0, 60),
    cycles=st.integers(0, 3),
    lost=money,
    gambled=money,
    dearer=rates,
)
def test_worse_facts_never_unlock_credit(facts, loan, debt, lenders, borrowed, days, cycles, lost, gambled, dearer):
    worse = [
        replace(facts, debts_minor=facts.debts_minor + debt),
        replace(facts, lenders=facts.lenders + lenders),
        replace(
            facts,
            debt_in_minor=tuple(map(sum, zip(facts.debt_in_minor, borrowed, strict=True))),
        ),
        replace(facts, overdue_days=facts.overdue_days + days),
        replace(facts, minimum_cycles=facts.minimum_cycles + cycles),
        replace(facts, income_minor=facts.income_minor - lost),
        replace(facts, net_minor=facts.net_minor - lost),
        replace(facts, gambling_minor=facts.gambling_minor + gambled),
        replace(facts, confidence=0),
        replace(facts, structural=True),
        replace(facts, timing_gap=False),
        replace(facts, personal_offers=False),
    ]
    before = codes(credit_blocks(facts, loan))
    for one in worse:
        assert before <= codes(credit_blocks(one, loan))
        assert codes(reader_blocks(facts)) <= codes(reader_blocks(one))
        assert largest_amount_minor(one, 10**9) <= largest_amount_minor(facts, 10**9)
    dear = replace(loan, apr_simple=loan.apr_simple + dearer, apr_irr=loan.apr_irr + dearer)
    heavy = replace(loan, instalment_minor=loan.instalment_minor + debt)
    for one in (dear, heavy):
        assert before <= codes(credit_blocks(facts, one))


FUND = FundFacts(
    personal_offers=True,
    age=33,
    surplus_minor=19_400_00,
    amount_minor=19_400_00,
    debt_rates=(Decimal("0.012"),),
    yield_rate=Decimal("0.0125"),
    risk=1,
    confidence=3,
    licence_valid=True,
    copy_approved=True,
)


def test_a_fund_that_nothing_speaks_against():
    assert fund_blocks(FUND) == ()
    assert fund_blocks(replace(FUND, debt_rates=())) == ()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"personal_offers": False}, {Code.NO_CONSENT}),
        ({"age": None}, {Code.AGE_UNKNOWN}),
        ({"age": 17}, {Code.UNDER_AGE}),
        ({"surplus_minor": 0}, {Code.NO_SURPLUS, Code.AMOUNT}),
        ({"amount_minor": 19_400_01}, {Code.AMOUNT}),
        ({"debt_rates": (Decimal("0.01"), Decimal("0.0126"))}, {Code.COSTLY_DEBT}),
        ({"risk": 2}, {Code.RISK_LEVEL}),
        ({"confidence": 2}, {Code.CONFIDENCE}),
        ({"licence_valid": False}, {Code.LICENCE}),
        ({"copy_approved": False}, {Code.COPY}),
    ],
)
def test_each_block_of_a_fund(change, expected):
    assert codes(fund_blocks(replace(FUND, **change))) == expected


@pytest.mark.parametrize(
    ("day", "inside"),
    [("06-14", False), ("06-15", True), ("06-21", True), ("06-22", False), ("11-08", True), ("12-15", True)],
)
def test_blackout_around_festivals(day, inside):
    assert in_blackout(date.fromisoformat(f"2026-{day}")) is inside


def test_blackout_of_a_window_set_by_staff():
    windows = [(date(2027, 2, 1), date(2027, 2, 6))]
    assert in_blackout(date(2027, 1, 29), windows)
    assert in_blackout(date(2027, 2, 9), windows)
    assert not in_blackout(date(2027, 2, 10), windows)
