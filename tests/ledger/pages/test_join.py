"""What an invitation opens, before and after signing in, and how one comes back to it."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.identifiers import read_identifier
from accounts.models import User
from accounts.senders.terminal import recent_codes
from ledger.models import Invitation, Member
from ledger.services.entries import record_entry
from ledger.services.invitations import invite
from tests.accounts.conftest import delete_keys
from tests.cast import expense, make_user
from tests.ledger.pages.conftest import at, signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> None:
    """Limits on attempts and the codes sent live in the cache, which outlasts a test."""
    for pattern in ("allauth:*", "accounts:codes:*"):
        delete_keys(pattern)


@pytest.fixture
def made(owner):
    return invite(owner, role="bookkeeper", at=timezone.now())


@pytest.fixture
def place(made) -> str:
    return reverse("ledger:join", args=[made.token])


def test_a_stranger_sees_the_book_who_invites_and_the_role_and_nothing_else(place, owner, child, book):
    record_entry(owner, draft=expense(book, note="秘密"))
    answer = Client().get(place)
    text = words(answer)
    for said in ("Home", "Alice", "记账员", "记账、导入账单，也能改别人记的。"):
        assert said in text, said
    assert "小满" not in text
    assert "秘密" not in text
    assert str(book.public_id) not in answer.content.decode()
    assert 'content="noindex"' in answer.content.decode()
    assert Client().get(at("book-overview", book)).status_code == 302


def test_signing_up_leads_back_to_the_invitation_and_into_the_book(place, book, client):
    sign_up = client.get(place).context["sign_up"]
    # Pressing Join without an account is the same way.
    assert client.post(place).url == sign_up
    form = client.get(sign_up)
    assert form.status_code == 200
    asked = client.post("/accounts/signup/", {"identifier": "lin@example.com", "agreed": "on", "next": place})
    code = recent_codes()[0].code
    let_in = client.post(asked.url, {"code": code, "next": place})
    assert let_in.url == place
    page = client.get(place)
    assert page.context["form"]["name"].value() == "lin"
    joined = client.post(place, {"name": "林晓雯"})
    assert joined.url == at("book-overview", book)
    assert client.get(joined.url).status_code == 200
    member = Member.objects.get(user=User.objects.get(email="lin@example.com"))
    assert (member.name, member.role) == ("林晓雯", "bookkeeper")
    # Coming again is coming home.
    assert client.get(place).url == at("book-overview", book)


def test_signing_in_with_a_code_leads_back_as_well(place, client, mallory):
    asked = client.post("/accounts/login/code/", {"identifier": mallory.email, "agreed": "on", "next": place})
    let_in = client.post(asked.url, {"code": recent_codes()[0].code, "next": place})
    assert let_in.url == place


def test_a_taken_name_is_said_at_the_field(place, mallory):
    client = signed_in(mallory)
    refused = client.post(place, {"name": "Alice"})
    assert refused.status_code == 422
    assert refused.context["form"].errors["name"]
    assert Invitation.objects.get().uses == 0


def test_each_closed_link_says_what_it_is_and_whom_to_ask(place, made, mallory, owner):
    client = signed_in(mallory)
    unknown = client.get(reverse("ledger:join", args=["nothing"]))
    said = {"unknown": (unknown.status_code, words(unknown))}
    for name, change in {
        "expired": {"expires_at": timezone.now() - dt.timedelta(seconds=1)},
        "used": {"uses": 1},
        "revoked": {"revoked_at": timezone.now()},
    }.items():
        Invitation.objects.update(**change)
        answer = client.get(place)
        said[name] = (answer.status_code, words(answer))
    assert [status for status, _text in said.values()] == [404, 410, 410, 410]
    assert len({text for _status, text in said.values()}) == 4
    assert all("Alice" in text for name, (_status, text) in said.items() if name != "unknown")


def test_a_claimed_name_is_not_asked_for(owner, child, mallory, book):
    made = invite(owner, role="viewer", at=timezone.now(), claims=child)
    client, place = signed_in(mallory), reverse("ledger:join", args=[made.token])
    page = client.get(place)
    assert page.context["form"] is None
    assert "小满" in words(page)
    client.post(place)
    assert Member.objects.get(pk=child.pk).user == mallory


def test_a_member_who_claims_is_told_that_both_become_one(owner, bookkeeper, child, book):
    made = invite(owner, role="viewer", at=timezone.now(), claims=child)
    client, place = signed_in(bookkeeper.user), reverse("ledger:join", args=[made.token])
    assert "Bob" in words(client.get(place))
    assert client.post(place).url == at("book-overview", book)
    assert Member.objects.get(pk=child.pk).merged_into == bookkeeper


def test_an_invitation_to_my_address_waits_on_my_shelf(owner, mallory, book):
    made = invite(owner, role="viewer", at=timezone.now(), address=read_identifier(mallory.email))
    place = reverse("ledger:invitation-open", args=[made.invitation.public_id])
    client = signed_in(mallory)
    shelf = client.get(reverse("ledger:shelf"))
    assert "Alice 邀请你一起记“Home”" in words(shelf)
    assert "Home" in words(client.get(place))
    assert signed_in(make_user("eva")).get(place).status_code == 404
    assert client.post(place, {"name": "Mallory"}).url == at("book-overview", book)
    assert "邀请你" not in words(client.get(reverse("ledger:shelf")))
