"""The activity of a book: what it tells, in which order, to whom, and how it is paged."""

import datetime as dt
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from ledger.access import access_book
from ledger.models import BookChange, Entry, Member, Merchant, Role, Tag, What
from ledger.queries.activity.kinds import KINDS
from ledger.queries.activity.pages import ActivityFilter, Cursor, activity_page
from ledger.queries.activity.words import told
from ledger.services.accounts import add_account, archive_account, delete_account, edit_account
from ledger.services.books import change_settings, open_book
from ledger.services.bulk import Delete, SetCategory, change_entries
from ledger.services.categories import add_category, edit_category
from ledger.services.drafts import EntryDraft
from ledger.services.entries import delete_entries, edit_entry, record_entry, restore_entries
from ledger.services.links import record_linked_payment
from ledger.services.members import change_role
from ledger.services.moves import MoveTo
from ledger.services.naming import add_label, rename_label
from ledger.services.plans import (
    BudgetDraft,
    ScheduledDraft,
    change_budget,
    change_scheduled,
    delete_plan,
    schedule,
    set_budget,
    undo_plan,
)
from ledger.services.steps import undo_step
from tests.cast import account, category, expense, income


def seen(member: Member) -> Member:
    """The membership as a request has it."""
    assert member.user is not None
    return access_book(member.user, member.book.public_id)


def whats(member: Member, **narrowed) -> list[str]:
    return [line.what for line in activity_page(seen(member), ActivityFilter(**narrowed)).lines]


def sentences(member: Member, **narrowed) -> list[str]:
    member = seen(member)
    with translation.override("en"):
        return [line.sentence for line in told(member, activity_page(member, ActivityFilter(**narrowed)).lines)]


def test_every_word_of_the_vocabulary_has_one_kind():
    assert sorted(what for kind in KINDS for what in kind.whats) == sorted(What.values)


def test_it_tells_who_did_what_newest_first(owner, bookkeeper, book):
    entry = record_entry(owner, draft=expense(book, 3500, note="lunch"))
    entry = edit_entry(bookkeeper, entry, version=1, changes={"amount_minor": 4200, "note": "dinner"})
    delete_entries(owner, entries=[entry])
    restore_entries(bookkeeper, entries=[entry])
    lines = activity_page(seen(owner), size=4).lines
    assert [(line.what, line.by, line.version) for line in lines] == [
        ("restored", bookkeeper, 4),
        ("deleted", owner, 3),
        ("edited", bookkeeper, 2),
        ("recorded", owner, 1),
    ]
    assert lines[2].fields == {
        "amount_minor": (3500, 4200),
        "base_amount_minor": (3500, 4200),
        "note": ("lunch", "dinner"),
    }
    # Each tells the entry as it was then.
    assert [line.then.amount_minor for line in lines] == [4200, 4200, 4200, 3500]


def test_what_an_edit_put_there_is_what_the_next_one_replaced(owner, book):
    entry = record_entry(owner, draft=expense(book, 100))
    for version, amount in enumerate((200, 300, 400), start=1):
        entry = edit_entry(owner, entry, version=version, changes={"amount_minor": amount})
    found = [line.fields["amount_minor"] for line in activity_page(seen(owner), size=3).lines]
    assert found == [(300, 400), (200, 300), (100, 200)]


def test_ids_are_told_by_name_also_of_what_was_put_away(owner, book):
    entry = record_entry(owner, draft=expense(book, merchant="Old Li", tags=("trip",)))
    bank, cash = account(book, "bank"), account(book, "cash")
    other = category(book, n=1)
    changes = {
        "from_account": bank,
        "category": other,
        "merchant": "Aunt Wang",
        "tags": (),
        "date": dt.date(2026, 10, 3),
    }
    edit_entry(owner, entry, version=1, changes=changes)
    archive_account(owner, cash, archived=True)
    member = seen(owner)
    with translation.override("en"):
        [line] = [line for line in told(member, activity_page(member, size=5).lines) if line.line.what == "edited"]
    assert {field.label: (field.before, field.after) for field in line.fields} == {
        "Paid from": (cash.name, bank.name),
        "Category": (category(book).name, other.name),
        "Merchant": ("Old Li", "Aunt Wang"),
        "Tags": ("#trip", ""),
        "Date": ("1 Nov 2026", "3 Oct 2026"),
    }


