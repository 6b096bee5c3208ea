import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.driving import Fill, Reading, Stretch, km_at, per_100_km, per_km, steady, stretches

FIRST = dt.date(2026, 11, 1)


def day(n: int) -> dt.date:
    return FIRST + dt.timedelta(days=n)


def read(*kms: int) -> list[Reading]:
    return [Reading(day(n), km) for n, km in enumerate(kms)]


def test_a_slip_of_the_finger_stands_against_all_others():
    assert [each.km for each in steady(read(100, 9000, 200, 300))] == [100, 200, 300]
    assert [each.km for each in steady(read(30900, 31000, 3150, 31200))] == [30900, 31000, 31200]
    assert steady([]) == []
    assert len(steady(read(500, 500, 500))) == 3


@given(st.lists(st.integers(0, 50), max_size=30))
def test_what_is_kept_never_falls_and_nothing_more_could_be_kept(kms):
    kept = [each.km for each in steady(read(*kms))]
    assert kept == sorted(kept)
    # The longest such run, found the slow way.
    longest = [1] * len(kms)
    for here in range(len(kms)):
        for earlier in range(here):
            if kms[earlier] <= kms[here]:
                longest[here] = max(longest[here], longest[earlier] + 1)
    assert len(kept) == max(longest, default=0)


def test_between_two_readings_the_days_share_the_way():
    """300 km in ten days: 90 after three of them."""
    readings = [Reading(day(0), 1000), Reading(day(10), 1300)]
    assert km_at(readings, day(3)) == 1090
    assert [km_at(readings, day(n)) for n in (-1, 0, 10, 40)] == [None, 1000, 1300, 1300]
    assert km_at([], day(0)) is None


def test_two_readings_of_one_day_end_it_with_the_later():
    readings = [Reading(day(0), 1000), Reading(day(0), 1050), Reading(day(5), 1150)]
    assert [km_at(readings, day(n)) for n in (0, 1)] == [1050, 1070]


def test_from_full_tank_to_full_tank():
    """The first fill only begins; 30 + 15 litres went into the 600 km up to the second full tank."""
    fills = [
        Fill(day(0), 10000, 40000),
        Fill(day(4), 10350, 30000, full=False),
        Fill(day(9), 10600, 15000),
    ]
    assert stretches(fills) == [Stretch(day(0), day(9), 600, 45000)]
    assert per_100_km(45000, 600) == 750


def test_a_fill_without_a_reading_counts_for_the_next_that_has_one():
    fills = [Fill(day(0), 100, 9000), Fill(day(2), None, 8000), Fill(day(5), 200, 7000)]
    assert stretches(fills) == [Stretch(day(0), day(5), 100, 15000)]


def test_one_stop_in_two_payments_is_one_fill():
    fills = [Fill(day(0), 100, 9000), Fill(day(5), 200, 7000), Fill(day(5), 200, 1000), Fill(day(9), 300, 6000)]
    assert stretches(fills) == [Stretch(day(0), day(5), 100, 8000), Stretch(day(5), day(9), 100, 6000)]


def test_what_a_kilometre_costs():
    """6,200.00 for 10,000 km are 0.62; 1.00 for 3 km is 0.33, 2.00 are 0.67."""
    assert [per_km(620000, 10000), per_km(100, 3), per_km(200, 3)] == [62, 33, 67]
