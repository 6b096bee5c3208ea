import datetime as dt
from itertools import pairwise

import pytest

from ledger.demo import almanac


def test_spring_festival_falls_between_21_january_and_20_february_and_a_lunar_year_after_the_last():
    days = [almanac.SPRING_FESTIVAL[year] for year in range(2020, 2036)]
    for day in days:
        assert dt.date(day.year, 1, 21) <= day <= dt.date(day.year, 2, 20)
    # Twelve lunations are 354 or 355 days, thirteen 383 to 385.
    for earlier, later in pairwise(days):
        assert (later - earlier).days in (353, 354, 355, 383, 384, 385)


@pytest.mark.parametrize("table", [almanac.SPRING_FESTIVAL, almanac.MID_AUTUMN])
def test_lunar_days_keep_the_phase_of_the_moon(table):
    # A new moon was on 2000-01-06 at 18:14 UT, and a lunation is 29.530588 days. The true moon runs up to fourteen
    # hours before or after the mean one, and Chinese days begin eight hours before Greenwich's.
    first = dt.datetime(2000, 1, 6, 18, 14)
    phase = 0 if table is almanac.SPRING_FESTIVAL else 14
    for day in table.values():
        since = (dt.datetime.combine(day - dt.timedelta(days=phase), dt.time(4)) - first) / dt.timedelta(days=1)
        off = (since + 29.530588 / 2) % 29.530588 - 29.530588 / 2
        assert abs(off) < 1.2, day


def test_named_festivals():
    assert almanac.SPRING_FESTIVAL[2024] == dt.date(2024, 2, 10)
    assert almanac.SPRING_FESTIVAL[2025] == dt.date(2025, 1, 29)
    assert almanac.SPRING_FESTIVAL[2026] == dt.date(2026, 2, 17)
    assert almanac.SPRING_FESTIVAL[2027] == dt.date(2027, 2, 6)


def test_pay_day_on_a_weekend_moves_to_the_friday_before():
    assert almanac.before_weekend(dt.date(2026, 10, 10)) == dt.date(2026, 10, 9)  # a Saturday
    assert almanac.before_weekend(dt.date(2026, 5, 10)) == dt.date(2026, 5, 8)  # a Sunday
    assert almanac.before_weekend(dt.date(2026, 11, 10)) == dt.date(2026, 11, 10)  # a Tuesday


def test_add_months_keeps_to_the_month():
    assert almanac.add_months(dt.date(2024, 1, 31), 1) == dt.date(2024, 2, 29)
    assert almanac.add_months(dt.date(2026, 1, 15), -13) == dt.date(2024, 12, 15)