def test_names_accounts_budgets_and_settings_are_told(owner, book):
    wallet = add_account(owner, name="Purse", kind="cash")
    edit_account(owner, wallet, name="Wallet", due_day=None)
    lunch = add_category(owner, name="Snacks", kind="expense", icon="tag")
    edit_category(owner, lunch, name="Sweets")
    tag = add_label(owner, Tag, name="trip")
    rename_label(owner, tag, name="journey")
    budget = set_budget(owner, BudgetDraft(amount_minor=100_00))
    budget = change_budget(owner, budget, version=1, changes={"amount_minor": 200_00})
    budget = delete_plan(owner, budget, at=timezone.now())
    undo_plan(owner, budget, version=3)
    change_settings(owner, name="Our home")
    assert sentences(owner)[:12] == [
        "Changed the settings of the book",
        "Took back a change of the budget “Everything”",
        "Deleted the budget “Everything”",
        "Changed the budget “Everything”",
        "Set the budget “Everything”",
        "Renamed “journey”",
        "Added the name “trip”",
        "Changed the category “Sweets”",
        "Added the category “Snacks”",
        "Changed the account “Wallet”",
        "Added the account “Purse”",
        "Opened this book",
    ]
    member = seen(owner)
    with translation.override("en"):
        lines = told(member, activity_page(member, size=12).lines)
    [renamed] = lines[9].fields
    assert (renamed.label, renamed.before, renamed.after) == ("Name", "Purse", "Wallet")
    [raised] = lines[3].fields
    assert (raised.before, raised.after, raised.currency) == (100_00, 200_00, "CNY")


def test_saving_what_is_so_already_is_no_change(owner, book):
    before = BookChange.objects.count()
    change_settings(owner, name=book.name)
    edit_account(owner, account(book, "cash"), name=account(book, "cash").name)
    assert BookChange.objects.count() == before


def test_a_step_is_one_line_however_many_entries_it_changed_and_so_is_its_undo(owner, book):
    for n in range(1, 8):
        record_entry(owner, draft=expense(book, 100 * n))
    step = change_entries(owner, Entry.objects.filter(book=book), SetCategory(category(book, n=1)))
    assert whats(owner)[:3] == ["step_done", "recorded", "recorded"]
    undo_step(owner, step)
    assert whats(owner)[:3] == ["step_undone", "step_done", "recorded"]
    # An edit before, between and after them is told by itself.
    entry = Entry.objects.filter(book=book).first()
    edit_entry(owner, entry, version=3, changes={"note": "alone"})
    assert whats(owner)[:4] == ["edited", "step_undone", "step_done", "recorded"]
    assert len(whats(owner)) == 1 + 2 + 7 + 1


def test_what_moves_to_another_book_is_a_line_in_both_and_tells_neither_of_the_other(owner, book, alice):
    there = open_book(alice, scene="trip", name="Secret trip")
    entry = record_entry(owner, draft=expense(book, merchant="Old Li"))
    cash = account(there.book, "cash")
    step = change_entries(owner, Entry.objects.filter(pk=entry.pk), MoveTo(there, cash))
    assert whats(owner) == ["step_done", "book_opened"]
    assert sentences(there)[0] == "Moved entries here from another book · 1 entry"
    assert whats(there) == ["entries_came", "book_opened"]
    undo_step(owner, step)
    # It is home again, with its recording; nothing of the way there and back is told one by one.
    assert whats(owner) == ["step_undone", "step_done", "recorded", "book_opened"]
    assert whats(there) == ["entries_left", "entries_came", "book_opened"]


def test_a_linked_payment_that_follows_a_step_is_one_line_there(owner, book, alice):
    there = open_book(alice, scene="trip", name="Trip")
    draft = EntryDraft(kind="expense", date=dt.date(2026, 11, 1), amount_minor=100, category=category(there.book))
    record_linked_payment(there, draft=draft, home=owner, home_account=account(book, "cash"))
    change_entries(owner, Entry.objects.filter(book=book), Delete())
    assert whats(there)[:2] == ["entries_followed", "recorded"]


