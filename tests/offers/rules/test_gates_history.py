"""What may be said of a book and how sure, and what its past months say."""

from dataclasses import replace

import numpy as np
import pytest

from offers.rules.gates import Gate, GateFacts, Level, confidence, gate, shown_range_minor
from offers.rules.history import (
    business_buffer,
    household_buffer,
    medians,
    one_off_limits,
    structural,
    weekly_drift,
)
from offers.rules.receivables import concentration_factors, receivable_probability

FULL = GateFacts(
    mode="household",
    days=200,
    entries=500,
    active_weeks=12,
    weeks=28,
    idle_days=1,
    anchor_days=5,
    base_share=1.0,
    is_cny=True,
    coverage=0.90,
    liquid_minor=42_000_00,
    has_income=True,
    adjusted_minor=0,
    spending_minor=6_000_00,
)


def test_a_full_book_passes():
    assert gate(FULL) == Gate(Level.SIGNAL, 3, True, True, ())


@pytest.mark.parametrize(
    ("change", "level", "missing"),
    [
        ({"days": 29}, Level.NOTHING, ("days",)),
        ({"entries": 19}, Level.NOTHING, ("entries",)),
        ({"days": 89}, Level.DESCRIPTIVE, ("days",)),
        ({"entries": 59}, Level.DESCRIPTIVE, ("entries",)),
        ({"active_weeks": 7}, Level.DESCRIPTIVE, ("active_weeks",)),
        ({"idle_days": 11}, Level.DESCRIPTIVE, ("recent_entries",)),
        ({"anchor_days": 46}, Level.DESCRIPTIVE, ("balances",)),
        ({"base_share": 0.89}, Level.DESCRIPTIVE, ("currency",)),
        ({"is_cny": False}, Level.DESCRIPTIVE, ("currency",)),
        ({"liquid_minor": -1}, Level.DESCRIPTIVE, ("negative_balance",)),
        ({"has_income": False}, Level.DESCRIPTIVE, ("income",)),
        ({"mode": "credit"}, Level.DESCRIPTIVE, ("mode",)),
        ({"mode": "project"}, Level.NOTHING, ("mode",)),
        ({"mode": "cost"}, Level.NOTHING, ("mode",)),
        ({"closed": True}, Level.NOTHING, ("closed",)),
    ],
)
def test_each_gate_closes(change, level, missing):
    found = gate(replace(FULL, **change))
    assert (found.level, found.missing, found.confidence, found.credit) == (level, missing, 0, False)


@pytest.mark.parametrize(
    "change",
    [
        {"days": 90},
        {"entries": 60},
        {"active_weeks": 8},
        {"idle_days": 10},
        {"anchor_days": 45},
        {"base_share": 0.9},
        {"liquid_minor": 0},
        {"mode": "business"},
    ],
)
def test_each_gate_is_open_at_its_border(change):
    assert gate(replace(FULL, **change)).level == Level.SIGNAL


def test_a_book_without_confirmed_balances_names_none():
    found = gate(replace(FULL, anchor_days=None))
    assert (found.level, found.levels, found.missing) == (Level.DESCRIPTIVE, False, ("balances",))


def test_credit_needs_half_a_year():
    assert gate(replace(FULL, days=180)).credit
    assert not gate(replace(FULL, days=179)).credit


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"weeks": 25}, 2),
        ({"weeks": 12}, 1),
        ({"idle_days": 4}, 2),
        ({"anchor_days": 15}, 2),
        ({"coverage": 0.94}, 2),
        ({"coverage": 0.80}, 2),
        ({"coverage": 0.98}, 1),
        ({"coverage": 0.79}, 1),
        ({"coverage": None}, 2),
        # 20 % of 6,000 is 1,200: at it nothing is lost, above it one step.
        ({"adjusted_minor": 1_200_00}, 3),
        ({"adjusted_minor": 1_200_01}, 2),
        ({"adjusted_minor": 1_200_01, "weeks": 12}, 1),
    ],
)
def test_confidence_is_the_least_of_four(change, expected):
    assert confidence(replace(FULL, **change)) == expected


