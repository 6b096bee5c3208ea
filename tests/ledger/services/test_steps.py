"""Steps over many entries, and taking them back: what was changed since is left alone."""

import datetime as dt
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.utils import timezone

from ledger.errors import BookNotFound, RoleTooLow, StepUndone
from ledger.models import Category, Entry, EntryChange, Member, Step
from ledger.queries.balances import account_balance
from ledger.services.books import open_book
from ledger.services.entries import delete_entries, edit_entry, record_entry, restore_entries
from ledger.services.links import record_linked_payment
from ledger.services.rollups import integrity_differences
from ledger.services.steps import forget_steps, step, undo_step
from tests.cast import account, category, expense


@pytest.fixture(autouse=True)
def _sums_agree_afterwards(db):
    yield
    assert list(integrity_differences()) == []


@pytest.fixture
def three(owner, book):
    return [record_entry(owner, draft=expense(book, 100 * n)) for n in (1, 2, 3)]


@contextmanager
def writes(member, **more):
    with transaction.atomic(), step(member, **more) as doing:
        yield doing


def recategorise(member: Member, into: Category, *, said: str = "") -> Step:
    with writes(member, said=said) as doing:
        Entry.objects.filter(book=member.book).update(category=into, **doing.stamp())
    return doing.row


def categories(book) -> list[int]:
    return list(Entry.objects.filter(book=book).order_by("id").values_list("category_id", flat=True))


def test_a_step_is_taken_back_as_one(owner, book, three):
    done = recategorise(owner, category(book, n=1), said="3 entries")
    assert (done.n, done.said, done.undone_at) == (3, "3 entries", None)
    assert categories(book) == [category(book, n=1).pk] * 3
    undone = undo_step(owner, done)
    assert (undone.n, undone.left_alone) == (3, 0)
    assert categories(book) == [category(book).pk] * 3
    # Recorded, changed, changed back; the history tells both, by whom.
    assert list(Entry.objects.values_list("version", flat=True)) == [3, 3, 3]
    assert set(EntryChange.objects.values_list("by_id", flat=True)) == {owner.pk}
    with pytest.raises(StepUndone):
        undo_step(owner, done)


def test_what_was_changed_since_is_left_alone(owner, book, three):
    done = recategorise(owner, category(book, n=1))
    edit_entry(owner, three[0], version=2, changes={"category": category(book, n=2)})
    edit_entry(owner, three[1], version=2, changes={"note": "with the neighbours"})
    undone = undo_step(owner, done)
    assert (undone.n, undone.left_alone) == (2, 1)
    assert categories(book) == [category(book, n=2).pk, category(book).pk, category(book).pk]
    three[1].refresh_from_db()
    assert three[1].note == "with the neighbours"
    done.refresh_from_db()
    assert done.left_alone == 1


def test_steps_are_taken_back_one_after_the_other_last_first(owner, book, three):
    first = recategorise(owner, category(book, n=1))
    second = recategorise(owner, category(book, n=2))
    # Out of turn it would tear the later step apart.
    assert undo_step(owner, second).n == 3
    assert undo_step(owner, first).n == 3
    assert categories(book) == [category(book).pk] * 3


def test_an_entry_that_somebody_put_into_the_bin_gets_its_category_back_there(owner, book, three):
    done = recategorise(owner, category(book, n=1))
    delete_entries(owner, entries=three[:1])
    assert undo_step(owner, done).n == 3
    restore_entries(owner, entries=three[:1])
    assert categories(book) == [category(book).pk] * 3


def test_flow_and_sums_follow_an_account_back(owner, book, three):
    card = account(book, "credit_card")
    with writes(owner) as doing:
        Entry.objects.filter(book=book).update(from_account=card, flow="credit", liquid_sides=0, **doing.stamp())
    assert account_balance(card) == -600
    undo_step(owner, doing.row)
    assert account_balance(card) == 0
    assert set(Entry.objects.values_list("flow", "liquid_sides")) == {("operating", 1)}


def test_an_entry_whose_old_category_is_gone_is_left_alone(owner, book, three):
    doomed = Category.objects.create(book=book, kind="expense", name="Doomed", icon="x", position=900)
    edit_entry(owner, three[0], version=1, changes={"category": doomed})
    done = recategorise(owner, category(book, n=1))
    doomed.delete()
    undone = undo_step(owner, done)
    assert (undone.n, undone.left_alone) == (2, 1)


