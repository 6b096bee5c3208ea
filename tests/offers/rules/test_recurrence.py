"""Example E33 of the offers study, and the calendar of streams."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from offers.rules.recurrence import Cadence, due_day, occurrences, stream, streams

YEAR_END = date(2025, 12, 31)


def on(*texts):
    return [date.fromisoformat(text) for text in texts]


def found(days, amounts=None, *, as_of=None):
    amounts = amounts or [-100_00] * len(days)
    return stream(list(zip(days, amounts, strict=True)), as_of=as_of or max(days))


def next_days(streams_found, *, as_of, horizon=90):
    days = occurrences(
        streams_found.cadence,
        streams_found.last,
        streams_found.anchor,
        streams_found.shifts,
        streams_found.amount > 0,
        as_of=as_of,
        horizon=horizon,
    ).day
    return [as_of + timedelta(days=int(day)) for day in days]


def test_monthly_stream_e33():
    days = [YEAR_END + timedelta(days=day) for day in (5, 36, 64, 95, 125, 156)]
    rent = found(days, [-3_200_00] * 4 + [-3_300_00] * 2)
    assert rent.cadence[0] == Cadence.MONTHLY
    # Gaps 31, 28, 31, 30, 31.
    assert (rent.gap[0], rent.amount[0], rent.sd[0], rent.confidence[0]) == (31, -3_200_00, 0, 1.0)
    assert rent.usable[0]
    # All fell on the 5th.
    assert rent.anchor[0] == 5


def test_irregular_hits_are_no_stream_e33():
    # Gaps 17, 31, 7.
    days = [YEAR_END + timedelta(days=day) for day in (3, 20, 51, 58)]
    nothing = found(days)
    assert nothing.gap[0] == 17
    assert nothing.cadence[0] == Cadence.NONE
    assert not nothing.usable[0]


@pytest.mark.parametrize(
    ("amounts", "amount", "deviation"),
    [
        # A rent that went up: three months at the new sum.
        ([-3_200_00] * 6 + [-3_300_00] * 3, -3_300_00, 0),
        # Two are not yet a level; the median of all stays.
        ([-3_200_00] * 6 + [-3_300_00] * 2, -3_200_00, 0),
        # The interest of a mortgage, 30 yuan less each month: the last three, whose MAD is 30.
        ([-1_900_00] * 6 + [-1_660_00, -1_630_00, -1_600_00], -1_630_00, 30_00),
        # Three of which one is far off, and three that lie within a fiftieth of the median of all.
        ([-300_00] * 6 + [-600_00, -610_00, -640_00], -300_00, 0),
        ([8_600_00, 8_700_00, 8_600_00, 8_700_00, 8_600_00, 8_700_00, 8_700_00, 8_700_00], 8_700_00, 0),
        # The only three.
        ([-500_00, -500_00, -600_00], -500_00, 0),
    ],
)
def test_amount_is_the_newest_level_where_three_hits_agree(amounts, amount, deviation):
    days = [date(2024, 1 + number, 5) for number in range(len(amounts))]
    one = found(days, amounts)
    assert (one.amount[0], round(one.sd[0])) == (amount, round(1.4826 * deviation))


@pytest.mark.parametrize(
    ("gap", "hits", "cadence"),
    [
        (7, 4, Cadence.WEEKLY),
        (9, 4, Cadence.NONE),
        (14, 4, Cadence.BIWEEKLY),
        (17, 4, Cadence.NONE),
        (28, 3, Cadence.MONTHLY),
        (27, 3, Cadence.NONE),
        (30, 2, Cadence.NONE),
        (97, 3, Cadence.QUARTERLY),
        (98, 3, Cadence.NONE),
        (350, 2, Cadence.YEARLY),
        (349, 2, Cadence.NONE),
    ],
)
def test_cadence_by_median_gap_and_hits(gap, hits, cadence):
    days = [date(2020, 1, 1) + timedelta(days=gap * number) for number in range(hits)]
    assert found(days).cadence[0] == cadence


def test_a_stream_ends_after_one_and_a_half_cadences():
    days = on("2026-01-05", "2026-02-05", "2026-03-05")
    # 1.5 x 30.4 = 45.6 days after 5 March.
    assert found(days, as_of=date(2026, 4, 19)).cadence[0] == Cadence.MONTHLY
    assert found(days, as_of=date(2026, 4, 20)).cadence[0] == Cadence.NONE


def test_confidence_falls_with_uneven_amounts_and_gaps():
    # Median 100, deviations 50, 0, 50: MAD 50, 50 / 100 / .35 > 1, so .5 + 0 + .2 x 3/6.
    days = on("2026-01-05", "2026-02-05", "2026-03-05")
    assert found(days, [-50_00, -100_00, -150_00]).confidence[0] == pytest.approx(0.6)
    # Gaps 31, 28, 7, 31: three of four regular; .5 x .75 + .3 + .2 x 5/6.
    uneven = found(on("2026-01-05", "2026-02-05", "2026-03-05", "2026-03-12", "2026-04-12"))
    assert uneven.cadence[0] == Cadence.MONTHLY
    assert uneven.confidence[0] == pytest.approx(0.375 + 0.3 + 1 / 6)


def test_hits_of_one_day_are_one_hit():
    hits = [(date(2026, month, 5), -60_00) for month in (1, 2, 3)] + [(date(2026, 2, 5), -40_00)]
    both = stream(hits, as_of=date(2026, 3, 6))
    assert (both.hits[0], both.amount[0], both.cadence[0]) == (3, -60_00, Cadence.MONTHLY)


def test_nothing_hit_is_no_stream():
    nothing = stream([], as_of=YEAR_END)
    assert (nothing.cadence[0], nothing.hits[0], nothing.confidence[0]) == (Cadence.NONE, 0, 0)
    assert next_days(nothing, as_of=YEAR_END) == []


def test_month_end_is_the_31st_clamped():
    rent = found(on("2026-01-31", "2026-02-28", "2026-03-31"))
    assert rent.anchor[0] == 31
    # 31 January and 28 February 2026 were Saturdays: this stream does not shift.
    assert not rent.shifts[0]
    assert next_days(rent, as_of=date(2026, 4, 1)) == on("2026-04-30", "2026-05-31", "2026-06-30")


def test_salary_of_the_10th_comes_before_weekends():
    # 10 January 2026 is a Saturday, 10 May a Sunday.
    salary = found(on("2026-01-09", "2026-02-10", "2026-03-10", "2026-04-10"), [8_640_00] * 4)
    assert (salary.anchor[0], salary.shifts[0]) == (10, True)
    assert next_days(salary, as_of=date(2026, 4, 11)) == on("2026-05-08", "2026-06-10", "2026-07-10")


def test_debit_of_the_10th_comes_after_weekends():
    loan = found(on("2026-01-12", "2026-02-10", "2026-03-10", "2026-04-10"), [-500_00] * 4)
    assert (loan.anchor[0], loan.shifts[0]) == (10, True)
    assert next_days(loan, as_of=date(2026, 4, 11), horizon=31) == on("2026-05-11")


def test_a_debit_moved_into_the_next_month_is_not_lost():
    # 31 January 2026 is a Saturday: due on 2 February. Seen on 1 February it is still to come.
    loan = found(on("2025-09-30", "2025-10-31", "2025-12-01", "2025-12-31"), [-500_00] * 4)
    assert (loan.anchor[0], loan.shifts[0]) == (31, True)
    assert next_days(loan, as_of=date(2026, 2, 1), horizon=31)[0] == date(2026, 2, 2)


def test_a_missed_month_is_not_expected_twice():
    rent = found(on("2026-01-05", "2026-02-05", "2026-03-05"), as_of=date(2026, 4, 15))
    assert next_days(rent, as_of=date(2026, 4, 15), horizon=30) == on("2026-05-05")


def test_what_came_early_is_not_expected_again_this_month():
    rent = found(on("2026-01-05", "2026-02-05", "2026-03-05", "2026-04-03"))
    assert rent.anchor[0] == 5
    assert next_days(rent, as_of=date(2026, 4, 4), horizon=31) == on("2026-05-05")


def test_what_came_early_by_a_month_border_is_not_expected_again():
    # The salary of 1 February came on 28 January. 1 February and 1 March 2026 are Sundays: 30 January, 27
    # February.
    salary = found(on("2025-10-01", "2025-10-31", "2025-12-01", "2026-01-01", "2026-01-28"), [8_640_00] * 5)
    assert (salary.anchor[0], salary.shifts[0]) == (1, True)
    assert next_days(salary, as_of=date(2026, 1, 28), horizon=31) == on("2026-02-27")


def test_the_last_day_of_short_months_alone_means_the_31st():
    assert found(on("2025-04-30", "2026-04-30")).anchor[0] == 31


def test_weeks_quarters_and_years_go_on():
    weekly = found(on("2026-01-05", "2026-01-12", "2026-01-19"))
    assert next_days(weekly, as_of=date(2026, 1, 20), horizon=14) == on("2026-01-26", "2026-02-02")
    fortnightly = found(on("2026-01-05", "2026-01-19", "2026-02-02"))
    assert next_days(fortnightly, as_of=date(2026, 2, 2), horizon=28) == on("2026-02-16", "2026-03-02")
    quarterly = found(on("2025-08-05", "2025-11-05", "2026-02-05"))
    assert next_days(quarterly, as_of=date(2026, 3, 1), horizon=90) == on("2026-05-05")
    yearly = found(on("2024-06-12", "2025-06-12"), as_of=date(2026, 5, 20))
    assert next_days(yearly, as_of=date(2026, 5, 20), horizon=30) == on("2026-06-12")


def test_many_keys_at_once_are_read_like_one():
    monthly = on("2026-01-05", "2026-02-05", "2026-03-05")
    weekly = on("2026-02-20", "2026-02-27")
    days = np.full((2, 3), np.datetime64("NaT", "D"))
    days[0], days[1, :2] = monthly, weekly
    amounts = np.array([[-1.0, -1.0, -1.0], [5.0, 5.0, np.nan]])
    both = streams(days, amounts, as_of=date(2026, 3, 6))
    assert both.cadence.tolist() == [Cadence.MONTHLY, Cadence.NONE]
    assert both.hits.tolist() == [3, 2]
    assert both.amount.tolist() == [-1.0, 5.0]


@given(
    start=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    anchor=st.integers(1, 31),
    income=st.booleans(),
    shifts=st.booleans(),
    cadence=st.sampled_from([Cadence.MONTHLY, Cadence.QUARTERLY, Cadence.YEARLY]),
    wait=st.integers(0, 40),
)
def test_expected_days_keep_the_calendar(start, anchor, income, shifts, cadence, wait):
    as_of = start + timedelta(days=wait)
    days = occurrences(
        np.array([cadence]),
        np.array([start], dtype="datetime64[D]"),
        np.array([anchor]),
        np.array([shifts]),
        np.array([income]),
        as_of=as_of,
        horizon=400,
    ).day
    assert days.tolist() == sorted(set(days.tolist()))
    assert all(1 <= day <= 400 for day in days)
    months = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.YEARLY: 12}[cadence]
    # Within 400 days there are 13 months, 4 quarters or 1 year, one more or less at the ends.
    assert 400 // (31 * months) - 1 <= len(days) <= 400 // (28 * months) + 1
    for day in days:
        due = as_of + timedelta(days=int(day))
        if shifts:
            assert due.weekday() < 5
        else:
            last_day = (due.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
            assert due.day == min(anchor, last_day.day)


@pytest.mark.parametrize(
    ("as_of", "day", "offset"),
    [
        ("2026-11-22", 5, 13),
        ("2026-11-22", 8, 16),
        ("2026-11-22", 22, 30),
        ("2026-11-22", 23, 1),
        ("2026-01-31", 31, 28),
        ("2026-11-22", None, 1),
    ],
)
def test_due_day(as_of, day, offset):
    assert due_day(date.fromisoformat(as_of), day) == offset
