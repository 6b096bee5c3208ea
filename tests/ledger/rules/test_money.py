from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.money import convert, exponent, round_half_up, shares, to_major, to_minor


@pytest.mark.parametrize(("currency", "decimals"), [("CNY", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("USD", 2)])
def test_exponent_is_that_of_iso_4217(currency, decimals):
    assert exponent(currency) == decimals


def test_exponent_of_an_unknown_code_is_refused():
    with pytest.raises(KeyError):
        exponent("XXX")


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("12.50", "CNY", 1250), ("0.01", "CNY", 1), ("500", "JPY", 500), ("1.234", "KWD", 1234), ("-3", "CNY", -300)],
)
def test_to_minor_when_the_amount_fits_is_exact(amount, currency, minor):
    assert to_minor(amount, currency) == minor
    assert to_major(minor, currency) == Decimal(amount)


@pytest.mark.parametrize(("amount", "currency"), [("0.005", "CNY"), ("1.5", "JPY"), ("abc", "CNY"), ("NaN", "CNY")])
def test_to_minor_when_it_would_have_to_round_refuses(amount, currency):
    with pytest.raises(ValueError):
        to_minor(amount, currency)


def test_convert_rounds_half_away_from_zero():
    # 18,900 JPY at 0.0473 CNY a yen: 893.97 yuan
    assert convert(18900, "JPY", Decimal("0.0473"), "CNY") == 89397
    assert convert(1, "CNY", Decimal("0.5"), "CNY") == 1


@pytest.mark.parametrize(("numerator", "denominator", "whole"), [(5, 2, 3), (-5, 2, -3), (4, 2, 2), (1, 3, 0)])
def test_round_half_up(numerator, denominator, whole):
    assert round_half_up(numerator, denominator) == whole


def test_shares_of_a_dinner_for_three():
    # The trip to Chaoshan: 4,312.00 for three is 1,437.33 twice and 1,437.34, the odd fen going to the first.
    assert shares(431200, [1, 1, 1]) == [143734, 143733, 143733]
    assert shares(431200, [1, 1, 1], first=2) == [143733, 143733, 143734]


@given(
    amount=st.integers(-(10**12), 10**12),
    weights=st.lists(st.integers(0, 1000), min_size=1, max_size=30).filter(any),
    first=st.integers(0, 29),
)
def test_shares_sum_to_the_whole_and_stay_within_a_unit_of_their_part(amount, weights, first):
    parts = shares(amount, weights, first)
    assert sum(parts) == amount
    total = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * total - amount * weight) < total


@pytest.mark.parametrize("weights", [[0, 0], [1, -1, 2], []])
def test_shares_without_positive_weights_are_refused(weights):
    with pytest.raises(ValueError):
        shares(100, weights)