def test_rows_that_name_things_come_back_too(owner, book, three):
    old, new = category(book), category(book, n=1)
    child = Category.objects.filter(parent=old).first()
    spare = Category.objects.create(book=book, kind="expense", name="Spare", icon="x", color="red", position=9)
    with writes(owner) as doing:
        doing.change(old, archived_at=timezone.now())
        doing.change(child, parent=new)
        doing.remove(spare)
    assert (doing.row.n, doing.row.first_change) == (0, None)
    undo_step(owner, doing.row)
    old.refresh_from_db()
    child.refresh_from_db()
    assert (old.archived_at, child.parent_id) == (None, old.pk)
    back = Category.objects.get(book=book, name="Spare")
    assert (back.public_id, back.color, back.position, back.parent_id) == (spare.public_id, "red", 9, None)


def test_a_column_of_such_a_row_that_was_changed_since_stays(owner, book):
    row = category(book)
    with writes(owner) as doing:
        doing.change(row, color="red", icon="star")
    Category.objects.filter(pk=row.pk).update(color="blue")
    before = category(book, n=0).icon
    assert before == "star"
    undo_step(owner, doing.row)
    row.refresh_from_db()
    assert row.color == "blue"
    assert row.icon != "star"


def test_a_name_that_was_taken_since_keeps_the_row_away_and_the_rest_goes_back(owner, book, three):
    old = category(book)
    with writes(owner) as doing:
        Entry.objects.filter(book=book).update(category=category(book, n=1), **doing.stamp())
        doing.change(old, archived_at=timezone.now())
    Category.objects.create(book=book, kind="expense", name=old.name, icon="x")
    assert undo_step(owner, doing.row).n == 3
    old.refresh_from_db()
    assert old.archived_at is not None


def test_only_who_did_it_takes_it_back(owner, manager, book, three):
    done = recategorise(owner, category(book, n=1))
    with pytest.raises(BookNotFound):
        undo_step(manager, done)


def test_whose_role_was_lowered_since_takes_back_what_is_their_own(owner, bookkeeper, book, three):
    own = record_entry(bookkeeper, draft=expense(book, 900))
    done = recategorise(bookkeeper, category(book, n=1))
    Member.objects.filter(pk=bookkeeper.pk).update(role="contributor")
    bookkeeper.refresh_from_db()
    undone = undo_step(bookkeeper, done)
    assert (undone.n, undone.left_alone) == (1, 3)
    own.refresh_from_db()
    assert own.category == category(book)
    done = recategorise(bookkeeper, category(book, n=2))
    Member.objects.filter(pk=bookkeeper.pk).update(role="viewer")
    bookkeeper.refresh_from_db()
    with pytest.raises(RoleTooLow):
        undo_step(bookkeeper, done)


def test_both_sides_of_a_linked_payment_go_back_or_neither(owner, book, alice):
    trip = open_book(alice, scene="trip", name="潮汕四天")
    drafts = [expense(trip.book, n).changed(from_account=None) for n in (700, 800)]
    here = [record_linked_payment(trip, draft=d, home=owner, home_account=account(book, "bank")) for d in drafts]
    with writes(trip, linked=Entry.objects.filter(book=book)) as doing:
        Entry.objects.filter(book__in=[book, trip.book]).update(
            date=dt.date(2026, 11, 20), **(doing.stamp() | {"changed_by": None})
        )
    edit_entry(trip, here[0], version=2, changes={"date": dt.date(2026, 11, 25)})
    assert doing.row.n == 4
    undone = undo_step(trip, doing.row)
    assert (undone.n, undone.left_alone) == (2, 2)
    assert (
        sorted(Entry.objects.values_list("date", flat=True)) == [dt.date(2026, 11, 1)] * 2 + [dt.date(2026, 11, 25)] * 2
    )


def test_old_steps_are_forgotten(owner, book, three):
    recategorise(owner, category(book, n=1))
    assert forget_steps(before=timezone.now() - dt.timedelta(days=1)) == 0
    assert forget_steps(before=timezone.now() + dt.timedelta(days=1)) == 1
