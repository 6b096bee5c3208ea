"""Who did what, in two browsers: a change is seen, taken back and brought again; a name is offered after an @."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import Notice
from ledger.models import Entry, Member
from ledger.services.entries import record_entry
from ledger.services.members import add_member
from tests.browser.conftest import at, wait_for_path
from tests.cast import expense, make_user


@pytest.fixture
def jing(owner: Member) -> Member:
    return add_member(owner, name="何静", user=make_user("jing"), role="bookkeeper")


@pytest.fixture
def entry(owner: Member) -> Entry:
    return record_entry(owner, draft=expense(owner.book, 3500, note="午饭"))


@pytest.fixture
def her_phone(open_context: Callable[..., BrowserContext], jing: Member) -> Page:
    return open_context(jing.user).new_page()


def test_a_change_of_one_is_taken_back_by_the_other_and_brought_again(
    desktop: Page, her_phone: Page, owner: Member, jing: Member, entry: Entry
):
    book = owner.book
    her_phone.goto(at("entry-edit", book, entry.client_id))
    her_phone.locator("[name=amount]").fill("42")
    her_phone.locator(".sticky-actions .btn-primary").tap()
    wait_for_path(her_phone, at("entry-list", book))

    desktop.goto(at("activity-list", book))
    line = desktop.locator(".activity-line").first
    expect(line).to_contain_text("何静")
    expect(line).to_contain_text("¥35.00 → ¥42.00")
    line.locator("form button").click()
    expect(desktop.locator(".activity-line").first).to_contain_text("¥42.00 → ¥35.00")
    entry.refresh_from_db()
    assert entry.amount_minor == 3500

    desktop.locator("#toasts form button").first.click()
    expect(desktop.locator(".activity-line").first).to_contain_text("¥35.00 → ¥42.00")
    entry.refresh_from_db()
    assert entry.amount_minor == 4200


def test_a_name_is_offered_after_an_at_and_that_person_is_told(
    desktop: Page, owner: Member, jing: Member, entry: Entry
):
    desktop.goto(at("entry-edit", owner.book, entry.client_id))
    text = desktop.locator("#comments textarea")
    offered = desktop.locator("[data-mentions]")
    expect(offered).to_be_hidden()
    text.press_sequentially("谢谢 @何")
    offered.get_by_text("@何静").click()
    expect(text).to_have_value("谢谢 @何静 ")
    expect(offered).to_be_hidden()
    desktop.locator("#comments .comment-form button").last.click()
    expect(desktop.locator(".mention")).to_have_text("@何静")
    assert Notice.objects.get().user == jing.user
