"""An entry says how it is shared, and what people bear follows it wherever it goes."""

import csv
import datetime as dt
import io
import uuid

import pytest
from django.utils import translation

from ledger.errors import EntryInvalid
from ledger.models import Entry, EntryChange, Share
from ledger.queries.entries import EntryFilter
from ledger.queries.shares import entry_shares, shares_in_words
from ledger.rules.shares import How, Item, Split
from ledger.services.bin import purge_bin
from ledger.services.books import open_book
from ledger.services.bulk import SetDate, SetSharers, bulk_plan, change_entries
from ledger.services.entries import delete_entries, edit_entry, record_entry
from ledger.services.exports import written_file
from ledger.services.links import record_linked_payment
from ledger.services.members import add_member, pocket_of
from ledger.services.merging import merge
from ledger.services.moves import MoveTo
from ledger.services.payers import record_paid_by_several
from ledger.services.rollups import integrity_differences
from ledger.services.steps import undo_step
from ledger.visibility import visible_entries
from tests.cast import account, expense, transfer

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 1)


@pytest.fixture
def friends(owner):
    return [owner, add_member(owner, name="阿杰"), add_member(owner, name="周航")]


def keys(people):
    return [person.pk for person in people]


def said(split):
    return split.as_json()


def borne(entry):
    rows = Share.objects.filter(book_id=entry.book_id, entry_id=entry.pk)
    return dict(rows.values_list("member_id", "amount_minor"))


def record(member, split, amount_minor=10000, **more):
    return record_entry(member, draft=expense(member.book, amount_minor, split=said(split), **more))


def test_what_each_bears_is_written_with_the_entry(owner, friends):
    """100.00 at 2 : 1 : 1 is 50.00, 25.00 and 25.00."""
    host, guest, friend = friends
    entry = record(owner, Split(How.PARTS, {host.pk: 200, guest.pk: 100, friend.pk: 100}))
    assert borne(entry) == {host.pk: 5000, guest.pk: 2500, friend.pk: 2500}
    assert [each.person.name for each in entry_shares(owner.book, entry)] == [host.name, "阿杰", "周航"]
    assert shares_in_words(owner.book, entry.split) == f"{host.name} 2 · 阿杰 1 · 周航 1"


def test_an_entry_that_says_nothing_has_no_shares(owner, friends):
    assert borne(record_entry(owner, draft=expense(owner.book))) == {}


def test_a_retry_shares_once(owner, friends):
    draft = expense(owner.book, split=said(Split.equally(keys(friends))), client_id=uuid.uuid4())
    first, second = record_entry(owner, draft=draft), record_entry(owner, draft=draft)
    assert first.pk == second.pk
    assert sum(borne(first).values()) == first.amount_minor


def test_an_edited_amount_keeps_the_rule(owner, friends):
    entry = record(owner, Split(How.EXACT, {friends[0].pk: 4000, friends[1].pk: 6000}))
    entry = edit_entry(owner, entry, version=entry.version, changes={"amount_minor": 20000})
    assert borne(entry) == {friends[0].pk: 8000, friends[1].pk: 12000}
    assert Split.read(entry.split).of == {friends[0].pk: 8000, friends[1].pk: 12000}


def test_another_way_to_share_is_a_change_of_the_entry(owner, friends):
    entry = record(owner, Split.equally(keys(friends)), 9000)
    changed = said(Split.equally(keys(friends[:2])))
    entry = edit_entry(owner, entry, version=entry.version, changes={"split": changed})
    assert borne(entry) == {friends[0].pk: 4500, friends[1].pk: 4500}
    assert EntryChange.objects.get(entry_id=entry.pk).before == {"split": said(Split.equally(keys(friends)))}
    entry = edit_entry(owner, entry, version=entry.version, changes={"split": None})
    assert borne(entry) == {}


