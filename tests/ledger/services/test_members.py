"""Roles, removal, leaving and handing a book over; entries stay whatever becomes of people."""

import datetime as dt

import pytest

from accounts.models import Notice
from ledger.access import access_book
from ledger.errors import BookNotFound, HandoverOver, LastOwner, OwnerHandsOver, PersonHasNoAccount, RoleTooLow
from ledger.models import Book, BookChange, Entry, Handover, Invitation, Member, Role
from ledger.permissions import at_till
from ledger.services.entries import record_entry
from ledger.services.handover import answer_offer, offer_book, withdraw_offer
from ledger.services.invitations import invite
from ledger.services.leaving import leave_books
from ledger.services.members import change_role, leave_book, remove_member
from ledger.services.till import set_till
from tests.cast import expense

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 1, 8, 0, tzinfo=dt.UTC)


def role_of(person: Member) -> str:
    return Member.objects.get(pk=person.pk).role


def changes(book: Book) -> list[tuple[str, str]]:
    return list(BookChange.objects.filter(book=book).order_by("id").values_list("what", "subject"))


def test_an_owner_gives_each_role_but_the_own(owner, contributor):
    for role in (Role.MANAGER, Role.BOOKKEEPER, Role.VIEWER, Role.CONTRIBUTOR):
        change_role(owner, contributor, role=role)
        assert role_of(contributor) == role
    with pytest.raises(OwnerHandsOver):
        change_role(owner, contributor, role=Role.OWNER)
    with pytest.raises(OwnerHandsOver):
        change_role(owner, owner, role=Role.MANAGER)
    said = BookChange.objects.filter(what="role_changed").order_by("id")[0]
    assert (said.subject, said.by_id, said.before, said.after) == (
        "Carol",
        owner.pk,
        {"role": "contributor"},
        {"role": "manager"},
    )


def test_a_manager_neither_makes_managers_nor_touches_them(owner, manager, bookkeeper, contributor):
    change_role(manager, contributor, role=Role.BOOKKEEPER)
    with pytest.raises(RoleTooLow):
        change_role(manager, contributor, role=Role.MANAGER)
    change_role(owner, bookkeeper, role=Role.MANAGER)
    with pytest.raises(RoleTooLow):
        change_role(manager, bookkeeper, role=Role.VIEWER)
    with pytest.raises(RoleTooLow):
        remove_member(manager, bookkeeper)
    with pytest.raises(OwnerHandsOver):
        remove_member(manager, owner)


@pytest.mark.parametrize("role", ["bookkeeper", "contributor", "viewer"])
def test_nobody_below_changes_anybody(role, request, owner, child):
    low = request.getfixturevalue(role)
    for act in (lambda: change_role(low, low, role=Role.VIEWER), lambda: remove_member(low, owner)):
        with pytest.raises(RoleTooLow):
            act()


def test_a_name_has_no_role_to_change(owner, child):
    for act in (lambda: change_role(owner, child, role=Role.VIEWER), lambda: remove_member(owner, child)):
        with pytest.raises(PersonHasNoAccount):
            act()


def test_somebody_removed_is_a_stranger_whose_entries_stay_with_the_name(owner, contributor, book):
    entry = record_entry(contributor, draft=expense(book))
    user = contributor.user
    Member.objects.filter(pk=contributor.pk).update(till=True)
    remove_member(owner, contributor)
    with pytest.raises(BookNotFound):
        access_book(user, book.public_id)
    contributor.refresh_from_db()
    assert (contributor.name, contributor.user, contributor.role, contributor.archived_at) == ("Carol", None, "", None)
    assert not contributor.till
    assert Entry.objects.get(pk=entry.pk).recorded_by == contributor
    assert changes(book)[-1] == ("member_removed", "Carol")


def test_what_hangs_on_a_place_in_the_book_ends_with_it(owner, manager):
    made = invite(manager, role=Role.VIEWER, at=NOW).invitation
    offer_book(owner, manager, at=NOW)
    remove_member(owner, manager)
    assert Invitation.objects.get(pk=made.pk).revoked_at is not None
    assert Handover.objects.get().ended_at is not None


