import datetime as dt

import pytest

from ledger.rules.pace import allowance_per_day, day_of, last_monthly, median, next_monthly, projected_total


def test_what_is_left_is_divided_by_the_days_left_and_never_below_zero():
    # (12,600.00 - 10,246.00) / 9 = 261.555… -> 261.55
    assert allowance_per_day(1260000, 1024600, 9) == 26155
    assert allowance_per_day(1260000, 1300000, 9) == 0
    assert allowance_per_day(1260000, 0, 0) == 0


def test_the_pace_so_far_leads_to_the_end():
    assert projected_total(90000, 2, 4) == 180000
    assert projected_total(90000, 2, 4, fixed_minor=100000) == 280000
    # 1.00 in 3 of 4 days: 1.333… -> 1.33
    assert projected_total(100, 3, 4) == 133
    assert projected_total(0, 0, 4, fixed_minor=5) == 5
    # 3,300.00 on 3 of 8 days of a trip, 5,600.00 booked ahead: 14,400.00; of 12,000.00 3,100.00 are left for 5 days.
    assert projected_total(3_300_00, 3, 8, fixed_minor=5_600_00) == 14_400_00
    assert allowance_per_day(12_000_00, 8_900_00, 5) == 620_00
    # After the last day nothing is added.
    assert projected_total(90000, 5, 4) == 90000


def test_the_median_is_one_of_the_amounts():
    assert median([]) is None
    assert median([5, 1, 3]) == 3
    assert median([4, 1, 3, 2]) == 2


@pytest.mark.parametrize(
    ("today", "day"), [(dt.date(2026, 11, 20), 0), (dt.date(2026, 11, 22), 1), (dt.date(2026, 11, 25), 4),
                       (dt.date(2026, 12, 1), 5)]
)  # fmt: skip
def test_both_ends_of_a_trip_count(today, day):
    assert day_of(dt.date(2026, 11, 22), dt.date(2026, 11, 25), today) == (day, 4)


@pytest.mark.parametrize(
    ("day", "today", "due"),
    [
        (5, dt.date(2026, 11, 23), dt.date(2026, 12, 5)),
        (23, dt.date(2026, 11, 23), dt.date(2026, 11, 23)),
        (31, dt.date(2026, 11, 23), dt.date(2026, 11, 30)),
        (31, dt.date(2026, 2, 1), dt.date(2026, 2, 28)),
        (1, dt.date(2026, 12, 2), dt.date(2027, 1, 1)),
    ],
)
def test_a_monthly_day_comes_next_on(day, today, due):
    assert next_monthly(day, today) == due


@pytest.mark.parametrize(
    ("day", "today", "was"),
    [
        (5, dt.date(2026, 11, 23), dt.date(2026, 11, 5)),
        (23, dt.date(2026, 11, 23), dt.date(2026, 11, 23)),
        (24, dt.date(2026, 1, 23), dt.date(2025, 12, 24)),
        (31, dt.date(2026, 3, 1), dt.date(2026, 2, 28)),
        (31, dt.date(2026, 11, 30), dt.date(2026, 11, 30)),
    ],
)
def test_a_monthly_day_fell_last_on(day, today, was):
    assert last_monthly(day, today) == was
