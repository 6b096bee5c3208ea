import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.periods import period_of, period_range, shift_period


@pytest.mark.parametrize(
    ("date", "start", "period"),
    [
        (dt.date(2026, 11, 30), 1, 202611),
        (dt.date(2026, 11, 14), 15, 202610),
        (dt.date(2026, 11, 15), 15, 202611),
        (dt.date(2026, 1, 1), 28, 202512),
        (dt.date(2028, 2, 29), 28, 202802),
    ],
)
def test_period_of_when_the_month_begins_later(date, start, period):
    assert period_of(date, start) == period


def test_period_range_has_inclusive_ends():
    assert period_range(202602, 1) == (dt.date(2026, 2, 1), dt.date(2026, 2, 28))
    assert period_range(202612, 15) == (dt.date(2026, 12, 15), dt.date(2027, 1, 14))


@given(date=st.dates(dt.date(1971, 1, 1), dt.date(2190, 1, 1)), start=st.integers(1, 28))
def test_a_date_lies_in_the_range_of_its_period(date, start):
    first, last = period_range(period_of(date, start), start)
    assert first <= date <= last


@given(period=st.sampled_from([202601, 202612, 202607]), months=st.integers(-500, 500))
def test_shift_period_goes_there_and_back(period, months):
    assert shift_period(shift_period(period, months), -months) == period