def test_range_of_medium_confidence():
    assert shown_range_minor(31_100_00) == (31_000_00, 32_000_00)
    assert shown_range_minor(31_000_00) == (31_000_00, 31_000_00)


def test_medians_leave_out_what_is_missing():
    rows = np.array([[3.0, 1.0, 2.0], [4.0, np.nan, 1.0], [np.nan, np.nan, np.nan]])
    assert medians(rows).tolist() == [2.0, 2.5, 0.0]


def test_weekly_drift():
    # Mean 70, deviations -70, 0, 70: sample variance 9,800 / 2 = 4,900.
    mu, sigma = weekly_drift(np.array([[0.0, 70.0, 140.0, np.nan]]))
    assert mu[0] == pytest.approx(10.0)
    assert sigma[0] == pytest.approx(70 / 7**0.5)


def test_weekly_drift_clips_a_wild_week():
    weeks = np.zeros((1, 26))
    weeks[0, 3] = 2_600.0
    # Mean 100; the sample variance is 2,600^2 / 26 (each week's share): sd = 509.90; the week is clipped to
    # 1,629.71.
    mu, _ = weekly_drift(weeks)
    assert mu[0] == pytest.approx((100 + 3 * (2_600**2 / 26) ** 0.5) / 26 / 7)


def test_one_week_has_no_spread():
    mu, sigma = weekly_drift(np.array([[70.0, np.nan]]))
    assert (mu[0], sigma[0]) == (10.0, 0.0)


def test_one_off_limit_of_each_group():
    # 10, 20, 30, 10, 100: median 20, deviations 10, 0, 10, 10, 80: MAD 10; 20 + 4 x 10.
    # 5, 9: median 7, MAD 2; 7 + 4 x 2. A single 8 is its own limit.
    amounts = np.array([10.0, 5.0, 20.0, 30.0, 8.0, 10.0, 9.0, 100.0])
    group = np.array([0, 1, 0, 0, 2, 0, 1, 0])
    assert one_off_limits(amounts, group).tolist() == [60.0, 15.0, 8.0]


def test_structural_deficit_is_four_months_of_six():
    income = np.array([10_000.0] * 3)
    nets = np.array(
        [
            [-201, -201, -201, -201, 5_000, 5_000],
            [-201, -201, -201, -200, 5_000, 5_000],
            [-201, -201, -201, np.nan, np.nan, np.nan],
        ]
    )
    assert structural(nets, income).tolist() == [True, False, False]


def test_buffers():
    spending = np.array([600_00.0, 6_000_00.0, 6_000_00.0, 6_000_00.0])
    chosen = np.array([np.nan, np.nan, 9_000_00.0, 1_000_00.0])
    # At least 1,000; raised to 9,000; not below half.
    assert household_buffer(spending, chosen).tolist() == [1_000_00, 6_000_00, 9_000_00, 3_000_00]
    assert business_buffer(np.array([1_000_00.0]))[0] == 27_000_00


@pytest.mark.parametrize(
    ("late", "probability"),
    [(-5, 0.9), (0, 0.9), (1, 0.7), (30, 0.7), (31, 0.5), (60, 0.5), (61, 0.3), (90, 0.3), (91, 0.0)],
)
def test_receivable_probability(late, probability):
    assert receivable_probability(late) == probability


def test_concentration_needs_three_customers():
    assert concentration_factors({1: 50, 2: 30, 3: 20}) == {1: 0.7, 2: 1.0, 3: 1.0}
    assert concentration_factors({1: 40, 2: 30, 3: 30}) == {1: 1.0, 2: 1.0, 3: 1.0}
    assert concentration_factors({1: 9_600, 2: 4_300}) == {1: 1.0, 2: 1.0}
