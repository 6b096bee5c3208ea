"""Invitations: who makes which, what they open, and what joining does to a person who was only a name."""

import datetime as dt

import pytest

from accounts.identifiers import read_identifier
from accounts.models import Notice
from ledger.access import access_book, access_own_invitation
from ledger.errors import (
    BookNotFound,
    EntryInvalid,
    InvitationExpired,
    InvitationRevoked,
    InvitationUnknown,
    InvitationUsedUp,
    NameTaken,
    PersonSignsIn,
    RoleTooLow,
    TooManyInvitations,
)
from ledger.models import Account, BookChange, Entry, Invitation, Member, Role, Step
from ledger.queries.invitations import invitation_by_token, open_invitations
from ledger.services import invitations
from ledger.services.books import open_book
from ledger.services.drafts import EntryDraft
from ledger.services.entries import record_entry
from ledger.services.invitations import accept_invitation, invite, renew_invitation, revoke_invitation
from ledger.services.members import add_member, pocket_of, remove_member
from tests.cast import category, expense, make_user

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 1, 8, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=7)


def accept(user, made, *, name="Mallory", at=NOW) -> Member:
    return accept_invitation(user, invitation_by_token(made.token), at=at, name=name)


def test_a_stranger_joins_by_the_link_in_its_role(owner, manager, book, mallory):
    made = invite(manager, role=Role.BOOKKEEPER, at=NOW)
    joined = accept(mallory, made, name=" 小马 ")
    found = access_book(mallory, book.public_id)
    assert (found.pk, found.name, found.role, found.joined_at) == (joined.pk, "小马", "bookkeeper", NOW)
    assert list(BookChange.objects.order_by("id").values_list("what", "by_id"))[-2:] == [
        ("invitation_made", manager.pk),
        ("member_joined", joined.pk),
    ]
    assert {notice.user for notice in Notice.objects.filter(kind="member_joined")} == {owner.user, manager.user}
    # The token is nowhere in the database.
    assert made.token not in str(Invitation.objects.values())


def test_a_link_for_one_works_once_and_one_for_a_group_goes_on(owner, mallory, bob):
    made = invite(owner, role=Role.VIEWER, at=NOW)
    accept(mallory, made)
    with pytest.raises(InvitationUsedUp):
        accept(bob, made, name="Bob")
    group = invite(owner, role=Role.VIEWER, at=NOW, max_uses=None)
    for name in ("eva", "finn", "gao"):
        accept(make_user(name), group, name=name)
    assert Invitation.objects.get(pk=group.invitation.pk).uses == 3
    assert open_invitations(owner.book, at=NOW) == [group.invitation]


def test_a_link_ends_to_the_second(owner, mallory, bob):
    made = invite(owner, role=Role.VIEWER, at=NOW, max_uses=None)
    accept(mallory, made, at=LATER - dt.timedelta(seconds=1))
    with pytest.raises(InvitationExpired) as refused:
        accept(bob, made, name="Bob", at=LATER)
    assert "Alice" in str(refused.value)
    assert open_invitations(owner.book, at=LATER) == []


def test_a_withdrawn_link_and_a_wrong_one_open_nothing(owner, manager, mallory):
    made = invite(owner, role=Role.VIEWER, at=NOW)
    revoke_invitation(manager, made.invitation)
    revoke_invitation(manager, made.invitation)
    with pytest.raises(InvitationRevoked):
        accept(mallory, made)
    with pytest.raises(InvitationUnknown):
        invitation_by_token("nothing")
    assert BookChange.objects.filter(what="invitation_revoked").count() == 1
    with pytest.raises(InvitationRevoked):
        renew_invitation(owner, made.invitation, at=NOW)


def test_a_new_link_takes_the_place_of_the_old_one(owner, mallory):
    made = invite(owner, role=Role.VIEWER, at=NOW)
    again = renew_invitation(owner, made.invitation, at=NOW)
    with pytest.raises(InvitationUnknown):
        invitation_by_token(made.token)
    assert accept(mallory, again).role == "viewer"


@pytest.mark.parametrize(
    ("who", "given"),
    [("owner", Role.OWNER), ("manager", Role.MANAGER), ("bookkeeper", Role.VIEWER), ("viewer", Role.VIEWER)],
)
def test_nobody_invites_above_their_own_place(who, given, request, owner):
    with pytest.raises(RoleTooLow):
        invite(request.getfixturevalue(who), role=given, at=NOW)


def test_a_name_becomes_whoever_accepts_with_all_that_was_noted_under_it(owner, child, book, mallory):
    pocket = pocket_of(child)
    draft = EntryDraft(
        kind="expense", date=dt.date(2026, 11, 1), amount_minor=1200, from_account=pocket, category=category(book)
    )
    entry = record_entry(owner, draft=draft.changed(member=child, paid_by=child))
    made = invite(owner, role=Role.CONTRIBUTOR, at=NOW, claims=child, max_uses=None)
    assert made.invitation.max_uses == 1
    joined = accept(mallory, made, name="")
    assert (joined.pk, joined.name, joined.role, joined.user) == (child.pk, "小满", "contributor", mallory)
    entry.refresh_from_db()
    assert (entry.member, entry.paid_by, Account.objects.get(pk=pocket.pk).member) == (child, child, child)
    assert BookChange.objects.order_by("-id")[0].what == "member_claimed"


