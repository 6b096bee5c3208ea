"""What was recorded or deleted can be taken back from the toast; amounts can be hidden everywhere."""

import pytest
from playwright.sync_api import Page, expect

from ledger.models import Entry, Member
from ledger.services.entries import record_entry
from tests.browser.conftest import at, settle, wait_for_path
from tests.cast import expense, income


def test_recorded_entry_is_undone_from_the_toast(phone: Page, owner: Member):
    phone.goto(at("entry-record", owner.book))
    phone.locator("[data-press='9']").tap()
    phone.locator(".category-pick").first.tap()
    phone.locator(".pad-save").tap()
    toast = phone.locator("#toasts [data-toast]")
    expect(toast).to_contain_text("¥9.00")
    toast.get_by_role("button", name="撤销").tap()

    expect(phone.locator("#toasts [data-toast]").filter(has_not_text="¥9.00")).to_be_visible()
    assert Entry.objects.get().deleted_at is not None


def test_deleted_entry_is_restored_from_the_toast(phone: Page, owner: Member):
    entry = record_entry(owner, draft=expense(owner.book))
    phone.goto(at("entry-edit", owner.book, entry.client_id))
    phone.locator("form[action$='/delete/'] button").tap()
    wait_for_path(phone, at("entry-list", owner.book))
    phone.locator("#toasts [data-toast]").get_by_role("button", name="撤销").tap()
    phone.wait_for_url(lambda url: "/delete/" not in url)

    expect(phone.locator(".entry")).to_have_count(1)
    entry.refresh_from_db()
    assert entry.deleted_at is None


PAGES = ["book-overview", "entry-list", "account-list", "entry-record", "entry-bin", "member-list", "import-new"]


@pytest.fixture
def spent(owner: Member) -> None:
    """Amounts that stand on no other line of the pages: 7,654.32 spent, 98,765.43 earned."""
    record_entry(owner, draft=expense(owner.book, 765432))
    record_entry(owner, draft=income(owner.book, 9876543))


def test_the_eye_hides_amounts_everywhere(phone: Page, owner: Member, spent: None):
    phone.goto("/books/")
    eye = phone.locator("form[action='/me/hide-amounts/'] button")
    eye.tap()
    expect(eye).to_have_attribute("aria-pressed", "true")

    for path in ["/books/", *(at(name, owner.book) for name in PAGES)]:
        phone.goto(path)
        settle(phone)
        text = phone.content()
        # With their point or comma: ids and tokens are full of digits.
        for digits in ("7,654", "7654.", "98,765", "98765."):
            assert digits not in text, f"{digits} on {path}"
    phone.goto(at("entry-list", owner.book))
    expect(phone.locator(".entry").first).to_contain_text("••••")

    phone.goto(at("book-overview", owner.book))
    eye.tap()
    expect(eye).to_have_attribute("aria-pressed", "false")
    expect(phone.locator("main")).to_contain_text("7,654")
