import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.settlement import Payment, equal_shares, settling_payments


def test_the_trip_of_the_demo_is_settled_by_two_payments():
    """Paid 2,318 + 1,406 + 588 = 4,312; a third is 1,437.33, the odd fen falls to the first."""
    shares = equal_shares(431200, ["一诺", "阿杰", "周航"])
    assert shares == {"一诺": 143734, "阿杰": 143733, "周航": 143733}
    owed = {"一诺": 231800 - 143734, "阿杰": 140600 - 143733, "周航": 58800 - 143733}
    assert settling_payments(owed) == [Payment("周航", "一诺", 84933), Payment("阿杰", "一诺", 3133)]


def test_nobody_pays_where_everybody_is_even():
    assert settling_payments({"a": 0, "b": 0}) == []
    assert equal_shares(100, []) == {}


def test_balances_that_do_not_sum_to_zero_are_refused():
    with pytest.raises(ValueError):
        settling_payments({"a": 1, "b": -2})


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=9))
def test_payments_settle_all_and_are_fewer_than_people(amounts):
    owed = dict(enumerate([*amounts, -sum(amounts)]))
    payments = settling_payments(owed)
    for payment in payments:
        assert payment.amount_minor > 0
        owed[payment.giver] += payment.amount_minor
        owed[payment.taker] -= payment.amount_minor
    assert set(owed.values()) <= {0}
    assert len(payments) < len(owed)
