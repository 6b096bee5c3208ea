"""Many entries changed in one step: what can't be changed is counted before, and the whole is taken back as one."""

import datetime as dt

import pytest

from ledger.errors import BookArchived, EntryInvalid, NothingToChange, RoleTooLow
from ledger.models import Account, Book, Entry, Project, Tag
from ledger.queries.balances import account_balance
from ledger.queries.entries import EntryFilter
from ledger.services.books import open_book
from ledger.services.bulk import (
    Delete,
    SetAccount,
    SetCategory,
    SetDate,
    SetMember,
    SetProject,
    SetTags,
    bulk_plan,
    change_entries,
)
from ledger.services.entries import record_entry
from ledger.services.links import record_linked_payment
from ledger.services.members import pocket_of
from ledger.services.rollups import integrity_differences
from ledger.services.steps import undo_step
from tests.cast import account, category, expense, income, transfer


@pytest.fixture(autouse=True)
def _sums_agree_afterwards(db):
    yield
    assert list(integrity_differences()) == []


@pytest.fixture
def some(owner, book):
    """Two expenses, a refund, an income and a transfer."""
    back = {"kind": "refund", "from_account": None, "to_account": account(book, "cash")}
    return {
        "lunch": record_entry(owner, draft=expense(book, 3500)),
        "dinner": record_entry(owner, draft=expense(book, 8000, category=category(book, n=1))),
        "back": record_entry(owner, draft=expense(book, 500, **back)),
        "pay": record_entry(owner, draft=income(book)),
        "shift": record_entry(owner, draft=transfer(book, "bank", "wallet")),
    }


def every(book: Book):
    return Entry.objects.filter(book=book)


def values(some, name):
    return {key: getattr(Entry.objects.get(pk=entry.pk), name) for key, entry in some.items()}


def test_what_cannot_have_the_category_is_counted_before_and_stays(owner, book, some):
    change = SetCategory(category(book, n=1))
    plan = bulk_plan(owner, every(book), change)
    assert (plan.n, plan.same) == (2, 1)
    assert plan.refused == {"no_category": 1, "other_kind": 1}
    # Of the two that change, the lunch is spending and the refund is none.
    assert (plan.spent_minor, plan.earned_minor) == (3500, 0)
    step = change_entries(owner, every(book), change)
    assert step.n == 2
    assert step.said.endswith(f"→ {category(book, n=1).name}")
    wanted = {key: category(book, n=1) for key in ("lunch", "dinner", "back")}
    assert values(some, "category") == {**wanted, "pay": category(book, "income"), "shift": None}
    assert undo_step(owner, step).n == 2
    assert values(some, "category")["lunch"] == category(book)


def test_a_category_is_taken_away_from_earnings_too(owner, book, some):
    assert change_entries(owner, every(book), SetCategory(None)).n == 4
    assert set(values(some, "category").values()) == {None}


def test_an_account_changes_on_the_side_that_it_stands_on(owner, book, some):
    card = account(book, "credit_card")
    assert bulk_plan(owner, every(book), SetAccount(card)).refused == {"two_accounts": 1}
    step = change_entries(owner, every(book), SetAccount(card))
    # -35.00 - 80.00 + 5.00 + 8,640.00
    assert account_balance(card) == 853000
    assert {entry.flow for entry in every(book).exclude(kind="transfer")} == {"credit"}
    undo_step(owner, step)
    assert (account_balance(card), account_balance(account(book, "cash"))) == (0, -11000)


def test_an_account_of_another_currency_takes_none(owner, book, some):
    yen = Account.objects.create(book=book, name="Yen", kind="cash", currency="JPY", position=900)
    assert bulk_plan(owner, every(book), SetAccount(yen)).refused == {"two_accounts": 1, "other_currency": 4}
    with pytest.raises(NothingToChange):
        change_entries(owner, every(book), SetAccount(yen))


def test_whose_pocket_pays_has_paid_and_no_longer_when_it_does_not(owner, book, child, some):
    change_entries(owner, every(book).filter(pk=some["lunch"].pk), SetAccount(pocket_of(child)))
    assert values(some, "paid_by")["lunch"] == child
    change_entries(owner, every(book).filter(pk=some["lunch"].pk), SetAccount(account(book, "cash")))
    assert values(some, "paid_by")["lunch"] is None


