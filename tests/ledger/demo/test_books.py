"""What holds for both books on every day on which the demo may be made."""

import datetime as dt
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from ledger import scenarios
from ledger.demo import almanac, cast, family
from ledger.demo.cast import build_demo
from ledger.rules.flow import ACCOUNT_CLASS, AccountClass

# The books in which people live every day; the others are about one thing, and may be short.
EVERYDAY = ("family", "bakery")
KINDS = {"expense", "income", "transfer", "refund", "adjustment"}


def keys_of(scene: str, kind: str) -> set[str]:
    return {category.key for category in scenarios.scene(scene).walk() if category.kind == kind}


def test_same_day_and_seed_give_the_same_demo(demo):
    family.family_book.cache_clear()
    assert build_demo(demo.today, demo.seed) == demo


def test_the_generator_needs_neither_django_nor_a_clock():
    program = (
        "import sys, time, datetime\n"
        "import ledger.demo.cast, ledger.demo.alipay_bill\n"
        "assert 'django' not in sys.modules, 'django was imported'\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[3])
    sources = [path.read_text() for path in Path(cast.__file__).parent.glob("*.py")]
    assert not [source for source in sources if ".now(" in source or ".today()" in source or "time.time" in source]


def test_another_seed_gives_another_life_with_the_same_today(demo):
    other = build_demo(demo.today, 8, only=("family",)).book("family")
    ours = demo.book("family")
    assert other.entries != ours.entries
    assert other.answers == ours.answers


def test_a_day_the_almanac_does_not_know_is_refused():
    with pytest.raises(ValueError, match="almanac"):
        build_demo(dt.date(2040, 1, 1))


def test_every_account_ends_where_it_says(any_day):
    for book in any_day.books:
        assert book.balances_minor() == {account.key: account.today_minor for account in book.accounts}


def test_no_money_account_is_ever_overdrawn_at_the_end_of_a_day(any_day):
    for book in any_day.books:
        kinds = {account.key: ACCOUNT_CLASS[account.kind] for account in book.accounts}
        balances = {account.key: account.opening_minor for account in book.accounts}
        days = defaultdict(list)
        for entry in book.entries:
            days[entry.date].append(entry)
        for day, entries in sorted(days.items()):
            for entry in entries:
                for account in (entry.from_account, entry.to_account):
                    if account:
                        balances[account] += entry.change_minor(account)
            for account, balance in balances.items():
                if kinds[account] in (AccountClass.LIQUID, AccountClass.INVESTMENT, AccountClass.RECEIVABLE):
                    assert balance >= 0, (book.key, account, day, balance)
                elif kinds[account] in (AccountClass.LOAN, AccountClass.PAYABLE):
                    assert balance <= 0, (book.key, account, day, balance)


def test_entries_have_the_shape_that_the_ledger_asks_for(any_day):
    for book in any_day.books:
        keys = {entry.key for entry in book.entries}
        accounts = {account.key for account in book.accounts} | {""}
        members = {member.key for member in book.members}
        assert len(keys) == len(book.entries)
        for entry in book.entries:
            assert entry.kind in KINDS
            assert entry.amount_minor > 0
            assert {entry.from_account, entry.to_account} <= accounts
            assert entry.recorded_by in members
            assert {entry.member, entry.paid_by} <= members | {""}
            sides = bool(entry.from_account), bool(entry.to_account)
            assert sides == {
                "expense": (True, False),
                "income": (False, True),
                "refund": (False, True),
                "transfer": (True, True),
            }.get(entry.kind, sides)
            assert any(sides)
            assert entry.from_account != entry.to_account
            assert bool(entry.category_key) == (entry.kind in ("expense", "income", "refund"))
            assert len(entry.note) <= 500
            assert len(entry.merchant) <= 120
            if entry.refund_of:
                assert entry.refund_of in keys


def test_only_people_who_sign_in_record(any_day):
    for book in any_day.books:
        named_only = {member.key for member in book.members if not member.person}
        guests = {member.key for member in book.members if member.guest}
        assert not named_only & {entry.recorded_by for entry in book.entries} - guests


@pytest.mark.parametrize("key", cast.BOOKS)
def test_every_category_and_account_is_one_of_the_scene(demo, key):
    book = demo.book(key)
    scene = book.scene
    spent = {entry.category_key for entry in book.entries if entry.kind in ("expense", "refund")}
    earned = {entry.category_key for entry in book.entries if entry.kind == "income"}
    assert spent <= keys_of(scene, "expense")
    assert earned <= keys_of(scene, "income")
    known = {account.key: account.kind for account in scenarios.scene(scene).accounts}
    for account in book.accounts:
        if account.scene_key:
            assert known[account.scene_key] == account.kind
    facts = {fact.key for fact in scenarios.scene(scene).facts}
    assert set(book.facts) <= facts


def test_history_is_thirty_six_months_to_today_in_order(any_day):
    for book in map(any_day.book, EVERYDAY):
        moments = [(entry.date, entry.time or dt.time(12)) for entry in book.entries]
        assert moments == sorted(moments)
        assert book.entries[0].date >= book.opened_on
        assert book.entries[-1].date <= any_day.today
        assert almanac.add_months(any_day.today, -37) < book.opened_on <= almanac.add_months(any_day.today, -34)


def test_four_to_seven_entries_a_day_and_nothing_at_night(any_day):
    for book in map(any_day.book, EVERYDAY):
        days = (any_day.today - book.opened_on).days + 1
        assert 4 <= len(book.entries) / days <= 7.5
        busiest = Counter(entry.date for entry in book.entries).most_common(1)[0][1]
        assert busiest <= 20
        assert all(dt.time(5, 30) <= entry.time <= dt.time(23, 30) for entry in book.entries if entry.time)


def test_no_month_equals_another(any_day):
    for book in map(any_day.book, EVERYDAY):
        months = defaultdict(Counter)
        for entry in book.entries:
            months[f"{entry.date:%Y-%m}"][(entry.kind, entry.category_key)] += entry.amount_minor
        assert len({tuple(sorted(sums.items())) for sums in months.values()}) == len(months)
        spent = [sum(n for (kind, _key), n in sums.items() if kind == "expense") for sums in months.values()]
        assert len(set(spent)) == len(spent)


def test_people_sign_in_at_a_reserved_domain(demo):
    assert {person.email.rpartition("@")[2] for person in demo.people} == {"example.com"}
    names = {person.key: person.name for person in demo.people}
    assert {book.created_by for book in demo.books} <= set(names)
    assert [person.name for person in demo.people if person.is_staff] == ["小江", "老邓"]


def test_what_is_planned_lies_within_the_next_months_and_agrees_with_what_is_owed(any_day):
    for book in any_day.books:
        for plan in book.planned:
            assert plan.book == book.key
            assert 1 <= plan.due_in_days <= 36
            if plan.kind in ("card_bill", "payable", "receivable"):
                assert book.account(plan.account).today_minor == plan.amount_minor
