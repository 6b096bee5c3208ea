"""The free ways out of a shortfall, each with its effect on the path, and the order of a surplus."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from offers.rules.alternatives import (
    Collectable,
    Debt,
    Due,
    FirstStep,
    Movement,
    SurplusStep,
    Way,
    WayFacts,
    effects,
    free_ways,
    outlook_with,
    surplus_steps,
)
from offers.rules.forecast import Books, Events, planned_variance
from offers.rules.funds import Holding

# E27: short by 555.15 on day 9, below zero from day 5 on.
BOOK = Books(*(np.array([value]) for value in (3_800_00.0, 6_000_00.0, -120_00.0, 90_00.0, 0.5, 2.0, 0.0)))
EVENTS = Events.of(
    [
        (0, 3, -3_200_00, 0, 0),
        (0, 10, 12_000_00, 0, 240_00**2),
        (0, 18, -4_500_00, 0, 700_00**2),
        (0, 25, -199_00, 0, 0),
    ]
)


def ways_of(book=BOOK, events=EVENTS, **facts):
    given_facts = {"gap_minor": 600_00, "gap_day": 5, "month": 11, **facts}
    return {one.way: one for one in free_ways(book, events, WayFacts(**given_facts))}


def test_transfer_closes_the_gap_e27():
    found = ways_of(other_surplus_minor=1_200_00)[Way.TRANSFER]
    # -555.15 + 600
    assert (found.amount_minor, found.trough50_minor, found.closes) == (600_00, 44_85, True)


def test_transfer_of_less_than_the_gap_helps_but_does_not_close_it():
    found = ways_of(other_surplus_minor=500_00)[Way.TRANSFER]
    assert (found.amount_minor, found.trough50_minor, found.closes) == (500_00, -55_15, False)


def test_ticking_two_ways_adds_their_movements():
    both = outlook_with(BOOK, EVENTS, [Movement(1, 600_00), Movement(4, 600_00)])
    # -555.15 + 1,200
    assert both.trough50_minor[0] == 644_85


def test_redeeming_keeps_the_daily_limit():
    found = ways_of(gap_minor=25_000_00, holdings=(Holding("fund", "seller", 40_000_00),))[Way.REDEEM]
    assert found.effect.movements == (Movement(1, 10_000_00), Movement(2, 15_000_00))


def test_collecting_counts_nothing_twice():
    found = ways_of(
        gap_day=6,
        collectables=(
            Collectable(1_000_00, Decimal("0.8")),
            Collectable(2_000_00, Decimal("0.6"), day=3),
            Collectable(3_000_00, Decimal("0.9"), day=20),
        ),
    )[Way.COLLECT]
    assert found.effect.movements == (
        # Unknown to the path: 80 % of 1,000, the day before the gap.
        Movement(5, 800_00),
        # The path counts on 60 % of 2,000 already.
        Movement(3, 800_00),
        # Earlier, not twice.
        Movement(5, 2_700_00),
        Movement(20, -2_700_00),
    )


def test_chasing_the_late_receivable_e30():
    shop = Books(*(np.array([value]) for value in (12_000_00.0, 27_000_00.0, -100_00.0, 400_00.0, 0.4, 2.1, 0.0)))
    events = Events.of(
        [
            (0, 2, -9_000_00, 0, 0),
            (0, 5, 0, 9_000_00, planned_variance(18_000_00, 0.5)),
            (0, 12, 0, -15_000_00, 0),
        ]
    )
    facts = WayFacts(1_400_00, 12, 11, collectables=(Collectable(18_000_00, Decimal("0.5"), day=5),))
    first = free_ways(shop, events, facts)[0]
    # The other half comes too: -1,320 + 9,000 = 7,680 on day 12; day 2 is lower: 3,280 = 17,280 - 14,000.
    assert (first.way, first.amount_minor, first.trough50_minor) == (Way.COLLECT, 9_000_00, 3_280_00)
    assert first.closes


def test_putting_off_a_payment_moves_it():
    found = ways_of(movable=(Due(3, 3_200_00, movable_days=10), Due(18, 4_500_00, movable_days=10)))
    moved = found[Way.MOVE_DUE_DATE]
    assert moved.effect.movements == (Movement(3, 3_200_00, relief=True), Movement(13, -3_200_00))
    # Without it day 9 would be at 2,644.85; from day 13 on it is paid, and by then the salary is there.
    assert (moved.trough50_minor, moved.closes, moved.effect.days_to_act) == (2_644_85, True, 3)


def test_relief_counts_before_the_inflow_of_its_day():
    plain = Books(*(np.array([value]) for value in (100_00.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)))
    events = Events.of([(0, 4, 0, -300_00, 0), (0, 4, 0, 500_00, 0)])
    facts = WayFacts(200_00, 4, 11, subscriptions=(Due(4, 250_00),))
    found = {one.way: one for one in free_ways(plain, events, facts)}[Way.CANCEL_SUBSCRIPTIONS]
    assert (found.trough50_minor, found.closes) == (50_00, True)


def test_trimming_takes_three_categories_for_the_days_left():
    found = ways_of(gap_day=10, categories=(900_00, 100_00, 600_00, 300_00))[Way.TRIM]
    # 30 % x (900 + 600 + 300) x 10 / 30
    assert found.amount_minor == 180_00


def test_subscriptions_and_savings_count_up_to_the_gap_day():
    found = ways_of(subscriptions=(Due(4, 25_00), Due(6, 30_00)), savings=(Due(5, 500_00), Due(9, 900_00)))
    assert found[Way.CANCEL_SUBSCRIPTIONS].amount_minor == 25_00
    assert found[Way.PAUSE_SAVING].amount_minor == 500_00


def test_order_is_closing_first_then_days_then_effort():
    ways = free_ways(
        BOOK,
        EVENTS,
        WayFacts(
            600_00,
            5,
            4,
            other_surplus_minor=600_00,
            movable=(Due(3, 3_200_00, movable_days=10),),
            subscriptions=(Due(1, 25_00),),
            recovers_day=10,
        ),
    )
    assert [one.way for one in ways] == [
        Way.TRANSFER,
        Way.MOVE_DUE_DATE,
        Way.CANCEL_SUBSCRIPTIONS,
        Way.WAIT,
        Way.EMPLOYER_OR_REFUND,
        Way.PUBLIC_HELP,
        Way.HARDSHIP_PLAN,
    ]
    assert [one.closes for one in ways] == [True, True] + [False] * 5


def test_help_is_always_there_and_nothing_empty_is():
    assert [effect.way for effect in effects(WayFacts(600_00, 5, 11))] == [
        Way.PUBLIC_HELP,
        Way.HARDSHIP_PLAN,
    ]


def test_a_loan_is_tested_on_the_path_of_its_term():
    # Nothing else moves: 1,000 + 6,000 paid out - 12 x 533.09 = 602.92 at the end, never below that.
    still = Books(*(np.array([value]) for value in (1_000_00.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)))
    loan = [Movement(1, 6_000_00)] + [Movement(30 * number, -533_09) for number in range(1, 13)]
    assert outlook_with(still, Events.none(), loan, horizon=366).trough50_minor[0] == 602_92


def test_ways_are_weighed_for_one_book():
    two = Books(*(np.zeros(2) for _ in range(7)))
    with pytest.raises(ValueError):
        outlook_with(two, Events.none(), [])


def test_surplus_repays_first_then_fills_the_reserve():
    debts = [
        Debt("card", 4_860_00, Decimal("0.1825")),
        Debt("mortgage", 600_000_00, Decimal("0.012")),
        Debt("pay later", 1_320_00, Decimal("0.15")),
    ]
    steps = surplus_steps(
        31_100_00,
        debts=debts,
        fund_yield=Decimal("0.0125"),
        buffer_minor=6_000_00,
        spending_minor=6_000_00,
        known_minor=3_000_00,
    )
    # 4,860 x 18.25 % = 886.95; 1,320 x 15 % = 198. Reserve 18,000 - 6,000. 31,100 - 6,180 - 12,000 - 3,000
    # = 9,920.
    assert steps == (
        SurplusStep(FirstStep.REPAY, 4_860_00, 886_95, "card"),
        SurplusStep(FirstStep.REPAY, 1_320_00, 198_00, "pay later"),
        SurplusStep(FirstStep.RESERVE, 12_000_00),
        SurplusStep(FirstStep.KNOWN_PAYMENTS, 3_000_00),
        SurplusStep(FirstStep.FUND, 9_920_00),
        SurplusStep(FirstStep.KEEP, 31_100_00),
    )


@given(
    surplus=st.integers(0, 10**8),
    debts=st.lists(st.builds(Debt, st.just("x"), st.integers(0, 10**8), st.decimals("0", "0.3", places=4)), max_size=4),
    spending=st.integers(0, 10**7),
    known=st.integers(0, 10**7),
)
def test_the_steps_add_up_and_a_costly_debt_comes_before_a_fund(surplus, debts, spending, known):
    yields = Decimal("0.0125")
    steps = surplus_steps(
        surplus,
        debts=debts,
        fund_yield=yields,
        buffer_minor=spending,
        spending_minor=spending,
        known_minor=known,
    )
    assert sum(step.amount_minor for step in steps[:-1]) == surplus
    owed = sum(debt.owed_minor for debt in debts if debt.annual_rate > yields)
    if surplus <= owed:
        assert all(step.step is FirstStep.REPAY for step in steps[:-1])
