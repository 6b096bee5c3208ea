"""What a contributor may do with entries; tests/roles_table.py holds who may open what."""

import pytest

from ledger.services.books import change_settings
from ledger.services.entries import record_entry
from tests.cast import expense
from tests.ledger.pages.conftest import at, signed_in, words


@pytest.fixture
def entry(owner, book):
    return record_entry(owner, draft=expense(book))


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
