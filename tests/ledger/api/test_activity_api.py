"""Activity and comments over the API: the same services, and the same eyes."""

import pytest

from ledger.models import BookChange
from ledger.services.accounts import edit_account
from ledger.services.comments import add_comment
from ledger.services.entries import edit_entry, record_entry
from tests.cast import account, expense
from tests.clients import api_client_of


def told(name: str, **more) -> dict:
    plain = {"before": "", "after": "", "before_minor": None, "after_minor": None, "currency": ""}
    return {"name": name, **plain, **more}


@pytest.fixture
def place(book) -> str:
    return f"/api/v1/books/{book.public_id}"


def test_activity_is_told_in_pages_and_words(owner, bookkeeper, book, place):
    entry = record_entry(owner, draft=expense(book, 3500))
    edit_entry(bookkeeper, entry, version=1, changes={"amount_minor": 4200, "note": "dinner"})
    answer = (
        api_client_of(owner.user)
        .get(f"{place}/activity/", {"kind": "entries"}, headers={"Accept-Language": "en"})
        .json()
    )
    edited, recorded = answer["results"]
    assert answer["next"] is None
    assert (edited["entry"], edited["version"], edited["by"]) == (str(entry.client_id), 2, str(bookkeeper.public_id))
    assert {row["name"]: row for row in edited["changed"]} == {
        "Note": told("Note", before="", after="dinner"),
        "Amount": told("Amount", before_minor=3500, after_minor=4200, currency="CNY"),
    }
    assert (recorded["what"], recorded["may_revert"]) == ("recorded", True)
    found = api_client_of(owner.user).get(f"{place}/activity/", {"by": str(bookkeeper.public_id)}).json()["results"]
    assert [line["what"] for line in found] == ["edited"]
    assert api_client_of(owner.user).get(f"{place}/activity/", {"cursor": "nonsense"}).status_code == 422
    assert api_client_of(owner.user).get(f"{place}/activity/", {"kind": "nonsense"}).status_code == 422


def test_changes_are_reverted_and_a_later_change_is_a_conflict(owner, book, place):
    entry = record_entry(owner, draft=expense(book, 3500))
    entry = edit_entry(owner, entry, version=1, changes={"amount_minor": 4200})
    entry = edit_entry(owner, entry, version=2, changes={"amount_minor": 5100})
    address = f"{place}/entries/{entry.client_id}/changes/2/revert/"
    client = api_client_of(owner.user)
    refused = client.post(address, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "changed_since")
    assert client.post(address, {"over": True}, format="json").json()["amount_minor"] == 3500
    edit_account(owner, account(book, "cash"), name="Wallet")
    line = BookChange.objects.get(what="account_changed")
    assert client.post(f"{place}/activity/{line.public_id}/revert/", format="json").status_code == 204
    assert account(book, "cash").name == line.before["name"]


def test_comments_are_read_written_changed_and_deleted(owner, bookkeeper, contributor, book, place):
    entry = record_entry(owner, draft=expense(book))
    comments = f"{place}/entries/{entry.client_id}/comments/"
    client = api_client_of(contributor.user)
    made = client.post(comments, {"text": "@Bob why?"}, format="json").json()
    assert made["mentions"] == [str(bookkeeper.public_id)]
    changed = client.patch(f"{comments}{made['id']}/", {"text": "why?"}, format="json").json()
    assert (changed["text"], changed["mentions"]) == ("why?", [])
    assert (
        api_client_of(bookkeeper.user).patch(f"{comments}{made['id']}/", {"text": "x"}, format="json").status_code
        == 403
    )
    other = add_comment(owner, entry, text="lunch")
    assert client.delete(f"{comments}{other.public_id}/").status_code == 403
    assert client.delete(f"{comments}{made['id']}/").status_code == 204
    found = api_client_of(bookkeeper.user).get(comments).json()
    assert [(row["text"], row["deleted_at"] is None, row["may_delete"]) for row in found] == [
        ("", False, False),
        ("lunch", True, False),
    ]
