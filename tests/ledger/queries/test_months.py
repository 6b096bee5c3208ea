import datetime as dt

import pytest

from ledger.directory import directory_of
from ledger.queries.months import category_sums, day_sums, member_sums, month_series, month_summary
from ledger.services.books import change_settings
from ledger.services.categories import add_category
from ledger.services.entries import record_entry
from tests.cast import account, category, expense, income, transfer


@pytest.fixture
def filled(owner, book, child):
    record_entry(owner, draft=income(book, 864000))
    bought = record_entry(owner, draft=expense(book, 20000, member=child))
    record_entry(owner, draft=expense(book, 3000, category=None))
    record_entry(owner, draft=expense(book, 1500, date=dt.date(2026, 10, 31), category=category(book, n=1)))
    back = expense(
        book, 5900, kind="refund", from_account=None, to_account=account(book, "cash"), refund_of=bought, member=child
    )
    record_entry(owner, draft=back)
    record_entry(owner, draft=transfer(book, "bank", "wallet"))
    return book


def test_month_summary_is_net_of_refunds_and_without_transfers(filled, django_assert_num_queries):
    filled.directory = directory_of(filled)
    with django_assert_num_queries(1):
        month = month_summary(filled, 202611)
    # 200.00 - 59.00 + 30.00 spent, 8,640.00 earned
    assert (month.expense_minor, month.income_minor, month.left_minor) == (17100, 864000, 846900)
    assert (month.first, month.last) == (dt.date(2026, 11, 1), dt.date(2026, 11, 30))


def test_month_series_has_every_month(filled):
    series = month_series(filled, 202609, 202611)
    assert [(month.period, month.expense_minor) for month in series] == [(202609, 0), (202610, 1500), (202611, 17100)]


def test_months_follow_the_day_they_begin_on(owner, filled):
    change_settings(owner, month_start_day=5)
    # Only the income of the 10th lies in the month that begins on 5 November.
    assert month_summary(filled, 202611).expense_minor == 0
    assert month_summary(filled, 202610).expense_minor == 18600


def test_category_sums_put_children_under_their_parents(owner, filled):
    child = add_category(owner, name="夜宵", kind="expense", icon="moon", parent=category(filled))
    record_entry(owner, draft=expense(filled, 800, category=child))
    first, second = category_sums(filled, 202611, 202611)
    assert (first.category, first.amount_minor) == (category(filled), 20000 - 5900 + 800)
    assert [(each.category.name, each.amount_minor) for each in first.children] == [("夜宵", 800)]
    assert (second.category, second.amount_minor) == (None, 3000)


def test_category_sums_of_income_know_nothing_of_refunds(filled):
    (only,) = category_sums(filled, 202601, 202612, "income")
    assert only.amount_minor == 864000


def test_a_refund_to_a_customer_lowers_income(owner, book):
    record_entry(owner, draft=income(book, 10000))
    back = income(book, 2500, kind="refund", to_account=None, from_account=account(book, "bank"))
    record_entry(owner, draft=back)
    month = month_summary(book, 202611)
    assert (month.expense_minor, month.income_minor) == (0, 7500)
    # 100.00 - 25.00 were earned; of it nobody spent anything.
    assert member_sums(book, 202611, 202611) == []
    assert category_sums(book, 202611, 202611, "income")[0].amount_minor == 7500


def test_member_sums(filled, child):
    sums = {row.member: row.expense_minor for row in member_sums(filled, 202611, 202611)}
    assert sums == {child: 14100, None: 3000}


def test_day_sums_leave_days_without_entries_out(filled):
    days = day_sums(filled, dt.date(2026, 10, 1), dt.date(2026, 11, 30))
    assert [(row.day, row.expense_minor, row.income_minor) for row in days] == [
        (dt.date(2026, 10, 31), 1500, 0),
        (dt.date(2026, 11, 1), 23000, 5900),
        (dt.date(2026, 11, 10), 0, 864000),
    ]
