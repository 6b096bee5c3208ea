import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.recurrence import anchor_of, days_until, next_day


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("due", "every", "anchor", "then"),
    [
        ("2026-11-23", "week", 23, "2026-11-30"),
        ("2026-11-20", "month", 20, "2026-12-20"),
        ("2026-12-20", "month", 20, "2027-01-20"),
        # The 31st: 30 November, then 31 December; 28 February, then 31 March.
        ("2026-10-31", "month", 31, "2026-11-30"),
        ("2026-11-30", "month", 31, "2026-12-31"),
        ("2027-01-31", "month", 31, "2027-02-28"),
        ("2027-02-28", "month", 31, "2027-03-31"),
        # 2028 is a leap year.
        ("2028-01-30", "month", 30, "2028-02-29"),
        ("2026-11-30", "quarter", 30, "2027-02-28"),
        ("2026-08-31", "half_year", 31, "2027-02-28"),
        ("2027-02-28", "half_year", 31, "2027-08-31"),
        ("2028-02-29", "year", 29, "2029-02-28"),
        ("2031-02-28", "year", 29, "2032-02-29"),
    ],
)
def test_what_repeats_keeps_the_day_that_was_meant(due, every, anchor, then):
    assert next_day(day(due), every=every, anchor_day=anchor) == day(then)


def test_what_comes_once_does_not_come_again():
    assert next_day(day("2026-11-23"), every="", anchor_day=23) is None


@pytest.mark.parametrize(
    ("due", "anchor", "then"),
    [
        # The first of the first month is the Spring Festival; these are printed in every calendar.
        ("2026-02-17", 1, "2027-02-06"),
        ("2027-02-06", 1, "2028-01-26"),
        # The fifteenth of the eighth month is Mid-Autumn.
        ("2026-09-25", 15, "2027-09-15"),
        # 2025 has a second sixth month, which began on 25 July: the next one is in the plain sixth month of 2026.
        ("2025-06-25", 1, "2026-07-14"),
        ("2025-07-25", 1, "2026-07-14"),
        # 2033 has a second eleventh month, so the year after it begins on 19 February 2034.
        ("2033-01-31", 1, "2034-02-19"),
        # The eve: the twelfth month has 29 days in the years 2025 and 2026, and 30 in 2023 and 2027.
        ("2024-02-09", 30, "2025-01-28"),
        ("2026-02-16", 30, "2027-02-05"),
        ("2027-02-05", 30, "2028-01-25"),
    ],
)
def test_by_the_chinese_calendar_it_comes_once_a_year_on_its_own_day(due, anchor, then):
    assert next_day(day(due), every="year", anchor_day=anchor, lunar=True) == day(then)


def test_the_day_that_is_meant_is_that_of_its_own_calendar():
    assert anchor_of(day("2026-09-25")) == 25
    assert anchor_of(day("2026-09-25"), lunar=True) == 15
    # 9 February 2024 was the thirtieth of the twelfth month, 16 February 2026 the twenty-ninth.
    assert anchor_of(day("2024-02-09"), lunar=True) == 30
    assert anchor_of(day("2026-02-16"), lunar=True) == 29


def test_beyond_the_tables_nothing_comes():
    assert next_day(day("2100-03-01"), every="year", anchor_day=21, lunar=True) is None
    assert next_day(day("2150-01-01"), every="year", anchor_day=1, lunar=True) is None


def test_the_days_of_some_weeks_both_ends_included():
    found = days_until(day("2026-10-31"), day("2026-12-31"), every="month", anchor_day=31)
    assert list(found) == [day("2026-10-31"), day("2026-11-30"), day("2026-12-31")]
    assert list(days_until(day("2027-01-01"), day("2026-12-31"), every="week", anchor_day=1)) == []


@given(
    due=st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31)),
    every=st.sampled_from(["week", "month", "quarter", "half_year", "year"]),
    lunar=st.booleans(),
)
def test_the_next_day_is_always_later_and_within_what_its_name_says(due, every, lunar):
    longest = {"week": 7, "month": 31, "quarter": 92, "half_year": 184, "year": 366}[every]
    lunar = lunar and every == "year"
    then = next_day(due, every=every, anchor_day=anchor_of(due, lunar=lunar), lunar=lunar)
    # A lunar year has 353 to 385 days, and what falls into a leap month comes a month early the year after.
    assert 0 < (then - due).days <= (385 if lunar else longest)