def test_what_becomes_a_transfer_is_not_shared_any_more(owner, friends):
    entry = record(owner, Split.equally(keys(friends)))
    changes = {"kind": "transfer", "to_account": account(owner.book, "bank"), "category": None}
    entry = edit_entry(owner, entry, version=entry.version, changes=changes)
    assert (entry.split, borne(entry)) == (None, {})


@pytest.mark.parametrize(
    ("split", "field"),
    [
        (Split(How.EQUAL, {}), "split"),
        (Split(How.PERCENT, {1: 9999}), "split"),
        (Split(How.EXACT, {1: 9999}), "split"),
        (Split.equally([10**9]), "split"),
    ],
)
def test_what_is_no_split_of_this_amount_is_refused(owner, split, field):
    with pytest.raises(EntryInvalid) as refused:
        record(owner, split)
    assert list(refused.value.fields) == [field]
    assert not Entry.objects.filter(book=owner.book).exists()


def test_money_between_accounts_is_not_shared(owner, friends):
    draft = transfer(owner.book, "cash", "bank", split=said(Split.equally(keys(friends))))
    with pytest.raises(EntryInvalid):
        record_entry(owner, draft=draft)


def test_nobody_of_another_book_shares(owner, friends, bob):
    other = open_book(bob, scene="trip", name="Elsewhere")
    with pytest.raises(EntryInvalid):
        record(owner, Split.equally([owner.pk, other.pk]))


def test_several_pay_and_exact_stays_exact(owner, friends):
    """31.00 paid 10.01 and 20.99: over both parts each bears just what was said."""
    host, guest, friend = friends
    split = Split(How.EXACT, {host.pk: 1501, guest.pk: 999, friend.pk: 600})
    draft = expense(owner.book, 3100, split=said(split), from_account=None, client_id=uuid.uuid4())
    entries = record_paid_by_several(owner, draft=draft, paid_minor={host: 1001, guest: 2099})
    assert [(e.amount_minor, e.from_account, e.paid_by_id) for e in entries] == [
        (1001, pocket_of(host), host.pk),
        (2099, pocket_of(guest), guest.pk),
    ]
    assert len({entry.group for entry in entries}) == 1
    parts = [borne(entry) for entry in entries]
    assert {pk: sum(part.get(pk, 0) for part in parts) for pk in split.of} == split.of
    again = record_paid_by_several(owner, draft=draft, paid_minor={host: 1001, guest: 2099})
    assert [entry.pk for entry in again] == [entry.pk for entry in entries]


@pytest.mark.parametrize("paid", [(1000, 2000), (3100, 0), (4100, -1000)])
def test_what_several_paid_must_be_the_amount(owner, friends, paid):
    draft = expense(owner.book, 3100, from_account=None)
    with pytest.raises(EntryInvalid) as refused:
        record_paid_by_several(owner, draft=draft, paid_minor=dict(zip(friends, paid, strict=False)))
    assert "paid_by" in refused.value.fields


def test_items_are_kept_to_be_edited_again(owner, friends):
    host, guest, _friend = friends
    entry = record(
        owner, Split(How.ITEMS, {}, (Item("鱼", 6000, (host.pk, guest.pk)), Item("茶", 2000, (host.pk,)))), 8000
    )
    assert borne(entry) == {host.pk: 5000, guest.pk: 3000}
    assert [item.name for item in Split.read(entry.split).items] == ["鱼", "茶"]


def test_shares_go_with_an_entry_that_is_deleted_for_good(owner, friends):
    entry = record(owner, Split.equally(keys(friends)))
    delete_entries(owner, entries=[entry])
    assert len(borne(entry)) == 3  # it may come back
    purge_bin(before=dt.datetime(2100, 1, 1, tzinfo=dt.UTC))
    assert borne(entry) == {}


