import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.models import Budget, Project
from ledger.queries.allowance import day_allowances
from ledger.queries.budgets import Pace, budget_ideas, budget_rows, tightest
from ledger.services.books import change_settings
from ledger.services.categories import add_category
from ledger.services.entries import record_entry
from tests.cast import account, category, expense, income

# The month has 30 days, and 9 of them are left with today.
DAY = dt.date(2026, 11, 22)


def budget(book, amount_minor, **fields) -> Budget:
    return Budget.objects.create(book=book, amount_minor=amount_minor, **fields)


def back(book, amount_minor, **more):
    return expense(book, amount_minor, kind="refund", from_account=None, to_account=account(book, "cash"), **more)


def test_the_book_and_a_category_with_its_children_over_the_month(owner, book):
    """Everything: 200 + 50 + 30 - 20 = 260.00. The category: 200 + 30 - 20 = 210.00, its child's 30.00 among it."""
    food, other = category(book), category(book, n=2)
    child = add_category(owner, name="夜宵", kind="expense", icon="moon", parent=food)
    for draft in (
        expense(book, 20000),
        expense(book, 5000, category=other),
        expense(book, 3000, category=child),
        back(book, 2000),
        # Of other days, and no spending: a customer who got money back, and pay.
        expense(book, 7777, date=dt.date(2026, 10, 31)),
        income(book),
        income(book, 300, kind="refund", from_account=account(book, "cash"), to_account=None),
    ):
        record_entry(owner, draft=draft)
    budget(book, 100000)
    budget(book, 30000, category=food)
    whole, of_food = budget_rows(book, DAY)
    assert (whole.spent_minor, of_food.spent_minor) == (26000, 21000)
    assert (whole.left_minor, whole.days_left) == (74000, 9)
    # 740.00 / 9 = 82.22; 22 of 30 days are 733 thousandths.
    assert (whole.per_day_minor, whole.share_permille, whole.passed_permille) == (8222, 260, 733)
    assert (whole.first, whole.last, whole.running, whole.monthly) == (
        dt.date(2026, 11, 1),
        dt.date(2026, 11, 30),
        True,
        True,
    )
    assert of_food.entries_query == f"date_from=2026-11-01&date_to=2026-11-30&category={food.public_id}"


def test_a_project_a_stage_and_odd_days_are_read_from_the_entries(owner, book):
    """Odd days 20 to 22 November: 10 + 40 - 4 = 46.00, of the category 10.00 alone."""
    food, other = category(book), category(book, n=2)
    for draft in (
        expense(book, 1000, date=dt.date(2026, 11, 20), project="儿童房"),
        expense(book, 4000, date=dt.date(2026, 11, 22), category=other, extra={"stage": "paint"}),
        back(book, 400, date=dt.date(2026, 11, 22), category=other, project="儿童房"),
        expense(book, 9900, date=dt.date(2026, 11, 19), project="儿童房"),
        expense(book, 8800, date=dt.date(2026, 11, 23)),
    ):
        record_entry(owner, draft=draft)
    project = Project.objects.get(book=book)
    days = {"first": dt.date(2026, 11, 20), "last": dt.date(2026, 11, 22)}
    odd = budget(book, 10000, **days)
    of_food = budget(book, 10000, category=food, **days)
    of_project = budget(book, 10000, project=project)
    of_stage = budget(book, 10000, stage="paint")
    spent = {row.budget: row.spent_minor for row in budget_rows(book, DAY)}
    # The project in all of November: 10 + 99 - 4 = 105.00.
    assert spent == {odd: 4600, of_food: 1000, of_project: 10500, of_stage: 4000}


def test_whole_months_of_a_book_that_begins_its_months_later_are_kept_sums(owner, book):
    book.month_start_day = 15
    book.save()
    row = budget(book, 10000, first=dt.date(2026, 10, 15), last=dt.date(2026, 12, 14))
    book.refresh_from_db()
    record_entry(owner, draft=expense(book, 500, date=dt.date(2026, 10, 14)))
    record_entry(owner, draft=expense(book, 700, date=dt.date(2026, 12, 14)))
    assert [(each.budget, each.spent_minor) for each in budget_rows(book, DAY)] == [(row, 700)]


@pytest.mark.parametrize(
    ("spent", "pace"),
    [
        # 22 of 30 days have passed: 733 thousandths, so that more than 833 thousandths is fast.
        (83300, Pace.EASY),
        (83500, Pace.FAST),
        (100000, Pace.FAST),
        (100001, Pace.OVER),
    ],
)
def test_the_pace_says_whether_money_runs_ahead_of_the_days(owner, book, spent, pace):
    budget(book, 100000)
    record_entry(owner, draft=expense(book, spent))
    [row] = budget_rows(book, DAY)
    assert row.pace == pace


def test_the_tightest_are_those_over_then_those_furthest_ahead(owner, book):
    spent = (1000, 99000, 50000, 10100)
    limits = (100000, 100000, 100000, 10000)
    for n, (amount, limit) in enumerate(zip(spent, limits, strict=True)):
        record_entry(owner, draft=expense(book, amount, category=category(book, n=n)))
        budget(book, limit, category=category(book, n=n))
    # One that is over, and one that has not begun, are not running.
    budget(book, 1, first=dt.date(2026, 11, 1), last=dt.date(2026, 11, 21))
    budget(book, 1, first=dt.date(2026, 11, 23), last=dt.date(2026, 11, 24))
    rows = budget_rows(book, DAY)
    assert [row.budget.category for row in tightest(rows, 3)] == [category(book, n=n) for n in (3, 1, 2)]
    assert rows[-1].ended


def test_many_budgets_cost_no_more_queries_than_two(owner, book):
    record_entry(owner, draft=expense(book, project="儿童房"))
    budget(book, 100)
    budget(book, 100, project=Project.objects.get(book=book))
    budget_rows(book, DAY)

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            budget_rows(book, DAY)
        return len(found)

    few = cost()
    for n in range(8):
        budget(book, 100, category=category(book, n=n))
        budget(book, 100, category=category(book, n=n), first=DAY, last=DAY)
    assert cost() == few


def test_ideas_are_the_median_of_the_months_before(owner, book):
    """Food 100, 300, 200 -> 200.00; the other 0, 0, 45 -> 0: none. All: 100, 300, 245 -> 245.00, up to 250.00."""
    other = category(book, n=2)
    for month, amount in ((8, 10000), (9, 30000), (10, 20000)):
        record_entry(owner, draft=expense(book, amount, date=dt.date(2026, month, 3)))
    record_entry(owner, draft=expense(book, 4500, date=dt.date(2026, 10, 4), category=other))
    record_entry(owner, draft=expense(book, 900000))
    found = {idea.category: idea.amount_minor for idea in budget_ideas(book, DAY)}
    assert found == {None: 25000, category(book): 20000}
    change_settings(owner, facts={"plan_budget": 77700})
    assert budget_ideas(book, DAY)[0].amount_minor == 77700


def test_a_book_without_an_earlier_month_has_no_ideas(owner, book):
    record_entry(owner, draft=expense(book))
    assert budget_ideas(book, DAY) == []


def test_the_budget_of_the_book_is_what_the_days_are_reckoned_from(owner, book):
    """(3,000.00 - 600.00) / 9 days = 266.66, not by the plan among the facts."""
    change_settings(owner, facts={"plan_budget": 900000})
    budget(book, 300000)
    budget(book, 500, category=category(book))
    budget(book, 500, first=DAY, last=DAY)
    found = day_allowances([(book, DAY, 60000)])[book.pk]
    assert (found.budget_minor, found.planned, found.per_day_minor) == (300000, True, 26666)
