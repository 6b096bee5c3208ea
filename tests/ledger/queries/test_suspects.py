"""What may explain a difference, on an account that holds 500.00 on 20 November 2026 by the book."""

import datetime as dt

import pytest

from ledger.queries.balances import account_balance
from ledger.queries.suspects import balance_suspects
from ledger.services.entries import record_entry, set_balance
from tests.cast import account, category, expense, income, transfer

ON = dt.date(2026, 11, 20)


@pytest.fixture
def cash(owner, book):
    cash = account(book, "cash")
    set_balance(owner, cash, balance_minor=100000, on=dt.date(2026, 9, 1))
    return account(book, "cash")


def reasons(owner, cash, actual_minor) -> list[tuple]:
    difference = actual_minor - account_balance(cash, on=ON)
    return [(s.reason, s.entry.pk) for s in balance_suspects(owner, cash, difference, on=ON)]


def test_a_purchase_recorded_twice_comes_before_one_that_only_has_the_amount(owner, book, cash):
    alone = record_entry(owner, draft=expense(book, 3500, date=dt.date(2026, 11, 2)))
    record_entry(owner, draft=expense(book, 3500, date=dt.date(2026, 11, 10)))
    twin = record_entry(owner, draft=expense(book, 3500, date=dt.date(2026, 11, 12)))
    record_entry(owner, draft=expense(book, 4000, date=dt.date(2026, 11, 13)))
    # There are 35.00 more than the book says.
    found = reasons(owner, cash, account_balance(cash) + 3500)
    assert found[0] == ("doubled", twin.pk)
    assert ("same", alone.pk) in found
    assert len(found) == 3
    assert reasons(owner, cash, account_balance(cash)) == []


def test_income_and_transfers_count_by_what_they_did_to_the_account(owner, book, cash):
    taken = record_entry(owner, draft=transfer(book, "bank", "cash", 20000, date=dt.date(2026, 11, 3)))
    got = record_entry(owner, draft=income(book, 20000, to_account=cash, date=dt.date(2026, 11, 19)))
    # 200.00 less than the book says: one of the two never came here.
    assert reasons(owner, cash, account_balance(cash) - 20000) == [("same", got.pk), ("same", taken.pk)]


def test_what_went_the_other_way_is_half_the_difference(owner, book, cash):
    turned = record_entry(owner, draft=expense(book, 6000))
    # It was 60.00 of income: 120.00 more than the book says.
    assert reasons(owner, cash, account_balance(cash) + 12000) == [("turned", turned.pk)]
    # An odd difference has no half.
    assert reasons(owner, cash, account_balance(cash) + 12001) == []


def test_what_another_account_paid_may_have_been_paid_here(owner, book, cash):
    other = record_entry(owner, draft=expense(book, 8800, from_account=account(book, "bank")))
    record_entry(owner, draft=income(book, 8800))
    assert reasons(owner, cash, account_balance(cash) - 8800) == [("elsewhere", other.pk)]


def test_what_came_each_month_and_did_not_this_time_is_missing(owner, book, cash):
    for month in (7, 8, 9, 10):
        rent = record_entry(owner, draft=expense(book, 165000, date=dt.date(2026, month, 8), merchant="房东"))
        record_entry(owner, draft=expense(book, 9900, date=dt.date(2026, month, 28), merchant="宽带"))
        # What comes each week is no payment of a month.
        for day in (2, 9, 16, 23):
            record_entry(owner, draft=expense(book, 1200, date=dt.date(2026, month, day), category=category(book, n=1)))
    found = balance_suspects(owner, cash, -165000, on=ON)
    # The broadband of 28 October is not late by the 20th.
    assert [(s.reason, s.entry.pk, s.expected) for s in found] == [("missing", rent.pk, dt.date(2026, 11, 8))]
    # Money that is there too much is no payment that is missing.
    assert "missing" not in [s.reason for s in balance_suspects(owner, cash, 165000, on=ON)]


def test_nothing_before_the_last_confirmation_and_nothing_in_the_bin_is_suspected(owner, book, cash):
    entry = record_entry(owner, draft=expense(book, 3500, date=dt.date(2026, 8, 30)))
    assert reasons(owner, cash, account_balance(cash) + 3500) == []
    entry = record_entry(owner, draft=expense(book, 3500))
    assert reasons(owner, cash, account_balance(cash) + 3500) == [("same", entry.pk)]
    entry.deleted_at = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
    entry.save()
    assert reasons(owner, cash, account_balance(cash) + 3500) == []
