"""Guests: a name chosen through the book's secret link, and what it opens until when."""

import datetime as dt
import uuid

import pytest

from ledger.access import GuestReader, access_book, guest_in
from ledger.errors import BookNotFound, GuestLinkClosed, NameInUse, PersonSignsIn, RoleTooLow
from ledger.models import BookChange, Entry, GuestLink, Member, Role
from ledger.permissions import GUEST, ONLOOKER, Action, allows, allows_edit
from ledger.queries.invitations import guest_link, guest_link_by_token, names_for_guests
from ledger.services.books import open_book
from ledger.services.entries import delete_entries, record_entry
from ledger.services.guests import (
    change_guest_link,
    come_as_guest,
    free_name,
    go_as_guest,
    keep_book,
    make_guest_link,
    revoke_guest_link,
)
from ledger.services.members import add_member, archive_member
from tests.cast import expense

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 1, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def trip(alice) -> Member:
    return open_book(alice, scene="trip", name="潮汕四天")


@pytest.fixture
def jie(trip) -> Member:
    return add_member(trip, name="阿杰")


@pytest.fixture
def link(trip, jie) -> GuestLink:
    return make_guest_link(trip, at=NOW).link


def reader(person: Member, key: uuid.UUID) -> GuestReader:
    return GuestReader({person.book.public_id: key})


def test_a_guest_acts_as_the_person_whose_name_was_chosen(trip, jie, link, django_assert_num_queries):
    user = reader(jie, come_as_guest(link, jie))
    guest = access_book(user, trip.book.public_id)
    assert (guest.pk, guest.name, guest.role, guest.user, guest.is_guest) == (jie.pk, "阿杰", GUEST, None, True)
    # The book's rows are known by now: one query, as for a member.
    with django_assert_num_queries(1):
        access_book(user, trip.book.public_id)
    entry = record_entry(guest, draft=expense(trip.book))
    mine = record_entry(trip, draft=expense(trip.book))
    assert entry.recorded_by == jie
    assert allows_edit(guest, entry)
    assert not allows_edit(guest, mine)
    delete_entries(guest, entries=[entry])
    with pytest.raises(RoleTooLow):
        delete_entries(guest, entries=[mine])
    assert BookChange.objects.filter(what="guest_joined").get().by_id == jie.pk


def test_guests_record_where_the_scene_means_them_to_and_the_owner_lets_them(trip, jie, link, owner):
    assert link.may_record
    user = reader(jie, come_as_guest(link, jie))
    change_guest_link(trip, may_record=False)
    guest = access_book(user, trip.book.public_id)
    assert guest.role == ONLOOKER
    assert allows(guest, Action.SEE_SUMS)
    with pytest.raises(RoleTooLow):
        record_entry(guest, draft=expense(trip.book))
    # A new link keeps what was chosen.
    assert not make_guest_link(trip, at=NOW).link.may_record


def test_a_scene_that_means_guests_to_look_begins_so(alice):
    baby = open_book(alice, scene="baby", name="宝宝")
    assert not make_guest_link(baby, at=NOW).link.may_record


def test_withdrawing_the_link_shuts_the_door_at_once(trip, jie, link):
    user = reader(jie, come_as_guest(link, jie))
    revoke_guest_link(trip, at=NOW)
    with pytest.raises(BookNotFound):
        access_book(user, trip.book.public_id)
    with pytest.raises(GuestLinkClosed):
        come_as_guest(link, jie)
    revoke_guest_link(trip, at=NOW)
    assert BookChange.objects.filter(what="guest_link_revoked").count() == 1


def test_a_new_link_asks_everybody_anew(trip, jie, link):
    user = reader(jie, come_as_guest(link, jie))
    made = make_guest_link(trip, at=NOW)
    with pytest.raises(BookNotFound):
        access_book(user, trip.book.public_id)
    assert guest_link_by_token(made.token) == guest_link(trip.book)
    # The name is free for the new link.
    again = reader(jie, come_as_guest(made.link, jie))
    assert access_book(again, trip.book.public_id).pk == jie.pk


def test_a_name_is_one_phones_until_it_is_given_back(trip, jie, link):
    first = reader(jie, come_as_guest(link, jie))
    with pytest.raises(NameInUse) as refused:
        come_as_guest(link, jie)
    assert "阿杰" in str(refused.value)
    go_as_guest(access_book(first, trip.book.public_id))
    with pytest.raises(BookNotFound):
        access_book(first, trip.book.public_id)
    second = reader(jie, come_as_guest(link, jie))
    free_name(trip, jie)
    with pytest.raises(BookNotFound):
        access_book(second, trip.book.public_id)
    come_as_guest(link, jie)


