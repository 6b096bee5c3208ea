"""What each role is answered by the pages that every book has; tests/test_roles.py asks every address."""

import pytest
from django.test import Client
from django.urls import reverse

from ledger.services.books import change_settings
from ledger.services.entries import record_entry
from tests.cast import account, expense
from tests.ledger.pages.conftest import at, signed_in, words

# name, method, then the status for: owner, manager, bookkeeper, contributor, viewer. A stranger always gets 404.
TABLE = [
    ("book-overview", "get", 200, 200, 200, 200, 200),
    ("book-settings", "get", 200, 200, 403, 403, 403),
    ("book-settings", "post", 422, 422, 403, 403, 403),
    ("book-facts", "get", 200, 200, 403, 403, 403),
    ("book-archive", "post", 302, 403, 403, 403, 403),
    ("entry-record", "get", 200, 200, 200, 200, 403),
    ("entry-record", "post", 422, 422, 422, 422, 403),
    ("quickline-read", "get", 200, 200, 200, 200, 403),
    ("quickline-record", "post", 422, 422, 422, 422, 403),
    ("entry-list", "get", 200, 200, 200, 200, 200),
    ("entry-bin", "get", 200, 200, 200, 200, 200),
    ("entry-edit", "get", 200, 200, 200, 200, 200),
    ("entry-edit", "post", 422, 422, 422, 403, 403),
    ("entry-delete", "post", 302, 302, 302, 403, 403),
    ("entry-restore", "post", 302, 302, 302, 403, 403),
    ("account-list", "get", 200, 200, 200, 200, 200),
    ("account-new", "get", 200, 200, 200, 403, 403),
    ("account-new", "post", 422, 422, 422, 403, 403),
    ("account-edit", "get", 200, 200, 200, 403, 403),
    ("account-archive", "post", 302, 302, 302, 403, 403),
    ("account-balance", "get", 200, 200, 200, 403, 403),
    ("account-balance", "post", 422, 422, 422, 403, 403),
    ("member-list", "get", 200, 200, 200, 200, 200),
    ("member-add", "post", 422, 422, 403, 403, 403),
]
ROLES = ("owner", "manager", "bookkeeper", "contributor", "viewer")
# These belong to no book: whoever is signed in has them, and the first also a visitor.
WITHOUT_BOOK = {"doorway", "shelf", "book-new", "record"}


def address(name, book, entry):
    more = {"entry": [entry.client_id], "account": [account(book, "cash").public_id]}
    if name in ("entry-edit", "entry-delete", "entry-restore"):
        return at(name, book, *more["entry"])
    if name in ("account-edit", "account-archive", "account-balance"):
        return at(name, book, *more["account"])
    return at(name, book)


@pytest.fixture
def entry(owner, book):
    return record_entry(owner, draft=expense(book))


@pytest.fixture
def people(owner, manager, bookkeeper, contributor, viewer):
    return dict(zip(ROLES, (owner, manager, bookkeeper, contributor, viewer), strict=True))


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[0]}-{row[1]}")
def test_each_role_gets_its_status(row, people, book, entry, mallory):
    name, method, *statuses = row
    place = address(name, book, entry)
    # Who may least comes first, so that nobody finds what another has just put away.
    found = {role: getattr(signed_in(people[role].user), method)(place).status_code for role in reversed(ROLES)}
    assert found == dict(zip(ROLES, statuses, strict=True))
    assert getattr(signed_in(mallory), method)(place).status_code == 404
    visitor = getattr(Client(), method)(place)
    assert (visitor.status_code, visitor.url.split("?")[0]) == (302, "/accounts/login/")


@pytest.mark.parametrize("name", sorted(WITHOUT_BOOK - {"doorway"}))
def test_pages_without_a_book_ask_to_sign_in(name, db):
    answer = Client().get(reverse(f"ledger:{name}"))
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/")


def test_a_contributor_edits_what_is_their_own(contributor, book):
    own = record_entry(contributor, draft=expense(book))
    client = signed_in(contributor.user)
    assert client.post(at("entry-edit", book, own.client_id)).status_code == 422
    assert client.post(at("entry-delete", book, own.client_id)).status_code == 302


def test_a_contributor_who_sees_only_their_own_finds_no_other_entry_and_no_sum(owner, contributor, book, entry):
    change_settings(owner, contributors_see_all=False)
    client = signed_in(contributor.user)
    assert client.get(at("entry-edit", book, entry.client_id)).status_code == 404
    assert client.get(at("account-list", book)).status_code == 403
    assert "35.00" not in words(client.get(at("book-overview", book)))
    assert "35.00" not in words(client.get(at("entry-list", book)))