def test_members_projects_and_days(owner, book, child, some):
    steps = [
        change_entries(owner, every(book), SetMember(child)),
        change_entries(owner, every(book), SetProject(" 秋游 ")),
        change_entries(owner, every(book), SetDate(dt.date(2026, 11, 20))),
    ]
    assert [step.n for step in steps] == [5, 5, 5]
    assert set(every(book).values_list("member", "project", "date")) == {
        (child.pk, Project.objects.get(book=book, name="秋游").pk, dt.date(2026, 11, 20))
    }
    with pytest.raises(NothingToChange):
        change_entries(owner, every(book), SetProject("秋游"))
    change_entries(owner, every(book), SetProject(""))
    change_entries(owner, every(book), SetMember(None))
    assert set(every(book).values_list("member", "project")) == {(None, None)}


def test_tags_are_added_once_and_taken_off(owner, book, some):
    change_entries(owner, every(book).filter(kind="expense"), SetTags(added=("急", "公")))
    step = change_entries(owner, every(book), SetTags(added=("公", "新"), removed=("急", "没有")))
    tags = dict(Tag.objects.filter(book=book).values_list("pk", "name"))
    assert {tuple(tags[pk] for pk in entry.tags) for entry in every(book)} == {("公", "新")}
    assert "没有" not in tags.values()
    undo_step(owner, step)
    assert sorted(tuple(tags[pk] for pk in entry.tags) for entry in every(book)) == [
        (),
        (),
        (),
        ("急", "公"),
        ("急", "公"),
    ]
    with pytest.raises(EntryInvalid):
        change_entries(owner, every(book), SetTags())


def test_a_filter_that_no_longer_finds_what_was_changed_still_changes_all_and_what_is_linked(owner, book, alice):
    trip = open_book(alice, scene="trip", name="潮汕四天")
    drafts = [expense(trip.book, n).changed(from_account=None) for n in (700, 800)]
    for draft in drafts:
        record_linked_payment(trip, draft=draft, home=owner, home_account=account(book, "bank"))
    on_the_first = EntryFilter(date_to=dt.date(2026, 11, 1)).apply(every(trip.book))
    step = change_entries(trip, on_the_first, SetDate(dt.date(2026, 11, 9)))
    # Two here and their other sides at home.
    assert step.n == 4
    assert set(Entry.objects.values_list("date", flat=True)) == {dt.date(2026, 11, 9)}
    gone = change_entries(trip, every(trip.book), Delete())
    assert not Entry.objects.filter(deleted_at=None).exists()
    undo_step(trip, gone)
    undo_step(trip, step)
    assert list(Entry.objects.filter(deleted_at=None).values_list("date", flat=True)) == [dt.date(2026, 11, 1)] * 4
    # The pocket of whoever paid at home is no account to be changed.
    assert bulk_plan(trip, every(trip.book), SetAccount(account(trip.book, "cash"))).refused == {"linked": 2}


def test_what_is_deleted_lies_in_the_bin_and_comes_back(owner, book, some):
    step = change_entries(owner, every(book), Delete())
    assert (step.n, every(book).filter(deleted_at=None).count()) == (5, 0)
    with pytest.raises(NothingToChange):
        change_entries(owner, every(book), Delete())
    undo_step(owner, step)
    assert every(book).filter(deleted_at=None).count() == 5


def test_a_contributor_changes_own_entries_alone(owner, contributor, viewer, book, some):
    record_entry(contributor, draft=expense(book, 100))
    change = SetDate(dt.date(2026, 11, 20))
    plan = bulk_plan(contributor, every(book), change)
    assert (plan.n, plan.refused) == (1, {"not_own": 5})
    assert change_entries(contributor, every(book), change).n == 1
    with pytest.raises(RoleTooLow):
        change_entries(viewer, every(book), change)


def test_entries_of_another_book_are_out_of_reach(owner, book, bob, some):
    his = open_book(bob, scene="family", name="Bob's")
    with pytest.raises(NothingToChange):
        change_entries(his, Entry.objects.all(), SetDate(dt.date(2026, 11, 20)))
    for change in (SetCategory(category(book)), SetAccount(account(book, "cash")), SetMember(owner)):
        with pytest.raises(EntryInvalid):
            change_entries(his, Entry.objects.all(), change)


def test_a_book_that_was_put_away_stays_as_it_is(owner, book, some):
    book.archived_at = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
    with pytest.raises(BookArchived):
        change_entries(owner, every(book), Delete())
