"""Example E34 of the offers study, and a state that does not flap."""

from datetime import date, timedelta
from functools import reduce
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offers.rules.states import MINIMUM_STAY_DAYS, Scan, Standing, State, shown_minor, silenced, step

FIRST = date(2026, 3, 1)
# S 6,000, E 6,000: M = max(1,000, 600) = 1,000; 5 % of E = 300.
BUFFER = SPENDING = 6_000_00


def scan(day, trough50, trough10=None, money_in=False):
    """One scan, in yuan; day 1 is FIRST."""
    trough10 = trough50 if trough10 is None else trough10
    when = FIRST + timedelta(days=day - 1)
    return Scan(when, trough50 * 100, trough10 * 100, BUFFER, SPENDING, money_in)


def states_of(scans, standing=None):
    standing, seen = standing or Standing(), []
    for one in scans:
        standing = step(standing, one)
        seen.append(standing.state)
    return seen


def above_buffer(*yuan):
    """Scans on following days with trough10 - S as given."""
    return [scan(day, 6_000 + value) for day, value in enumerate(yuan, start=1)]


N, S, T, W, L = State.NONE, State.SURPLUS, State.TIGHT, State.WATCH, State.LIKELY


def test_hysteresis_e34():
    assert Scan(FIRST, 0, 0, BUFFER, SPENDING).margin_minor == 1_000_00
    seen = states_of(above_buffer(1_200, 1_100, 1_300, 700, 450, 450, 450))
    assert seen == [N, N, S, S, S, S, N]


def test_surplus_enters_on_three_of_four():
    assert states_of(above_buffer(1_200, 1_100, 900, 1_300)) == [N, N, N, S]
    assert states_of(above_buffer(1_200, 900, 900, 1_300, 1_300)) == [N, N, N, N, N]


def test_borders_of_surplus():
    assert states_of(above_buffer(1_000, 1_000, 1_000)) == [N, N, S]
    assert states_of(above_buffer(999, 999, 999)) == [N, N, N]
    # 500 is half of M and still holds.
    assert states_of(above_buffer(*[1_000] * 3, *[500] * 9))[-1] == S
    assert states_of(above_buffer(*[1_000] * 7, 499, 499, 500, 499, 499, 499))[-4:] == [S, S, S, N]


def test_minimum_stay_is_counted_from_the_first_scan_that_made_it():
    # Made by days 1 to 3; three bad scans are complete on day 6, but day 7 is the seventh of the stay.
    assert states_of(above_buffer(1_200, 1_100, 1_300, 0, 0, 0, 0), Standing()) == [N, N, S, S, S, S, N]


def test_likely_enters_on_two_and_leaves_on_three():
    short = [scan(day, -301) for day in (1, 2)]
    assert states_of(short) == [N, L]
    assert states_of([scan(1, -300), scan(2, -300)])[-1] == W
    fine = [scan(day, 301) for day in range(8, 11)]
    seen = states_of([scan(day, -301) for day in range(1, 8)] + fine)
    assert seen[7:9] == [L, L]
    assert seen[9] != L
    # 300 is not above +5 % E.
    held = states_of([scan(day, -301) for day in range(1, 8)] + [scan(day, 300) for day in range(8, 14)])
    assert held[-1] == L


def test_money_recorded_ends_a_likely_shortfall_at_once():
    short = [scan(1, -301), scan(2, -301)]
    assert states_of([*short, scan(3, 4_000, money_in=True)]) == [N, L, N]
    assert states_of([*short, scan(3, 4_000)]) == [N, L, L]
    # Not enough came in.
    assert states_of([*short, scan(3, 200, money_in=True)]) == [N, L, L]


def test_surplus_turns_to_likely_at_once():
    assert states_of([*above_buffer(1_200, 1_100, 1_300), scan(4, -400)])[-1] == L


def test_graver_states_do_not_wait_for_the_stay():
    watched = [scan(1, 5_000, -10), scan(2, 5_000, -10)]
    assert states_of([*watched, scan(3, -400), scan(4, -400)]) == [N, W, W, L]
    good = above_buffer(1_200, 1_100, 1_300)
    assert states_of([*good, scan(4, 5_000, -10), scan(5, 5_000, -10)])[-2:] == [S, W]


def test_tight_needs_two_scans_and_becomes_what_holds_when_it_is_left():
    tight = [scan(day, 4_644, 4_104) for day in range(1, 8)]
    assert states_of(tight)[:2] == [N, T]
    assert states_of(tight + [scan(day, 7_500) for day in (8, 9, 10)])[-2:] == [T, S]
    assert states_of(tight + [scan(day, 6_500) for day in (8, 9, 10)])[-1] == N


def test_after_a_state_quiet_lasts_its_stay():
    left = reduce(step, above_buffer(1_200, 1_100, 1_300, 0, 0, 0, 0), Standing())
    assert (left.state, left.quiet) == (N, True)
    again = [scan(day, 7_500) for day in range(8, 14)]
    assert states_of(again, left) == [N] * 5 + [S]


def test_scans_of_the_same_day_or_earlier_are_refused():
    standing = step(Standing(), scan(2, 0))
    for day in (1, 2):
        with pytest.raises(ValueError):
            step(standing, scan(day, 0))


def test_evidence_older_than_a_week_does_not_count():
    assert states_of([scan(1, 7_500), scan(2, 7_500), scan(20, 7_500)]) == [N, N, N]


def test_silence_forgets():
    standing = reduce(step, above_buffer(1_200, 1_100, 1_300), Standing())
    assert silenced(standing) == Standing()


def test_shown_amount_moves_only_when_it_matters():
    assert shown_minor(None, 31_100_00) == 31_100_00
    # 2,800 of 31,100 is 9 %, 3,200 is 10.3 %.
    assert shown_minor(31_100_00, 28_300_00) == 31_100_00
    assert shown_minor(31_100_00, 27_900_00) == 27_900_00
    # 100 is more than 10 % of 600, but not more than 100.
    assert shown_minor(600_00, 700_00) == 600_00
    assert shown_minor(600_00, 800_00) == 800_00
    # Exactly 10 % is not more than 10 %.
    assert shown_minor(10_000_00, 9_000_00) == 10_000_00


readings = st.lists(
    st.tuples(st.integers(-2_000, 10_000), st.integers(0, 4_000), st.booleans()), min_size=1, max_size=60
)


@given(readings)
def test_states_never_flap_within_the_minimum_stay(values):
    standing, changes = Standing(), []
    for day, (trough50, band, money_in) in enumerate(values, start=1):
        one = scan(day, trough50, trough50 - band, money_in)
        after = step(standing, one)
        assert step(standing, one) == after
        if after.state != standing.state:
            changes.append((day, standing.state, after.state, after.since, one))
        standing = after
    for (_, _, _, since, _), (day, was, now, _, cause) in pairwise(changes):
        graver = now in (L, W) and was != L
        relieved = was is L and now is N and cause.money_in
        stayed = (FIRST + timedelta(days=day - 1) - since).days + 1
        assert graver or relieved or stayed >= MINIMUM_STAY_DAYS


@given(readings)
def test_surplus_is_never_said_on_a_day_of_a_likely_shortfall(values):
    standing = Standing()
    for day, (trough50, band, money_in) in enumerate(values, start=1):
        one = scan(day, trough50, trough50 - band, money_in)
        standing = step(standing, one)
        assert not (standing.state is S and one.enters(L))