def test_it_is_narrowed_by_person_and_by_kind(owner, bookkeeper, book):
    entry = record_entry(owner, draft=expense(book))
    edit_entry(bookkeeper, entry, version=1, changes={"note": "x"})
    add_account(bookkeeper, name="Purse", kind="cash")
    assert whats(owner, by=bookkeeper) == ["account_added", "edited"]
    assert whats(owner, kind="entries") == ["edited", "recorded"]
    assert whats(owner, kind="names") == ["account_added"]
    assert whats(owner, kind="people") == ["member_added"]


def test_pages_meet_without_a_gap_or_a_line_twice(owner, bookkeeper, book):
    dice = random.Random(7)
    entries = []
    for n in range(60):
        who = dice.choice((owner, bookkeeper))
        what = dice.random()
        if what < 0.4 or not entries:
            entries.append(record_entry(who, draft=expense(book, 100 + n)))
        elif what < 0.7:
            at = dice.randrange(len(entries))
            entries[at] = edit_entry(who, entries[at], version=entries[at].version, changes={"note": f"{n}"})
        elif what < 0.8:
            done = category(book, n=dice.randrange(3))
            change_entries(who, Entry.objects.filter(book=book).exclude(category=done), SetCategory(done))
            entries = list(Entry.objects.filter(book=book))
        else:
            add_account(who, name=f"Purse {n}", kind="cash")
    member = seen(owner)
    whole = activity_page(member, size=10_000).lines
    for size in (1, 3, 7, 50):
        pages, after = [], None
        while True:
            page = activity_page(member, after=after, size=size)
            pages += page.lines
            after = page.next_cursor
            if after is None:
                break
            assert len(page.lines) == size
            assert Cursor.parse(str(after)) == after
        assert [key_of(line) for line in pages] == [key_of(line) for line in whole]
    assert [line.at for line in whole] == sorted((line.at for line in whole), reverse=True)


def key_of(line):
    return (line.what, line.entry and line.entry.pk, line.version, line.change and line.change.pk)


@pytest.mark.parametrize("text", ["", "1", "1-2-3", "a-b-c-d", "1-2-3-4-5", "-1-2-3", "9" * 30 + "-1-1-1"])
def test_a_cursor_that_is_none_of_ours_is_none(text):
    assert Cursor.parse(text) is None


def test_a_cursor_beyond_all_time_ends_the_list(owner, book):
    assert activity_page(seen(owner), after=Cursor(10**17, 1, 1, 1)).next_cursor is None


def test_who_sees_only_their_own_entries_is_told_of_these_alone(owner, contributor, bookkeeper, book):
    mine = record_entry(contributor, draft=expense(book, 100, note="mine"))
    theirs = record_entry(owner, draft=expense(book, 77700, note="theirs"))
    edit_entry(bookkeeper, mine, version=1, changes={"note": "still mine"})
    edit_entry(owner, theirs, version=1, changes={"amount_minor": 88800})
    set_budget(owner, BudgetDraft(amount_minor=66600))
    change_entries(owner, Entry.objects.filter(book=book), SetCategory(category(book, n=1)))
    assert whats(contributor)[:4] == ["step_done", "budget_set", "edited", "edited"]
    change_settings(owner, contributors_see_all=False)
    assert [what for what in whats(contributor) if what not in ("member_added", "book_opened")] == [
        "edited",
        "recorded",
    ]
    for line in activity_page(seen(contributor)).lines:
        assert line.entry is None or line.entry.pk == mine.pk
    # What the member did at once stays the member's to see.
    change_entries(contributor, Entry.objects.filter(pk=mine.pk), SetCategory(category(book)))
    assert whats(contributor)[0] == "step_done"