def test_a_name_given_back_is_a_guests_only_if_something_was_recorded(trip, jie, link):
    user = reader(jie, come_as_guest(link, jie))
    go_as_guest(access_book(user, trip.book.public_id))
    assert not Member.objects.get(pk=jie.pk).is_guest
    user = reader(jie, come_as_guest(link, jie))
    guest = access_book(user, trip.book.public_id)
    record_entry(guest, draft=expense(trip.book))
    go_as_guest(guest)
    assert Member.objects.get(pk=jie.pk).is_guest


def test_a_guest_is_nobody_anywhere_else(trip, jie, link, owner):
    key = come_as_guest(link, jie)
    for keys in ({owner.book.public_id: key}, {trip.book.public_id: uuid.uuid4()}, {}):
        for book in (owner.book, trip.book):
            with pytest.raises(BookNotFound):
                access_book(GuestReader(keys), book.public_id)
    # The link asks for those without an account, who are there still.
    lan = add_member(trip, name="小岚")
    archive_member(trip, lan, archived=True)
    assert names_for_guests(link) == [jie]
    for person in (trip, lan):
        with pytest.raises(PersonSignsIn):
            come_as_guest(link, person)
    with pytest.raises(Member.DoesNotExist):
        come_as_guest(link, owner)


def test_who_is_put_away_is_out(trip, jie, link):
    user = reader(jie, come_as_guest(link, jie))
    archive_member(trip, jie, archived=True)
    with pytest.raises(BookNotFound):
        access_book(user, trip.book.public_id)


def test_own_only_holds_for_guests(trip, jie, link):
    record_entry(trip, draft=expense(trip.book))
    trip.book.contributors_see_all = False
    trip.book.save()
    guest = access_book(reader(jie, come_as_guest(link, jie)), trip.book.public_id)
    assert not allows(guest, Action.SEE_SUMS)


def test_a_guest_who_signs_in_keeps_the_book_as_the_same_person(trip, jie, link, mallory):
    user = reader(jie, come_as_guest(link, jie))
    guest = access_book(user, trip.book.public_id)
    entry = record_entry(guest, draft=expense(trip.book))
    joined = keep_book(mallory, guest)
    assert (joined.pk, joined.role, joined.user, joined.is_guest) == (jie.pk, Role.CONTRIBUTOR, mallory, False)
    assert allows_edit(access_book(mallory, trip.book.public_id), Entry.objects.get(pk=entry.pk))
    # The phone's key opens nothing any more, and nobody keeps it a second time.
    assert guest_in(user.keys, trip.book.public_id) is None
    with pytest.raises(PersonSignsIn):
        keep_book(mallory, guest)


def test_an_onlooker_keeps_the_book_to_look_at(trip, jie, link, mallory):
    change_guest_link(trip, may_record=False)
    guest = access_book(reader(jie, come_as_guest(link, jie)), trip.book.public_id)
    assert keep_book(mallory, guest).role == Role.VIEWER


def test_a_member_who_was_a_guest_before_becomes_one_person(trip, jie, link, bob):
    member = add_member(trip, name="Bob", user=bob, role=Role.VIEWER)
    guest = access_book(reader(jie, come_as_guest(link, jie)), trip.book.public_id)
    entry = record_entry(guest, draft=expense(trip.book, member=jie))
    assert keep_book(bob, guest) == member
    entry.refresh_from_db()
    assert (entry.recorded_by, entry.member) == (member, member)
    assert Member.objects.get(pk=member.pk).role == Role.VIEWER


@pytest.mark.parametrize("role", ["bookkeeper", "contributor", "viewer"])
def test_only_who_may_invite_handles_the_link(role, request, owner, child):
    low = request.getfixturevalue(role)
    make_guest_link(owner, at=NOW)
    acts = [
        lambda: make_guest_link(low, at=NOW),
        lambda: change_guest_link(low, may_record=True),
        lambda: revoke_guest_link(low, at=NOW),
        lambda: free_name(low, child),
    ]
    for act in acts:
        with pytest.raises(RoleTooLow):
            act()
