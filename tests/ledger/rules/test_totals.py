import pytest

from ledger.rules.totals import spent_and_earned


@pytest.mark.parametrize(
    ("kind", "to_customer", "adds"),
    [
        ("expense", False, (5900, 0)),
        ("income", False, (0, 5900)),
        ("refund", False, (-5900, 0)),
        ("refund", True, (0, -5900)),
        ("transfer", False, (0, 0)),
        ("adjustment", False, (0, 0)),
    ],
)
def test_what_an_amount_adds_to_spending_and_earnings(kind, to_customer, adds):
    assert spent_and_earned(kind, 5900, to_customer=to_customer) == adds
