import datetime as dt

import pytest

from ledger.directory import directory_of
from ledger.models import BookDay
from ledger.queries.balances import account_balance, account_balances, net_worth
from ledger.services.accounts import add_account, archive_account, edit_account
from ledger.services.books import change_settings
from ledger.services.entries import record_entry, set_balance
from tests.cast import account, expense, income, transfer


@pytest.fixture
def filled(owner, book):
    record_entry(owner, draft=income(book, 864000, date=dt.date(2026, 10, 10)))
    record_entry(owner, draft=transfer(book, "bank", "wallet", 50000))
    record_entry(owner, draft=expense(book, 3500, from_account=account(book, "wallet"), date=dt.date(2026, 11, 5)))
    record_entry(owner, draft=expense(book, 20000, from_account=account(book, "credit_card")))
    return book


def test_balances_of_every_account(filled, django_assert_num_queries):
    filled.directory = directory_of(filled)
    with django_assert_num_queries(1):
        rows = {row.account.kind: row for row in account_balances(filled) if row.n}
    # 8,640.00 - 500.00; 500.00 - 35.00; -200.00
    assert {kind: row.balance_minor for kind, row in rows.items()} == {
        "bank": 814000,
        "wallet": 46500,
        "credit_card": -20000,
    }
    assert rows["bank"].n == 2


@pytest.mark.parametrize(
    ("day", "minor"),
    [
        (dt.date(2026, 10, 9), 0),
        (dt.date(2026, 10, 10), 864000),
        (dt.date(2026, 11, 1), 864000),
        (dt.date(2026, 11, 2), 814000),
        (dt.date(2027, 1, 1), 814000),
    ],
)
@pytest.mark.parametrize("month_start", [1, 5, 28])
def test_balance_on_a_day_is_that_of_its_evening(owner, filled, day, minor, month_start):
    change_settings(owner, month_start_day=month_start)
    bank = account(filled, "bank")
    assert account_balance(bank, on=day) == minor


def test_net_worth_counts_what_is_owned_and_owed(filled):
    worth = net_worth(filled)
    assert (worth.owned_minor, worth.owed_minor, worth.net_minor) == (860500, 20000, 840500)
    assert worth.liquid_minor == 860500


def test_net_worth_takes_foreign_money_at_the_last_rate_and_names_what_has_none(owner, filled):
    yen = add_account(owner, name="日元", kind="cash", currency="JPY")
    dollars = add_account(owner, name="美元", kind="bank", currency="USD")
    set_balance_of = {yen: 100_000, dollars: 5_000}
    record_entry(owner, draft=expense(filled, 1000, from_account=yen, base_amount_minor=4730))
    for each, minor in set_balance_of.items():
        if each is yen:
            set_balance(owner, each, balance_minor=minor, on=dt.date(2026, 11, 20))
    record_entry(
        owner, draft=income(filled, 5000, to_account=dollars, base_amount_minor=36000, date=dt.date(2026, 11, 20))
    )
    worth = net_worth(filled)
    # 100,000 yen at 0.0473 are 4,730.00 yuan; nothing was ever paid in dollars, so they have no rate.
    assert worth.owned_minor == 860500 + 473000
    assert worth.rate_missing == ("美元",)


def test_archived_accounts_are_left_out_unless_asked_for(owner, filled):
    archive_account(owner, account(filled, "wallet"), archived=True)
    assert "微信零钱" not in {row.account.name for row in account_balances(filled)}
    assert "微信零钱" in {row.account.name for row in account_balances(filled, with_archived=True)}


def test_the_days_of_a_book_follow_an_account_that_is_re_marked(owner, filled):
    def liquid_minor() -> int:
        days = BookDay.objects.filter(book=filled).exclude(flow="credit")
        return sum(day.inflow_minor - day.outflow_minor for day in days)

    assert liquid_minor() == 860500
    edit_account(owner, account(filled, "wallet"), kind="prepaid")
    # The 500.00 that went there have left the liquid accounts, and the 35.00 were spent from elsewhere.
    assert liquid_minor() == 814000
