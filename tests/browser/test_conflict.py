"""Two people change one entry at once: what both changed, the second sees twice and chooses."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from ledger.models import Entry, Member
from ledger.services.entries import record_entry
from ledger.services.members import add_member
from tests.browser.conftest import at, wait_for_path
from tests.cast import expense, make_user


@pytest.fixture
def entry(owner: Member) -> Entry:
    return record_entry(owner, draft=expense(owner.book, 3500, note="lunch"))


@pytest.fixture
def bobs_page(open_context: Callable[..., BrowserContext], owner: Member) -> Page:
    bob = make_user("bob")
    add_member(owner, name="Bob", user=bob, role="bookkeeper")
    return open_context(bob, look="desktop").new_page()


@pytest.fixture
def both_changed(phone: Page, bobs_page: Page, owner: Member, entry: Entry) -> Page:
    """Alice's page after she has saved 40.00 over Bob's 36.00, which she had not seen."""
    path = at("entry-edit", owner.book, entry.client_id)
    phone.goto(path)
    bobs_page.goto(path)
    bobs_page.locator("[name=amount]").fill("36.00")
    bobs_page.locator(".sticky-actions button").click()
    expect(bobs_page.locator("#toasts [data-toast]")).to_be_visible()
    phone.locator("[name=amount]").fill("40.00")
    phone.locator(".sticky-actions button").tap()
    compared = phone.locator("table.compare tr.differs")
    expect(compared).to_have_count(1)
    expect(compared).to_contain_text("¥36.00")
    expect(compared).to_contain_text("¥40.00")
    entry.refresh_from_db()
    assert entry.amount_minor == 3600
    return phone


def test_mine_is_saved_over_it(both_changed: Page, owner: Member, entry: Entry):
    expect(both_changed.get_by_role("radio", checked=True)).to_have_value("40.00")
    both_changed.locator("main form .btn-primary").tap()
    expect(both_changed.locator("#toasts [data-toast]")).to_be_visible()
    entry.refresh_from_db()
    assert (entry.amount_minor, entry.version) == (4000, 3)


def test_it_is_kept_as_it_stands(both_changed: Page, owner: Member, entry: Entry):
    both_changed.locator("main form .btn-plain").tap()
    wait_for_path(both_changed, at("entry-edit", owner.book, entry.client_id))
    expect(both_changed.locator("[name=amount]")).to_have_value("36.00")
    entry.refresh_from_db()
    assert (entry.amount_minor, entry.version) == (3600, 2)
