"""People and invitations through the API: the same services, so the same rules."""

import pytest
from django.test import Client

from ledger.models import Invitation, Member
from tests.accounts.conftest import delete_keys
from tests.clients import api_client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> None:
    delete_keys("allauth:*")


def place(book, *parts: object) -> str:
    return "/".join((f"/api/v1/books/{book.public_id}", *map(str, parts), ""))


def test_people_are_listed_changed_and_removed(api, owner, contributor, child, book):
    listed = api.get(place(book, "members")).json()
    assert [(row["name"], row["role"], row["guest"]) for row in listed] == [
        ("Alice", "owner", False),
        ("Carol", "contributor", False),
        ("小满", "", False),
    ]
    carol = place(book, "members", contributor.public_id)
    changed = api.patch(carol, {"name": "卡罗", "role": "bookkeeper"}, format="json").json()
    assert (changed["name"], changed["role"]) == ("卡罗", "bookkeeper")
    assert api.patch(carol, {"role": "owner"}, format="json").status_code == 422
    assert api.delete(carol).status_code == 204
    refused = api.delete(carol)
    assert (refused.status_code, refused.json()["code"]) == (409, "person_has_no_account")
    assert api.delete(place(book, "members", owner.public_id)).json()["code"] == "owner_hands_over"


def test_a_contributor_is_set_up_for_the_till_and_nobody_else(api, owner, contributor, book):
    carol = place(book, "members", contributor.public_id)
    assert api.patch(carol, {"till": True}, format="json").json()["till"] is True
    assert api.patch(carol, {"role": "viewer"}, format="json").json()["till"] is False
    refused = api.patch(carol, {"till": True}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_contributor")
    changed = api.patch(carol, {"role": "contributor", "till": True}, format="json").json()
    assert (changed["role"], changed["till"]) == ("contributor", True)


def test_a_manager_makes_no_managers_here_either(manager, contributor, book):
    api = api_client_of(manager.user)
    refused = api.patch(place(book, "members", contributor.public_id), {"role": "manager"}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (403, "role_too_low")


def test_an_invitation_is_made_listed_and_withdrawn(api, owner, child, book, mallory):
    asked = {"role": "viewer", "claims": str(child.public_id), "days": 1}
    made = api.post(place(book, "invitations"), asked, format="json")
    assert made.status_code == 201
    assert (made.json()["role"], made.json()["claims"], made.json()["max_uses"]) == ("viewer", str(child.public_id), 1)
    (listed,) = api.get(place(book, "invitations")).json()
    assert listed == {key: value for key, value in made.json().items() if key != "link"}

    browser = Client()
    browser.force_login(mallory)
    browser.post(made.json()["link"])
    assert Member.objects.get(pk=child.pk).user == mallory
    assert api.get(place(book, "invitations")).json() == []

    group = api.post(place(book, "invitations"), {"role": "viewer", "max_uses": None}, format="json").json()
    assert api.delete(place(book, "invitations", group["id"])).status_code == 204
    assert Client().get(group["link"]).status_code == 410


def test_an_invitation_is_sent_where_it_is_meant_to_go(api, owner, book, capsys):
    sent = {"role": "viewer", "address": "138 0013 8000"}
    made = api.post(place(book, "invitations"), sent, format="json").json()
    assert made["address"] == "+8613800138000"
    assert made["link"] in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "owner"},
        {"role": "viewer", "days": 0},
        {"role": "viewer", "max_uses": 0},
        {"role": "viewer", "address": "nowhere"},
        {"role": "viewer", "claims": "01890000-0000-7000-8000-000000000000"},
    ],
    ids=lambda wrong: "-".join(wrong),
)
def test_what_cannot_be_an_invitation_is_refused(api, owner, book, wrong):
    assert api.post(place(book, "invitations"), wrong, format="json").status_code == 422
    assert not Invitation.objects.exists()


def test_a_member_leaves_and_the_owner_cannot(api, owner, viewer, book):
    theirs = api_client_of(viewer.user)
    assert theirs.post(place(book, "leave")).status_code == 204
    assert theirs.get(place(book)).status_code == 404
    refused = api.post(place(book, "leave"))
    assert (refused.status_code, refused.json()["code"]) == (409, "last_owner")
