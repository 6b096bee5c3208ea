"""Taking back what the activity tells: the old values come again, and a later change asks first."""

import datetime as dt

import pytest

from ledger.errors import BookArchived, BookNotFound, RoleTooLow
from ledger.models import BookChange, Entry, Member, Tag, What
from ledger.queries.balances import account_balance
from ledger.services.accounts import add_account, archive_account, delete_account, edit_account
from ledger.services.books import archive_book, change_settings
from ledger.services.bulk import SetCategory, change_entries
from ledger.services.categories import add_category, archive_category, edit_category
from ledger.services.entries import delete_entries, edit_entry, record_entry, restore_entries
from ledger.services.members import edit_member
from ledger.services.merging import merge
from ledger.services.naming import add_label, archive_label, rename_label
from ledger.services.plans import BudgetDraft, ScheduledDraft, change_budget, change_scheduled, schedule, set_budget
from ledger.services.reverting import ChangedSince, NothingToRevert, revert_change, revert_entry
from ledger.services.rollups import integrity_differences
from tests.cast import account, category, expense


@pytest.fixture(autouse=True)
def _sums_agree_afterwards(db):
    yield
    assert list(integrity_differences()) == []


@pytest.fixture
def edited(owner, book) -> Entry:
    """35.00 for lunch in cash, then made 42.00 for dinner from the bank, of another category, on another day."""
    entry = record_entry(owner, draft=expense(book, 3500, note="lunch", merchant="Old Li", tags=("trip", "food")))
    changes = {
        "amount_minor": 4200,
        "note": "dinner",
        "from_account": account(book, "bank"),
        "category": category(book, n=1),
        "date": dt.date(2026, 11, 2),
        "time": dt.time(18, 30),
        "merchant": "",
        "tags": ("food",),
    }
    return edit_entry(owner, entry, version=1, changes=changes)


def last(what: str) -> BookChange:
    return BookChange.objects.filter(what=what).latest("id")


def test_an_edit_is_taken_back_with_every_column(owner, bookkeeper, book, edited):
    entry = revert_entry(bookkeeper, edited, version=2)
    assert (entry.amount_minor, entry.note, entry.date, entry.time) == (3500, "lunch", dt.date(2026, 11, 1), None)
    assert (entry.from_account, entry.category) == (account(book, "cash"), category(book))
    assert entry.merchant.name == "Old Li"
    assert set(Tag.objects.filter(pk__in=entry.tags).values_list("name", flat=True)) == {"trip", "food"}
    assert (entry.version, entry.changed_by) == (3, bookkeeper)
    assert account_balance(account(book, "cash"), on=dt.date(2026, 12, 1)) == -3500
    # What was taken back can be taken back.
    assert revert_entry(owner, entry, version=3).note == "dinner"


def test_other_columns_changed_since_stay(owner, edited, child):
    entry = edit_entry(owner, edited, version=2, changes={"member": child})
    entry = revert_entry(owner, entry, version=2)
    assert (entry.note, entry.member) == ("lunch", child)


def test_the_same_column_changed_since_asks_first(owner, bookkeeper, edited):
    entry = edit_entry(bookkeeper, edited, version=2, changes={"note": "supper", "claim": "open"})
    with pytest.raises(ChangedSince) as refusal:
        revert_entry(owner, entry, version=2)
    assert [(line.by, line.version) for line in refusal.value.later] == [(bookkeeper, 3)]
    entry.refresh_from_db()
    assert entry.note == "supper"
    entry = revert_entry(owner, entry, version=2, over=True)
    assert (entry.note, entry.amount_minor, entry.claim) == ("lunch", 3500, "open")


def test_what_is_so_again_needs_no_question(owner, edited):
    entry = edit_entry(owner, edited, version=2, changes={"note": "supper"})
    entry = edit_entry(owner, entry, version=3, changes={"note": "dinner"})
    assert revert_entry(owner, entry, version=2).note == "lunch"


def test_a_recording_is_taken_back_into_the_bin_and_a_deletion_out_of_it(owner, book):
    entry = record_entry(owner, draft=expense(book))
    entry = revert_entry(owner, entry, version=1)
    assert entry.deleted_at is not None
    with pytest.raises(NothingToRevert):
        revert_entry(owner, entry, version=1)
    entry = revert_entry(owner, entry, version=entry.version)
    assert entry.deleted_at is None
    entry = revert_entry(owner, entry, version=entry.version)
    assert entry.deleted_at is not None
    restore_entries(owner, entries=[entry])


def test_only_who_may_edit_the_entry_takes_it_back(owner, contributor, viewer, book, edited):
    with pytest.raises(RoleTooLow):
        revert_entry(contributor, edited, version=2)
    with pytest.raises(RoleTooLow):
        revert_entry(viewer, edited, version=2)
    own = record_entry(contributor, draft=expense(book, 100, note="a"))
    own = edit_entry(owner, own, version=1, changes={"note": "b"})
    assert revert_entry(contributor, own, version=2).note == "a"


def test_a_version_that_never_was_is_not_found(owner, edited):
    with pytest.raises(BookNotFound):
        revert_entry(owner, edited, version=9)


def test_a_closed_book_stays_as_it_is(owner, edited):
    archive_book(owner, archived=True)
    with pytest.raises(BookArchived):
        revert_entry(owner, edited, version=2)


def test_a_name_that_was_merged_since_is_what_it_became(owner, book):
    one, other = add_category(owner, name="Snacks", kind="expense", icon="tag"), category(book, n=1)
    entry = record_entry(owner, draft=expense(book, category=one))
    entry = edit_entry(owner, entry, version=1, changes={"category": category(book)})
    merge(owner, one, other)
    assert revert_entry(owner, entry, version=2).category == other


