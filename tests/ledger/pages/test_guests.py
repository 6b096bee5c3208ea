"""The secret link: 我是谁？, and the pages that a guest has."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ledger.models import Entry, Member
from ledger.services.entries import record_entry
from ledger.services.guests import make_guest_link
from ledger.services.members import add_member
from tests.accounts.conftest import delete_keys
from tests.cast import category, expense
from tests.ledger.pages.conftest import at, signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> None:
    """Limits on attempts and the codes sent live in the cache, which outlasts a test."""
    for pattern in ("allauth:*", "accounts:codes:*"):
        delete_keys(pattern)


@pytest.fixture
def jie(trip) -> Member:
    return add_member(trip, name="阿杰")


@pytest.fixture
def door(trip, jie) -> str:
    return reverse("ledger:guest-door", args=[make_guest_link(trip, at=timezone.now()).token])


@pytest.fixture
def guest(door, jie) -> Client:
    """A browser that came in as 阿杰."""
    browser = Client()
    browser.post(door, {"person": jie.public_id})
    return browser


def sent(trip: Member, **more: object) -> dict[str, object]:
    """What the pad sends for a lunch of 35.00."""
    fields = {
        "mode": "expense",
        "client_id": str(uuid.uuid4()),
        "amount": "35.00",
        "category": str(category(trip.book).public_id),
        "from_place": f"pocket:{trip.public_id}",
        "date": "2026-11-01",
    }
    return fields | more


def test_the_door_asks_for_a_name_among_those_without_an_account(door, trip, jie):
    answer = Client().get(door)
    text = words(answer)
    assert "Four days" in text
    assert "阿杰" in text
    # Who has an account is not asked for, but told as whom to ask.
    assert re.findall(r"\w+ Alice", text) == ["问问 Alice"]
    assert str(trip.public_id) not in answer.content.decode()
    assert Client().post(door, {"person": trip.public_id}).status_code == 404
    assert Client().post(door, {"person": "x"}).status_code == 404


def test_a_guest_sees_records_and_changes_what_the_guest_recorded(guest, trip, jie):
    mine = record_entry(trip, draft=expense(trip.book))
    for name in ("book-overview", "entry-list", "entry-calendar", "budget-list", "schedule-list", "entry-record"):
        assert guest.get(at(name, trip.book)).status_code == 200, name
    assert "阿杰 · 访客" in words(guest.get(at("book-overview", trip.book)))
    # Out of the guest's own pocket, unless told otherwise.
    pad = guest.get(at("entry-record", trip.book)).context["form"]
    assert pad["from_place"].value() == f"pocket:{jie.public_id}"
    assert guest.post(at("entry-record", trip.book), sent(trip)).url == at("book-overview", trip.book)
    entry = Entry.objects.get(recorded_by=jie)
    assert "阿杰 · 访客" in words(signed_in(trip.user).get(at("entry-list", trip.book)))

    opened = guest.get(at("entry-edit", trip.book, entry.client_id))
    fields = {name: opened.context["form"][name].value() or "" for name in opened.context["form"].fields}
    saved = guest.post(at("entry-edit", trip.book, entry.client_id), fields | {"amount": "36.00", "tags": ""})
    assert saved.status_code == 302
    entry.refresh_from_db()
    assert entry.amount_minor == 3600
    assert guest.post(at("entry-edit", trip.book, mine.client_id), {}).status_code == 403
    assert guest.post(at("entry-delete", trip.book, mine.client_id)).status_code == 403
    guest.post(at("entry-delete", trip.book, entry.client_id))
    entry.refresh_from_db()
    assert entry.deleted_at is not None
    guest.post(at("entry-restore", trip.book, entry.client_id))
    entry.refresh_from_db()
    assert entry.deleted_at is None


def test_what_is_the_members_own_asks_a_guest_to_sign_in(guest, trip):
    for name in ("book-settings", "member-list", "import-new", "export-new", "entry-bin", "step-list", "template-list"):
        answer = guest.get(at(name, trip.book))
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/"), name
    markup = guest.get(at("book-overview", trip.book)).content.decode()
    for name in ("book-settings", "member-list", "import-new", "account-list"):
        assert at(name, trip.book) not in markup, name
    assert guest.get(f"/api/v1/books/{trip.book.public_id}/").status_code == 401
    # In any other book the guest is nobody.
    assert guest.get(reverse("ledger:shelf")).status_code == 302


def test_a_guest_who_may_only_look_is_refused_at_the_pad(guest, trip):
    signed_in(trip.user).post(at("guest-link-change", trip.book), {})
    assert guest.get(at("entry-list", trip.book)).status_code == 200
    assert guest.get(at("entry-record", trip.book)).status_code == 403
    assert guest.post(at("entry-record", trip.book), sent(trip)).status_code == 403


def test_a_withdrawn_link_is_shut_for_who_is_inside(guest, trip):
    signed_in(trip.user).post(at("guest-link-revoke", trip.book))
    assert guest.get(at("entry-list", trip.book)).status_code == 404
    assert guest.post(at("entry-record", trip.book), sent(trip)).status_code == 404


def test_the_link_opened_again_leads_inside_and_a_forged_cookie_nowhere(guest, door, trip):
    assert guest.get(door).url == at("book-overview", trip.book)
    name = f"guest_{trip.book.public_id.hex}"
    other = Client()
    other.cookies[name] = guest.cookies[name].value[:-2] + "xx"
    assert other.get(at("entry-list", trip.book)).status_code == 302
    assert guest.cookies[name]["httponly"]
    assert guest.cookies[name]["max-age"] == 90 * 24 * 3600


def test_that_is_not_me_goes_back_to_the_question(guest, door, trip, jie):
    lan = add_member(trip, name="小岚")
    back = guest.post(at("guest-leave", trip.book))
    assert back.url == door
    assert guest.get(at("entry-list", trip.book)).status_code == 302
    assert guest.get(door).status_code == 200
    guest.post(door, {"person": lan.public_id})
    assert "小岚 · 访客" in words(guest.get(at("book-overview", trip.book)))
    assert not Member.objects.get(pk=jie.pk).is_guest


def test_a_name_on_another_phone_is_not_to_be_had(guest, door, jie):
    refused = Client().post(door, {"person": jie.public_id})
    assert refused.status_code == 409
    assert "阿杰" in words(refused)
    assert "disabled" in Client().get(door).content.decode()


def test_whoever_signs_up_keeps_the_book_with_what_was_recorded(guest, trip, jie, mallory):
    guest.post(at("entry-record", trip.book), sent(trip))
    keep = at("guest-keep", trip.book)
    assert guest.get(keep).url == f"/accounts/signup/?next={keep}"
    guest.force_login(mallory)
    assert "阿杰" in words(guest.get(keep))
    assert guest.post(keep).url == at("book-overview", trip.book)
    member = Member.objects.get(pk=jie.pk)
    assert (member.user, member.role, member.is_guest) == (mallory, "contributor", False)
    assert Entry.objects.get().recorded_by == member
    assert guest.get(at("member-list", trip.book)).status_code == 200
    # It is theirs already: nothing more to keep.
    assert guest.get(keep).url == at("book-overview", trip.book)


def test_somebody_signed_in_joins_by_the_link_at_once(door, trip, jie, mallory):
    client = signed_in(mallory)
    assert client.get(door).status_code == 200
    assert client.post(door, {"person": jie.public_id}).url == at("book-overview", trip.book)
    assert Member.objects.get(pk=jie.pk).user == mallory
    assert client.get(door).url == at("book-overview", trip.book)


def test_keeping_is_for_guests_of_this_book(mallory, trip):
    assert signed_in(mallory).get(at("guest-keep", trip.book)).status_code == 404


def test_choosing_and_recording_have_limits(door, trip, jie, settings):
    settings.ACCOUNT_RATE_LIMITS = {"guest_choose": "2/m/ip", "guest_write": "1/m/key"}
    guest = Client()
    guest.post(door, {"person": jie.public_id})
    assert guest.post(at("entry-record", trip.book), sent(trip)).status_code == 302
    assert guest.post(at("entry-record", trip.book), sent(trip)).status_code == 429
    assert Client().post(door, {"person": jie.public_id}).status_code == 409
    assert Client().post(door, {"person": jie.public_id}).status_code == 429