def test_what_touches_accounts_that_only_managers_see_is_told_to_managers_alone(owner, bookkeeper, book):
    hidden = add_account(owner, name="Under the bed", kind="cash", veiled=True)
    record_entry(owner, draft=expense(book, 77700, from_account=hidden, note="secret"))
    came_out = record_entry(owner, draft=expense(book, 55500, from_account=hidden, note="first words"))
    came_out = edit_entry(owner, came_out, version=1, changes={"amount_minor": 44400})
    edit_entry(owner, came_out, version=2, changes={"from_account": account(book, "cash"), "note": "open"})
    assert "account_added" in whats(owner)
    member = seen(bookkeeper)
    with translation.override("en"):
        lines = told(member, activity_page(member).lines)
    # The entry that is open now is told from there on, and not what it was before.
    assert [line.line.what for line in lines if line.line.entry] == ["edited"]
    said = repr([(line.sentence, line.fields) for line in lines])
    for word in ("Under the bed", "secret", "first words", "777", "555"):
        assert word not in said
    # What changed many at once may have changed what is hidden: nothing in particular is said.
    change_entries(owner, Entry.objects.filter(book=book), SetCategory(category(book, n=1)))
    assert sentences(bookkeeper)[0] == "Changed several entries at once"
    assert category(book, n=1).name in sentences(owner)[0]
    # Whether an account was hidden when it was deleted can't be asked any more: the line remembers.
    other = add_account(owner, name="In the garden", kind="cash", veiled=True)
    delete_account(owner, other)
    assert "Deleted the account “In the garden”" in sentences(owner)
    assert not any("garden" in sentence for sentence in sentences(bookkeeper))


def test_plans_and_merchants_of_hidden_accounts_are_told_to_managers_alone(owner, bookkeeper, book):
    hidden = add_account(owner, name="Under the bed", kind="cash", veiled=True)
    cash = account(book, "cash")
    soon = dt.date(2026, 12, 1)
    schedule(owner, ScheduledDraft(kind="expense", name="Secret rent", due=soon, account=hidden))
    rent = schedule(owner, ScheduledDraft(kind="expense", name="Old rent", due=soon, account=hidden))
    change_scheduled(owner, rent, version=1, changes={"account": cash, "name": "Open rent"})
    later = schedule(owner, ScheduledDraft(kind="expense", name="Water", due=soon, account=cash))
    record_entry(owner, draft=expense(book, from_account=hidden, merchant="Quiet man"))
    rename_label(owner, Merchant.objects.get(name="Quiet man"), name="Silent man")
    record_entry(owner, draft=expense(book, merchant="Old Li"))
    rename_label(owner, Merchant.objects.get(name="Old Li"), name="Young Li")
    told_to_owner, told_to_bob = sentences(owner), sentences(bookkeeper)
    for word in ("Secret rent", "Old rent", "Silent man"):
        assert any(word in sentence for sentence in told_to_owner)
        assert not any(word in sentence for sentence in told_to_bob)
    assert "Renamed “Young Li”" in told_to_bob
    # What it was before it came out is nobody else's, so that it came out is not told either.
    assert "Changed the plan “Open rent”" in told_to_owner
    assert "Changed the plan “Open rent”" not in told_to_bob
    # A plan whose account is hidden afterwards is hidden with it.
    assert "Planned “Water”" in told_to_bob
    edit_account(owner, cash, veiled=True)
    assert later.account == cash
    assert "Planned “Water”" not in sentences(bookkeeper)


def test_settings_and_invitations_are_for_who_may_change_them(owner, manager, bookkeeper, viewer, book):
    change_settings(owner, name="Ours")
    assert "settings_changed" in whats(manager)
    assert "settings_changed" not in whats(bookkeeper)
    assert "settings_changed" not in whats(viewer)


def test_a_page_costs_the_same_however_long_it_is(owner, book):
    def cost() -> int:
        member = seen(owner)
        with CaptureQueriesContext(connection) as queries:
            list(told(member, activity_page(member).lines))
        return len(queries)

    entry = record_entry(owner, draft=expense(book, merchant="a"))
    edit_entry(owner, entry, version=1, changes={"merchant": "b"})
    few = cost()
    for n in range(12):
        entry = record_entry(owner, draft=income(book))
        edit_entry(owner, entry, version=1, changes={"merchant": f"m{n}"})
        add_account(owner, name=f"{n}", kind="cash")
    assert cost() <= few


def test_roles_are_told_by_name(owner, bookkeeper):
    change_role(owner, bookkeeper, role=Role.VIEWER)
    member = seen(owner)
    with translation.override("en"):
        [line] = told(member, activity_page(member, size=1).lines)
    assert line.sentence == "Changed the role of “Bob”"
    assert [(field.before, field.after) for field in line.fields] == [("Bookkeeper", "Viewer")]