def test_whoever_may_no_longer_invite_has_no_invitations_open(owner, manager):
    made = invite(manager, role=Role.VIEWER, at=NOW).invitation
    change_role(owner, manager, role=Role.CONTRIBUTOR)
    assert Invitation.objects.get(pk=made.pk).revoked_at is not None


def test_the_till_ends_with_the_role_it_was_given_to(owner, contributor):
    set_till(owner, contributor, till=True)
    change_role(owner, contributor, role=Role.CONTRIBUTOR)
    assert at_till(Member.objects.get(pk=contributor.pk))
    for role in (Role.BOOKKEEPER, Role.CONTRIBUTOR):
        change_role(owner, contributor, role=role)
        assert not Member.objects.get(pk=contributor.pk).till


def test_a_member_leaves_and_the_heads_are_told(owner, manager, contributor, book):
    leave_book(contributor, at=NOW)
    assert role_of(contributor) == ""
    assert changes(book)[-1] == ("member_left", "Carol")
    told = Notice.objects.filter(kind="member_left")
    assert {notice.user for notice in told} == {owner.user, manager.user}
    with pytest.raises(RoleTooLow):
        leave_book(contributor, at=NOW)


def test_the_last_owner_cannot_leave(owner, manager):
    with pytest.raises(LastOwner):
        leave_book(owner, at=NOW)
    assert role_of(owner) == Role.OWNER


def test_a_book_changes_hands_when_the_other_one_says_yes(owner, bookkeeper, book):
    offer_book(owner, bookkeeper, at=NOW)
    assert (role_of(owner), role_of(bookkeeper)) == ("owner", "bookkeeper")
    notice = Notice.objects.get(kind="handover")
    assert (notice.user, notice.path) == (bookkeeper.user, f"/b/{book.public_id}/handover/")
    answer_offer(access_book(bookkeeper.user, book.public_id), accepted=True, at=NOW)
    assert (role_of(owner), role_of(bookkeeper)) == ("manager", "owner")
    assert [what for what, _subject in changes(book)[-2:]] == ["owner_asked", "owner_changed"]
    with pytest.raises(HandoverOver):
        answer_offer(access_book(bookkeeper.user, book.public_id), accepted=True, at=NOW)
    # Now the old one can leave.
    leave_book(access_book(owner.user, book.public_id), at=NOW)


def test_an_offer_that_was_declined_withdrawn_or_meant_for_another_changes_nothing(owner, manager, bookkeeper):
    offer_book(owner, bookkeeper, at=NOW)
    with pytest.raises(HandoverOver):
        answer_offer(manager, accepted=True, at=NOW)
    answer_offer(bookkeeper, accepted=False, at=NOW)
    offer_book(owner, bookkeeper, at=NOW)
    withdraw_offer(owner, at=NOW)
    with pytest.raises(HandoverOver):
        answer_offer(bookkeeper, accepted=True, at=NOW)
    # The later offer counts.
    offer_book(owner, bookkeeper, at=NOW)
    offer_book(owner, manager, at=NOW)
    with pytest.raises(HandoverOver):
        answer_offer(bookkeeper, accepted=True, at=NOW)
    assert (role_of(owner), role_of(manager), role_of(bookkeeper)) == ("owner", "manager", "bookkeeper")


def test_only_the_owner_offers_the_book_and_only_to_who_signs_in(owner, manager, child):
    with pytest.raises(RoleTooLow):
        offer_book(manager, owner, at=NOW)
    for to in (child, owner):
        with pytest.raises(PersonHasNoAccount):
            offer_book(owner, to, at=NOW)


def test_whoever_erases_the_account_leaves_no_open_door(owner, manager, book):
    made = invite(manager, role=Role.VIEWER, at=NOW).invitation
    leave_books(manager.user, {})
    assert Invitation.objects.get(pk=made.pk).revoked_at is not None