def test_a_plain_change_of_columns_is_taken_back_by_its_service(owner, book, child):
    purse = add_account(owner, name="Purse", kind="cash")
    edit_account(owner, purse, name="Wallet", number_tail="1234")
    revert_change(owner, last(What.ACCOUNT_CHANGED))
    purse.refresh_from_db()
    assert (purse.name, purse.number_tail) == ("Purse", "")

    snacks = add_category(owner, name="Snacks", kind="expense", icon="tag")
    edit_category(owner, snacks, name="Sweets", parent=category(book))
    revert_change(owner, last(What.CATEGORY_CHANGED))
    snacks.refresh_from_db()
    assert (snacks.name, snacks.parent) == ("Snacks", None)

    tag = rename_label(owner, add_label(owner, Tag, name="trip"), name="journey")
    revert_change(owner, last(What.LABEL_CHANGED))
    tag.refresh_from_db()
    assert tag.name == "trip"

    budget = set_budget(owner, BudgetDraft(amount_minor=100, first=dt.date(2026, 1, 1), last=dt.date(2026, 2, 1)))
    change_budget(owner, budget, version=1, changes={"amount_minor": 200, "last": dt.date(2026, 3, 1)})
    revert_change(owner, last(What.BUDGET_CHANGED))
    budget.refresh_from_db()
    assert (budget.amount_minor, budget.last) == (100, dt.date(2026, 2, 1))

    rent = schedule(
        owner, ScheduledDraft(kind="expense", name="Rent", due=dt.date(2026, 11, 1), category=category(book))
    )
    change_scheduled(owner, rent, version=1, changes={"due": dt.date(2026, 11, 5), "category": None})
    revert_change(owner, last(What.SCHEDULED_CHANGED))
    rent.refresh_from_db()
    assert (rent.due, rent.category) == (dt.date(2026, 11, 1), category(book))

    edit_member(owner, child, name="大满")
    revert_change(owner, last(What.MEMBER_CHANGED))
    assert Member.objects.get(pk=child.pk).name == "小满"

    change_settings(owner, name="Ours", contributors_see_all=False)
    revert_change(owner, last(What.SETTINGS_CHANGED))
    change_settings(owner, month_start_day=15)
    revert_change(owner, last(What.SETTINGS_CHANGED))
    book.refresh_from_db()
    assert (book.name, book.contributors_see_all, book.month_start_day) == ("Home", True, 1)


def test_what_was_put_away_comes_back_and_the_other_way_round(owner, book):
    cash, food = account(book, "cash"), category(book)
    tag = add_label(owner, Tag, name="trip")
    archive_account(owner, cash, archived=True)
    archive_category(owner, food, archived=True)
    archive_label(owner, tag, archived=True)
    for what in (What.ACCOUNT_ARCHIVED, What.CATEGORY_ARCHIVED, What.LABEL_ARCHIVED):
        made = revert_change(owner, last(what))
        assert made is not None
        assert made.what.endswith("_restored")
        with pytest.raises(NothingToRevert):
            revert_change(owner, last(what))
    for row in (cash, food, tag):
        row.refresh_from_db()
        assert row.archived_at is None


def test_columns_changed_again_since_ask_first(owner, book):
    cash = account(book, "cash")
    edit_account(owner, cash, name="Wallet")
    first = last(What.ACCOUNT_CHANGED)
    edit_account(owner, cash, name="Purse")
    with pytest.raises(ChangedSince):
        revert_change(owner, first)
    revert_change(owner, first, over=True)
    cash.refresh_from_db()
    assert cash.name == first.before["name"]
    with pytest.raises(NothingToRevert):
        revert_change(owner, first)


def test_what_is_gone_or_cannot_be_taken_back_says_so(owner, bookkeeper, book):
    purse = edit_account(owner, add_account(owner, name="Purse", kind="cash"), name="Wallet")
    line = last(What.ACCOUNT_CHANGED)
    delete_account(owner, purse)
    for gone in (line, last(What.ACCOUNT_DELETED), last(What.MEMBER_ADDED)):
        with pytest.raises(NothingToRevert):
            revert_change(owner, gone)


def test_roles_hold_for_taking_back(owner, bookkeeper, contributor, book):
    edit_account(owner, account(book, "cash"), name="Wallet")
    change_settings(owner, name="Ours")
    with pytest.raises(RoleTooLow):
        revert_change(contributor, last(What.ACCOUNT_CHANGED))
    with pytest.raises(RoleTooLow):
        revert_change(bookkeeper, last(What.SETTINGS_CHANGED))


def test_a_step_is_taken_back_by_who_made_it(owner, bookkeeper, book):
    entry = record_entry(owner, draft=expense(book))
    change_entries(owner, Entry.objects.filter(pk=entry.pk), SetCategory(category(book, n=1)))
    with pytest.raises(BookNotFound):
        revert_change(bookkeeper, last(What.STEP_DONE))
    revert_change(owner, last(What.STEP_DONE))
    entry.refresh_from_db()
    assert entry.category == category(book)


def test_deleting_twice_is_told_twice_and_each_taken_back(owner, book):
    entry = record_entry(owner, draft=expense(book))
    delete_entries(owner, entries=[entry])
    restore_entries(owner, entries=[entry])
    delete_entries(owner, entries=[entry])
    entry.refresh_from_db()
    # Both deletions say the same of now: it lies in the bin, and comes out of it.
    assert revert_entry(owner, entry, version=2).deleted_at is None