def test_a_linked_payment_follows_with_its_shares(owner, friends, alice):
    home = open_book(alice, scene="personal", name="Mine")
    draft = expense(owner.book, 9000, from_account=None, split=said(Split.equally(keys(friends))))
    entry = record_linked_payment(owner, draft=draft, home=home, home_account=account(home.book, "cash"))
    twin = Entry.objects.get(book=home.book)
    edit_entry(home, twin, version=twin.version, changes={"amount_minor": 12000})
    assert sum(borne(entry).values()) == 12000


def test_an_entry_that_moves_is_shared_anew_when_it_comes_back(owner, friends, alice):
    there = open_book(alice, scene="personal", name="Mine")
    entry = record(owner, Split.equally(keys(friends)), 9000)
    step = change_entries(owner, visible_entries(owner), MoveTo(there, account(there.book, "cash")))
    moved = Entry.objects.get(pk=entry.pk)
    assert (moved.book_id, moved.split, Share.objects.filter(entry_id=entry.pk).count()) == (there.book_id, None, 0)
    undo_step(owner, step)
    assert borne(entry) == dict.fromkeys(keys(friends), 3000)
    assert list(integrity_differences()) == []


def test_a_step_that_changes_something_else_leaves_shares_alone(owner, friends):
    entry = record(owner, Split.equally(keys(friends)), 9000)
    step = change_entries(owner, visible_entries(owner), SetDate(DAY + dt.timedelta(days=1)))
    undo_step(owner, step)
    assert borne(entry) == dict.fromkeys(keys(friends), 3000)


def test_two_people_who_become_one_bear_both_shares(owner, friends):
    """Of 90.00 for three, the two who are one bear 60.00, and share one line in the words of the history."""
    host, guest, friend = friends
    entry = record(owner, Split.equally(keys(friends)), 9000)
    step = merge(owner, friend, guest)
    book = type(owner.book).objects.get(pk=owner.book_id)
    assert [(each.person.name, each.amount_minor) for each in entry_shares(book, entry)] == [
        (host.name, 3000),
        ("阿杰", 6000),
    ]
    assert shares_in_words(book, entry.split) == f"{host.name} · 阿杰"
    undo_step(owner, step)
    assert len(entry_shares(type(book).objects.get(pk=book.pk), entry)) == 3


def test_the_check_finds_shares_that_are_not_the_amount(owner, friends):
    entry = record(owner, Split.equally(keys(friends)), 9000)
    assert list(integrity_differences(owner.book_id)) == []
    Share.objects.filter(entry_id=entry.pk, member_id=owner.pk).update(amount_minor=2999)
    assert [difference.table for difference in integrity_differences(owner.book_id)] == ["ledger_share"]


def test_many_entries_are_shared_by_others_in_one_step(owner, friends):
    """The transfer stays as it is; taking the step back brings the shares back too."""
    host, guest, friend = friends
    plain = record_entry(owner, draft=expense(owner.book, 1000))
    said_before = record(owner, Split(How.PARTS, {host.pk: 200, friend.pk: 100}), 9000)
    record_entry(owner, draft=transfer(owner.book, "cash", "bank"))
    change = SetSharers((guest, friend))
    assert bulk_plan(owner, visible_entries(owner), change).refused == {"not_shared": 1}
    step = change_entries(owner, visible_entries(owner), change)
    assert step.said.endswith("阿杰、周航")
    assert borne(plain) == {guest.pk: 500, friend.pk: 500}
    assert borne(said_before) == {guest.pk: 4500, friend.pk: 4500}
    undo_step(owner, step)
    assert borne(plain) == {}
    assert borne(said_before) == {host.pk: 6000, friend.pk: 3000}
    assert list(integrity_differences(owner.book_id)) == []


def test_an_export_says_who_shares(owner, friends):
    record(owner, Split(How.PARTS, {friends[0].pk: 200, friends[1].pk: 100}), 9000)
    with translation.override("en"), written_file(owner, EntryFilter(), "csv") as file:
        rows = list(csv.DictReader(io.TextIOWrapper(file, "utf-8-sig")))
    assert rows[0]["Shared by"] == f"{owner.name} 2 · 阿杰 1"
