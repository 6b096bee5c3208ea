"""Budgets and schedules of the demo name what their books have, and lie ahead of the day it is run."""

import datetime as dt

import pytest

from ledger.demo.cast import build_demo
from ledger.demo.records import DemoBook
from ledger.scenarios import scene

DAYS = ("2026-01-01", "2026-02-28", "2026-06-06", "2026-10-02", "2026-11-22", "2026-12-31")


@pytest.fixture(scope="module", params=DAYS)
def books(request) -> tuple[dt.date, list[DemoBook]]:
    today = dt.date.fromisoformat(request.param)
    return today, [build_demo(today, only=(key,)).book(key) for key in ("family", "bakery")]


def test_every_plan_names_what_its_book_has(books):
    _today, made = books
    for book in made:
        categories = {(each.kind, each.key) for each in scene(book.scene).walk()}
        accounts, members = {each.key for each in book.accounts}, {each.key for each in book.members}
        for budget in book.budgets:
            assert budget.category_key == "" or ("expense", budget.category_key) in categories
        for row in book.scheduled:
            assert row.category_key == "" or (row.kind, row.category_key) in categories, row
            assert {row.account, row.to_account} - {""} <= accounts
            assert {row.member} - {""} <= members


def test_money_lies_ahead_and_within_a_month_something_comes(books):
    today, made = books
    for book in made:
        money = [row.due for row in book.scheduled if row.kind != "day"]
        assert min(money) > today
        assert min(money) <= today + dt.timedelta(days=31)
        assert len({(row.name, row.due) for row in book.scheduled}) == len(book.scheduled)