def test_a_member_who_claims_a_name_becomes_one_with_it_and_keeps_the_role(owner, bookkeeper, child, book):
    entry = record_entry(owner, draft=expense(book, member=child))
    made = invite(owner, role=Role.VIEWER, at=NOW, claims=child)
    joined = accept(bookkeeper.user, made)
    assert (joined.pk, joined.role) == (bookkeeper.pk, "bookkeeper")
    entry.refresh_from_db()
    child.refresh_from_db()
    assert (entry.member, child.merged_into) == (bookkeeper, bookkeeper)
    assert Step.objects.get().by == bookkeeper


def test_a_name_is_claimed_once(owner, child, mallory, bob):
    first, second = (invite(owner, role=Role.VIEWER, at=NOW, claims=child) for _ in range(2))
    accept(mallory, first)
    with pytest.raises(PersonSignsIn):
        accept(bob, second)
    assert Invitation.objects.get(pk=second.invitation.pk).uses == 0
    with pytest.raises(PersonSignsIn):
        invite(owner, role=Role.VIEWER, at=NOW, claims=child)


def test_a_member_who_opens_a_link_uses_nothing_up(owner, bookkeeper):
    made = invite(owner, role=Role.VIEWER, at=NOW)
    assert accept(bookkeeper.user, made).role == "bookkeeper"
    assert Invitation.objects.get().uses == 0


@pytest.mark.parametrize(("name", "refusal"), [("  ", EntryInvalid), ("x" * 51, EntryInvalid), ("Alice", NameTaken)])
def test_a_name_that_cannot_be_is_refused_and_uses_nothing_up(owner, mallory, name, refusal):
    made = invite(owner, role=Role.VIEWER, at=NOW)
    with pytest.raises(refusal) as refused:
        accept(mallory, made, name=name)
    assert "name" in refused.value.fields
    assert Invitation.objects.get().uses == 0


def test_whoever_was_removed_comes_back_as_the_same_person(owner, contributor, book):
    entry = record_entry(contributor, draft=expense(book))
    user = contributor.user
    remove_member(owner, contributor)
    made = invite(owner, role=Role.VIEWER, at=NOW, claims=contributor)
    joined = accept(user, made)
    assert (joined.pk, joined.role, Entry.objects.get(pk=entry.pk).recorded_by) == (contributor.pk, "viewer", joined)


def test_an_invitation_to_an_address_is_for_its_account_alone_to_open_without_the_link(owner, book, mallory, bob):
    made = invite(owner, role=Role.VIEWER, at=NOW, address=read_identifier("Mallory@example.com"))
    notice = Notice.objects.get(kind="invitation")
    assert (notice.user, notice.facts) == (mallory, {"who": "Alice", "book": "Home"})
    assert notice.path == f"/invitations/{made.invitation.public_id}/"
    found = access_own_invitation(mallory, made.invitation.public_id)
    with pytest.raises(BookNotFound):
        access_own_invitation(bob, made.invitation.public_id)
    accept_invitation(mallory, found, at=NOW, name="Mallory")
    notice.refresh_from_db()
    assert notice.done_at is not None


def test_a_number_that_is_not_confirmed_opens_nothing(owner, mallory):
    mallory.phone = "+8613800138000"
    mallory.save()
    made = invite(owner, role=Role.VIEWER, at=NOW, address=read_identifier("13800138000"))
    with pytest.raises(BookNotFound):
        access_own_invitation(mallory, made.invitation.public_id)
    mallory.phone_verified = True
    assert access_own_invitation(mallory, made.invitation.public_id) == made.invitation


def test_there_is_an_end_to_open_invitations(owner, monkeypatch):
    monkeypatch.setattr(invitations, "OPEN_AT_MOST", 2)
    for _ in range(2):
        invite(owner, role=Role.VIEWER, at=NOW)
    with pytest.raises(TooManyInvitations):
        invite(owner, role=Role.VIEWER, at=NOW)
    invite(owner, role=Role.VIEWER, at=LATER)


def test_a_book_that_was_deleted_is_joined_by_nobody(owner, book, mallory):
    made = invite(owner, role=Role.VIEWER, at=NOW)
    book.deleted_at = NOW
    book.save()
    with pytest.raises(InvitationUnknown):
        accept(mallory, made)
    with pytest.raises(BookNotFound):
        accept_invitation(mallory, made.invitation, at=NOW, name="Mallory")


def test_the_people_of_another_book_are_claimed_by_nobody(owner, shop_child):
    with pytest.raises(Member.DoesNotExist):
        invite(owner, role=Role.VIEWER, at=NOW, claims=shop_child)


@pytest.fixture
def shop_child(bob) -> Member:
    return add_member(open_book(bob, scene="shop", name="Shop"), name="小王")
