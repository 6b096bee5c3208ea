"""What holds on any day for the books of the demo that tell a part of a life; the two daily ones have more tests."""

import datetime as dt
from itertools import groupby

import pytest

from ledger import scenarios
from ledger.demo.cast import BOOKS, SEED
from ledger.rules.flow import ACCOUNT_CLASS, AccountClass

from .conftest import EDGES, YEAR

DAYS = (*YEAR[::4], *EDGES[::2])
NEVER_BELOW = (AccountClass.LIQUID, AccountClass.RECEIVABLE, AccountClass.INVESTMENT)


@pytest.fixture(scope="module", params=sorted(BOOKS.keys() - {"family", "bakery"}))
def telling(request):
    """One book on each of the days."""
    return [(today, BOOKS[request.param](today, SEED)) for today in DAYS]


def keys_of(scene: str, kind: str) -> set[str]:
    return {category.key for category in scenarios.scene(scene).walk() if category.kind == kind}


def test_accounts_end_where_the_book_says_and_are_never_overdrawn(telling):
    for today, book in telling:
        kinds = {account.key: ACCOUNT_CLASS[account.kind] for account in book.accounts}
        balances = {account.key: account.opening_minor for account in book.accounts}
        for day, entries in groupby(book.entries, key=lambda entry: entry.date):
            for entry in entries:
                for key in filter(None, (entry.from_account, entry.to_account)):
                    balances[key] += entry.change_minor(key)
            below = [key for key, balance in balances.items() if balance < 0 and kinds[key] in NEVER_BELOW]
            assert not below, (book.key, today, day, below)
        assert balances == {account.key: account.today_minor for account in book.accounts}


def test_everything_named_is_of_the_scene(telling):
    for _today, book in telling:
        scene = scenarios.scene(book.scene)
        for entry in book.entries:
            # Money goes back to a customer from an account, and from a shop to one.
            earned = entry.kind == "income" or (entry.kind == "refund" and entry.from_account)
            if entry.category_key:
                assert entry.category_key in keys_of(book.scene, "income" if earned else "expense")
            assert set(entry.extra) <= {field.key for field in scene.entry_fields} | {"keep"}
        accounts = {account.key: account.kind for account in scene.accounts}
        assert all(accounts[row.scene_key] == row.kind for row in book.accounts if row.scene_key)
        assert set(book.facts) <= {fact.key for fact in scene.facts}
        stages = {choice.key for field in scene.entry_fields if field.key == "stage" for choice in field.choices}
        assert {row.stage for row in (*book.budgets, *book.scheduled)} <= stages | {""}
        spending = keys_of(book.scene, "expense") | {""}
        assert {row.category_key for row in book.budgets} <= spending
        assert {row.category_key for row in book.scheduled if row.kind == "expense"} <= spending


def test_entries_stand_in_order_by_people_who_sign_in(telling):
    for today, book in telling:
        moments = [(entry.date, entry.time or dt.time(12)) for entry in book.entries]
        assert moments == sorted(moments)
        assert book.entries[-1].date <= today
        assert {entry.recorded_by for entry in book.entries} <= {
            row.key for row in book.members if row.person or row.guest
        }
        assert len({entry.key for entry in book.entries}) == len(book.entries)


def test_something_is_to_come_or_to_do_in_each_book(telling):
    for today, book in telling:
        open_ones = [row for row in book.scheduled if row.done_on is None]
        assert all(row.due > today - dt.timedelta(days=60) for row in open_ones)
        assert open_ones or book.planned or book.archived or any(entry.claim == "open" for entry in book.entries)
