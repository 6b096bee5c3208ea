import pytest

from ledger.rules.flow import entry_flow, transfer_name


@pytest.mark.parametrize(
    ("kind", "source", "target", "flow", "sides"),
    [
        ("expense", "cash", None, "operating", 1),
        ("expense", "credit_card", None, "credit", 0),
        ("expense", "member", None, "credit", 0),
        ("income", None, "bank", "operating", 2),
        ("income", None, "receivable", "credit", 0),
        ("refund", None, "wallet", "operating", 2),
        ("refund", None, "pay_later", "credit", 0),
        ("refund", "wallet", None, "operating", 1),
        ("transfer", "bank", "money_fund", "transfer", 3),
        ("transfer", "bank", "credit_card", "debt", 1),
        ("transfer", "loan", "bank", "debt", 2),
        ("transfer", "loan", "credit_card", "credit", 0),
        ("transfer", "cash", "receivable", "debt", 1),
        ("transfer", "bank", "deposit", "investment", 1),
        ("transfer", "capital", "bank", "transfer", 2),
        ("transfer", "bank", "prepaid", "transfer", 1),
        ("adjustment", "cash", None, "adjustment", 1),
        ("adjustment", None, "credit_card", "adjustment", 0),
    ],
)
def test_entry_flow(kind, source, target, flow, sides):
    assert entry_flow(kind, source, target) == (flow, sides)


def test_entry_flow_of_an_unknown_account_kind_is_refused():
    with pytest.raises(KeyError):
        entry_flow("expense", "purse", None)


@pytest.mark.parametrize(
    ("source", "target", "name"),
    [
        ("cash", "receivable", "lend"),
        ("receivable", "cash", "collect"),
        ("payable", "cash", "borrow"),
        ("cash", "payable", "repay"),
        ("bank", "credit_card", "repay"),
        ("bank", "wallet", "transfer"),
    ],
)
def test_transfer_name_is_what_people_call_it(source, target, name):
    assert transfer_name(source, target) == name
