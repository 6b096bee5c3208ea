"""Two people change one entry at once: what both changed, the second sees twice and lets stand."""

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


def test_what_both_changed_is_kept_as_it_stands(phone: Page, bobs_page: Page, owner: Member, entry: Entry):
    """Alice saves 40.00 over Bob's 36.00, which she had not seen, and lets his stand."""
    path = at("entry-edit", owner.book, entry.client_id)
    phone.goto(path)
    bobs_page.goto(path)
    bobs_page.locator("[name=amount]").fill("36.00")
    bobs_page.locator(".sticky-actions button").click()
    expect(bobs_page.locator("#toasts [data-toast]")).to_be_visible()
    phone.locator("[name=amount]").fill("40.00")
    phone.locator(".sticky-actions button").tap()
    expect(phone.get_by_role("radio", checked=True)).to_have_value("40.00")
    phone.locator("main form .btn-plain").tap()
    wait_for_path(phone, path)
    expect(phone.locator("[name=amount]")).to_have_value("36.00")
    entry.refresh_from_db()
    assert (entry.amount_minor, entry.version) == (3600, 2)
