"""Examples E26 to E31 of the offers study, the two books of the demo, and what must hold of every path."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offers.rules.forecast import (
    Books,
    Events,
    balance_paths,
    forecast,
    occurrence_variance,
    planned_variance,
    rounded,
    surplus_beside,
)
from tests.offers.naive_forecast import NaiveBook, NaiveEvent, read

YUAN = 100.0


def book(liquid, *, buffer, drift, spread, phi, q, net=0.0):
    """One book, in yuan."""
    values = (liquid * YUAN, buffer * YUAN, drift * YUAN, spread * YUAN, phi, q, net * YUAN)
    return Books(*(np.array([float(value)]) for value in values))


def stream(day, yuan, sd=0.0):
    return (0, day, yuan * YUAN, 0.0, occurrence_variance(yuan * YUAN, sd * YUAN, 1.0))


def planned(day, yuan, probability=1.0):
    amount = yuan * YUAN
    return (0, day, 0.0, amount * probability, planned_variance(amount, probability))


def reading(books, events, horizon=30):
    """The outlook of one book as plain values."""
    outlook = forecast(books, Events.of(events), horizons=(horizon,))[0]
    return {name: getattr(outlook, name)[0] for name in outlook.__slots__ if name != "horizon"}


HOUSEHOLD = {"buffer": 6_000, "drift": -120, "spread": 90, "phi": 0.5, "q": 2.0}
HOUSEHOLD_EVENTS = [
    stream(3, -3_200),
    stream(10, 12_000, sd=240),
    stream(18, -4_500, sd=700),
    stream(25, -199),
]


def test_household_e26():
    found = reading(book(42_000, **HOUSEHOLD), HOUSEHOLD_EVENTS)
    # R(30) = -3,200 + 12,000 - 4,500 - 199 = 4,101; drift .5 x (4,101 - 3,600) = 250.50.
    # Day 9: 42,000 - 3,200 - 4,101 x .3 + 250.50 x .3 = 37,644.85; band 2 x 90 x 3 = 540.
    assert (found["trough50_minor"], found["trough50_day"]) == (37_644_85, 9)
    assert (found["trough10_minor"], found["trough10_day"]) == (37_104_85, 9)
    assert found["end50_minor"] == 42_250_50
    # 37,104.85 - 6,000 = 31,104.85
    assert found["surplus_minor"] == 31_100_00
    assert found["shortfall_minor"] == 0
    assert [found[name] for name in ("watch", "tight", "timing_gap")] == [False, False, False]


def test_likely_shortfall_e27_is_a_timing_gap():
    found = reading(book(3_800, **HOUSEHOLD), HOUSEHOLD_EVENTS)
    assert (found["trough50_minor"], found["trough50_day"]) == (-555_15, 9)
    assert (found["trough10_minor"], found["trough10_day"]) == (-1_095_15, 9)
    # Day 4: 600 - 546.80 + 33.40 = 86.60; day 5: 600 - 683.50 + 41.75 = -41.75.
    assert found["negative50_day"] == 5
    # Day 3: 600 - 410.10 + 25.05 = 214.95, band 2 x 90 x 1.732 = 311.77.
    assert found["negative10_day"] == 3
    assert found["shortfall_minor"] == 600_00
    assert found["end50_minor"] == 4_050_50
    assert found["timing_gap"]
    assert found["surplus_minor"] == 0


def test_gap_of_a_book_that_loses_every_month_is_no_timing_gap():
    found = reading(book(3_800, **HOUSEHOLD, net=-1), HOUSEHOLD_EVENTS)
    assert found["shortfall_minor"] == 600_00
    assert not found["timing_gap"]


def test_tight_e28_and_tuition_makes_it_short():
    found = reading(book(9_000, **HOUSEHOLD), HOUSEHOLD_EVENTS)
    assert (found["trough50_minor"], found["trough10_minor"]) == (4_644_85, 4_104_85)
    assert found["tight"]
    assert (found["surplus_minor"], found["shortfall_minor"], found["watch"]) == (0, 0, False)
    found = reading(book(9_000, **HOUSEHOLD), [*HOUSEHOLD_EVENTS, planned(7, -5_000)])
    assert (found["trough50_minor"], found["trough50_day"]) == (-355_15, 9)
    assert found["shortfall_minor"] == 400_00


BUSINESS = {"buffer": 27_000, "drift": -100, "spread": 400, "phi": 0.4, "q": 2.1}


def test_business_e29():
    events = [stream(2, -9_000), planned(5, 18_000, 0.9), planned(12, -15_000), planned(20, 10_000, 0.7)]
    found = reading(book(26_000, **BUSINESS), events)
    # Day 2: 26,000 - 9,000 + 600 + .4 x (-9,000 - 3,000) x 2/30 = 17,280.
    assert (found["trough50_minor"], found["trough50_day"]) == (17_280_00, 2)
    # Day 12: 19,880 - 2.1 x sqrt(400^2 x 12 + .09 x 18,000^2) = 19,880 - 11,707.38.
    assert (found["trough10_minor"], found["trough10_day"]) == (8_172_62, 12)
    assert (found["surplus_minor"], found["shortfall_minor"], found["watch"]) == (0, 0, False)


def test_business_e30():
    found = reading(book(12_000, **BUSINESS), [stream(2, -9_000), planned(5, 18_000, 0.5), planned(12, -15_000)])
    # 12,000 + 9,000 - 15,000 - 9,000 + 3,600 - 1,920
    assert (found["trough50_minor"], found["trough50_day"]) == (-1_320_00, 12)
    assert found["shortfall_minor"] == 1_400_00


def test_nothing_but_drift_e31():
    found = reading(book(3_000, buffer=1_000, drift=-150, spread=0, phi=1, q=0), [])
    # 3,000 - 150 x 20 = 0 is not yet below zero.
    assert (found["end50_minor"], found["negative50_day"]) == (-1_500_00, 21)
    assert found["trough10_minor"] == -1_500_00


FAMILY = {"buffer": 12_600, "drift": 0, "spread": 110, "phi": 0.0, "q": 3.0}
# As of 22 November: day 9 is 1 December, day 11 the 3rd, day 18 the 10th, day 23 the 15th, day 28 the 20th.
# The days of the property and telephone bills are assumed; any before the 10th gives the same trough.
FAMILY_EVENTS = [
    stream(9, -1_500),
    stream(9, -504),
    stream(11, -199),
    stream(18, 8_640),
    stream(23, 6_920),
    stream(28, -2_996.39),
]
FAMILY_OWES = [planned(13, -4_860), planned(16, -1_320)]


def test_demo_family_has_idle_money_after_the_bills_it_owes():
    found = reading(book(47_640, **FAMILY), FAMILY_EVENTS + FAMILY_OWES)
    # R(30) = 15,560 - 2,203 - 2,996.39 = 10,360.61. Day 17: 47,640 - 6,180 - 2,203 - 10,360.61 x 17/30 =
    # 33,385.99; band 3 x 110 x sqrt 17 = 1,360.63.
    assert (found["trough50_minor"], found["trough50_day"]) == (33_385_99, 17)
    assert (found["trough10_minor"], found["trough10_day"]) == (32_025_36, 17)
    assert found["surplus_minor"] == 19_400_00
    without = reading(book(47_640, **FAMILY), FAMILY_EVENTS)
    assert without["surplus_minor"] == 25_600_00


def test_demo_bakery_has_a_timing_gap():
    # Rent and wages recur; the flour bill and the receivables are one-offs, the late one expected before
    # day 10, the one not due after it.
    events = [
        planned(5, -8_460),
        planned(8, 9_600, 0.5),
        stream(9, -20_400),
        stream(10, -6_800),
        planned(20, 4_300, 0.9),
    ]
    shop = book(18_900, buffer=27_000, drift=1_050, spread=0, phi=0.3, q=2.2, net=14_500)
    found = reading(shop, events)
    # Day 10: 18,900 - 8,460 + 4,800 - 27,200 + 27,200 / 3 + .3 x (31,500 - 27,200) / 3 = -2,463.33.
    assert (found["trough50_minor"], found["trough50_day"]) == (-2_463_33, 10)
    assert found["shortfall_minor"] == 2_500_00
    # Day 30: 18,900 - 8,460 + 4,800 + 3,870 + .3 x 4,300.
    assert found["end50_minor"] == 20_400_00
    assert found["timing_gap"]


def test_money_goes_out_before_it_comes_in_within_a_day():
    plain = book(100, buffer=0, drift=0, spread=0, phi=0, q=0)
    found = reading(plain, [planned(4, -300), planned(4, 500)])
    assert (found["trough50_minor"], found["negative50_day"], found["end50_minor"]) == (-200_00, 4, 300_00)
    # Relief lessens the payment itself: 300 less 250 leaves 50 to pay out of 100.
    events = Events.of([planned(4, -300), planned(4, 500)]).and_also(Events.of([planned(4, 250)], relief=True))
    assert forecast(plain, events, horizons=(30,))[0].trough50_minor[0] == 50_00


def test_day_without_outflow_waits_for_nothing():
    found = reading(book(100, buffer=0, drift=-10, spread=0, phi=1, q=0), [planned(4, 500)])
    # Lowest at the close of day 3: 70, then 560 and down to 300.
    assert (found["trough50_minor"], found["trough50_day"]) == (70_00, 3)


def test_watch_is_what_only_the_cautious_path_shows():
    found = reading(book(1_000, buffer=0, drift=0, spread=100, phi=0, q=2), [])
    # 1,000 - 2 x 100 x sqrt 30 = -95.45; day 25 is 0 exactly, day 26 below.
    assert (found["trough10_minor"], found["negative10_day"]) == (-95_45, 26)
    assert found["watch"]
    assert found["shortfall_minor"] == 0


@pytest.mark.parametrize(
    ("liquid", "surplus", "shortfall"),
    [
        (1_099.99, 0, 0),
        (1_100.00, 100_00, 0),
        (0.00, 0, 0),
        (-0.01, 0, 100_00),
        (-100.00, 0, 100_00),
        (-100.01, 0, 200_00),
    ],
)
def test_sums_are_floored_and_ceiled_to_hundreds(liquid, surplus, shortfall):
    found = reading(book(liquid, buffer=1_000, drift=0, spread=0, phi=0, q=0), [])
    assert (found["surplus_minor"], found["shortfall_minor"]) == (surplus, shortfall)


def test_rounding_is_half_away_from_zero():
    assert rounded(np.array([0.5, 1.5, -0.5, -1.49, 2.4])).tolist() == [1, 2, -1, -1, 2]


def test_horizons_are_read_at_once_and_later_events_wait():
    books = book(1_000, buffer=0, drift=0, spread=0, phi=0, q=0)
    month, quarter = forecast(books, Events.of([planned(31, -1_500)]), horizons=(30, 90))
    assert (month.trough50_minor[0], quarter.trough50_minor[0]) == (1_000_00, -500_00)
    assert (month.horizon, quarter.horizon) == (30, 90)


def test_paths_for_the_chart():
    paths = balance_paths(book(42_000, **HOUSEHOLD), Events.of(HOUSEHOLD_EVENTS))
    assert paths.b50_minor.shape == (1, 30)
    assert paths.b10_minor[0, 8] == 37_104_85
    assert paths.b50_minor[0, 8] == 37_644_85
    assert paths.b90_minor[0, 8] == 38_184_85
    assert paths.b50_minor[0, 29] == 42_250_50


def test_surplus_gives_way_to_what_other_books_lack():
    # 31,100 - 2,500 - 1,250 = 27,350
    assert surplus_beside(31_100_00, [2_500_00, 1_250_00, -9]) == 27_300_00
    assert surplus_beside(1_000_00, [2_500_00]) == 0


def test_no_books_and_wrong_events():
    empty = Books(*(np.zeros(0) for _ in range(7)))
    assert forecast(empty, Events.none())[2].trough50_minor.shape == (0,)
    one = book(1, buffer=0, drift=0, spread=0, phi=0, q=0)
    for rows in ([(0, 0, 0, 1, 0)], [(1, 5, 0, 1, 0)], [(-1, 5, 0, 1, 0)]):
        with pytest.raises(ValueError):
            forecast(one, Events.of(rows))
    with pytest.raises(ValueError):
        forecast(one, Events.none(), horizons=(0,))


amounts = st.integers(-2_000_000, 2_000_000).map(float)
naive_events = st.builds(
    NaiveEvent,
    day=st.integers(1, 95),
    stream=amounts,
    planned=st.just(0.0) | amounts,
    variance=st.floats(0, 1e10),
    relief=st.booleans(),
)
naive_books = st.builds(
    NaiveBook,
    liquid=amounts,
    buffer=st.integers(0, 2_000_000).map(float),
    drift=st.floats(-20_000, 20_000),
    spread=st.floats(0, 50_000),
    phi=st.floats(0, 1),
    q=st.floats(0, 4),
    monthly_net=amounts,
)
shelves = st.lists(st.tuples(naive_books, st.lists(naive_events, max_size=8)), min_size=1, max_size=6)


def as_arrays(shelf):
    names = ("liquid", "buffer", "drift", "spread", "phi", "q", "monthly_net")
    books = Books(*(np.array([getattr(one, name) for one, _ in shelf]) for name in names))
    flat = [(row, event) for row, (_, events) in enumerate(shelf) for event in events]
    # Backwards, so that the order of events cannot matter.
    flat.reverse()
    events = Events(
        np.array([row for row, _ in flat], dtype=np.int64),
        np.array([event.day for _, event in flat], dtype=np.int64),
        *(
            np.array([getattr(event, name) for _, event in flat], dtype=np.float64)
            for name in ("stream", "planned", "variance")
        ),
        np.array([event.relief for _, event in flat], dtype=bool),
    )
    return books, events


@settings(deadline=None, max_examples=150)
@given(shelf=shelves)
def test_arrays_agree_with_the_naive_path(shelf):
    books, events = as_arrays(shelf)
    for outlook in forecast(books, events):
        for row, (one, own) in enumerate(shelf):
            naive = read(one, own, outlook.horizon)
            # Half a fen of rounding and half of float: 0.01 yuan in all.
            for name in ("trough50", "trough10", "end50", "end10"):
                assert abs(getattr(outlook, f"{name}_minor")[row] - getattr(naive, name)) <= 1
            assert naive.lows50[outlook.trough50_day[row] - 1] <= naive.trough50 + 1
            assert naive.lows10[outlook.trough10_day[row] - 1] <= naive.trough10 + 1
            assert abs(outlook.surplus_minor[row] - naive.surplus_minor) in (0, 10_000)
            assert abs(outlook.shortfall_minor[row] - naive.shortfall_minor) in (0, 10_000)
            # Days and flags may differ only where the balance is within a fen of the border.
            if abs(naive.trough50) > 1 and abs(naive.trough10) > 1 and abs(naive.end50) > 1:
                assert (outlook.negative50_day[row] > 0) == (naive.negative50_day > 0)
                assert outlook.watch[row] == naive.watch
                assert outlook.timing_gap[row] == naive.timing_gap


@settings(deadline=None)
@given(shelf=shelves, day=st.integers(1, 90), out=st.integers(1, 5_000_000), p=st.floats(0.01, 1))
def test_a_planned_outflow_never_raises_the_trough(shelf, day, out, p):
    books, events = as_arrays(shelf)
    more = events.and_also(Events.of([(0, day, 0.0, -out * p, planned_variance(out, p))]))
    for before, after in zip(forecast(books, events), forecast(books, more), strict=True):
        assert after.trough50_minor[0] <= before.trough50_minor[0]
        assert after.trough10_minor[0] <= before.trough10_minor[0]
        assert after.surplus_minor[0] <= before.surplus_minor[0]
        assert after.shortfall_minor[0] >= before.shortfall_minor[0]
        assert np.array_equal(after.trough10_minor[1:], before.trough10_minor[1:])


@settings(deadline=None)
@given(shelf=shelves)
def test_a_book_reads_the_same_alone_and_in_a_chunk(shelf):
    together = forecast(*as_arrays(shelf))
    for row, pair in enumerate(shelf):
        for many, one in zip(together, forecast(*as_arrays([pair])), strict=True):
            assert abs(many.trough10_minor[row] - one.trough10_minor[0]) <= 1


def test_more_books_than_a_block_are_read_like_a_few():
    rng = np.random.default_rng(7)
    count = 2_500
    books = Books(rng.uniform(-1e5, 1e6, count), *(np.full(count, value) for value in (1e5, -2e3, 9e3, 0.3, 2.0, 0.0)))
    events = Events(
        rng.integers(0, count, 9_000),
        rng.integers(1, 91, 9_000),
        rng.normal(0, 2e5, 9_000),
        rng.normal(0, 2e5, 9_000),
        rng.uniform(0, 1e8, 9_000),
        np.zeros(9_000, dtype=bool),
    )
    many = forecast(books, events, horizons=(30,))[0]
    for row in (0, 1_023, 1_024, 2_499):
        own = events.book == row
        alone = NaiveBook(*(float(getattr(books, name)[row]) for name in NaiveBook.__dataclass_fields__))
        days = zip(events.day[own], events.stream[own], events.planned[own], events.variance[own], strict=True)
        naive = read(alone, [NaiveEvent(int(day), *map(float, rest)) for day, *rest in days], 30)
        assert abs(many.trough10_minor[row] - naive.trough10) <= 1
