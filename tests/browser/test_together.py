"""Two people and one book: invited by a link and removed again; a guest who signs up and keeps the book."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, expect

from accounts.senders.terminal import recent_codes
from ledger.models import Book, Entry, Member
from ledger.services.books import open_book
from ledger.services.members import add_member
from tests.browser.conftest import at, wait_for_path


@pytest.fixture(autouse=True)
def _no_codes_yet() -> Iterator[None]:
    yield
    client = cache._cache.get_client()
    for key in client.scan_iter(match=cache.make_key("accounts:codes:*")):
        client.delete(key)


@pytest.fixture
def stranger(open_context: Callable[..., BrowserContext], owner: Member) -> Page:
    """A phone that nobody is signed in on."""
    return open_context().new_page()


def sign_up(page: Page, address: str) -> None:
    page.locator("[name=identifier]").fill(address)
    page.locator("[name=agreed]").check()
    page.locator("main form .btn-primary").tap()
    expect(page.locator("[name=code]")).to_be_visible()
    page.locator("[name=code]").fill(recent_codes()[0].code)
    page.locator("main form .btn-primary").first.tap()


def test_invited_by_a_link_given_another_role_and_removed(desktop: Page, stranger: Page, owner: Member):
    book = owner.book
    desktop.goto(at("member-list", book))
    desktop.locator(f"a[href='{at('invitation-new', book)}']").click()
    desktop.locator("[name=role][value=contributor]").check()
    desktop.locator("main form .btn-primary").click()
    link = desktop.locator("#given-link").input_value()

    stranger.goto(link)
    expect(stranger.locator("h1")).to_have_text("小满家")
    stranger.locator("main a.btn-primary").tap()
    sign_up(stranger, "lin@example.com")
    # Back at the invitation, which asks for a name and a yes.
    expect(stranger.locator("h1")).to_have_text("小满家")
    stranger.locator("[name=name]").fill("林晓雯")
    stranger.locator("main form .btn-primary").tap()
    wait_for_path(stranger, at("book-overview", book))
    lin = Member.objects.get(book=book, name="林晓雯")
    assert lin.role == "contributor"
    stranger.goto(at("account-new", book))
    expect(stranger.locator("main form")).to_have_count(0)

    desktop.goto(at("member-list", book))
    desktop.locator(f"a[href='{at('member-edit', book, lin.public_id)}']").click()
    desktop.locator("[name=role][value=bookkeeper]").check()
    desktop.locator("main form .btn-primary").first.click()
    wait_for_path(desktop, at("member-list", book))
    stranger.goto(at("account-new", book))
    expect(stranger.locator("main form")).not_to_have_count(0)

    desktop.goto(at("member-edit", book, lin.public_id))
    desktop.locator(f"form[action='{at('member-remove', book, lin.public_id)}'] button").click()
    wait_for_path(desktop, at("member-list", book))
    expect(desktop.locator("[aria-labelledby=without-account]")).to_contain_text("林晓雯")
    assert stranger.goto(at("book-overview", book)).status == 404


@pytest.fixture
def trip(owner: Member) -> Book:
    member = open_book(owner.user, scene="trip", name="潮汕四天")
    add_member(member, name="阿杰")
    add_member(member, name="周航")
    return member.book


def test_a_guest_records_and_keeps_the_book_after_signing_up(desktop: Page, stranger: Page, trip: Book):
    desktop.goto(at("member-list", trip))
    desktop.locator(f"form[action='{at('guest-link-make', trip)}'] button").click()
    link = desktop.locator("#given-link").input_value()

    stranger.goto(link)
    stranger.get_by_role("button", name="阿杰").tap()
    wait_for_path(stranger, at("book-overview", trip))
    expect(stranger.locator(".sample-bar")).to_contain_text("阿杰 · 访客")
    stranger.locator(".sticky-actions a").tap()
    stranger.locator(".category-pick").first.tap()
    for key in ("3", "5"):
        stranger.locator(f".pad [data-press='{key}']").tap()
    stranger.locator(".pad-save").tap()
    wait_for_path(stranger, at("book-overview", trip))
    jie = Member.objects.get(book=trip, name="阿杰")
    entry = Entry.objects.get(book=trip)
    assert (entry.recorded_by, entry.paid_by, entry.amount_minor) == (jie, jie, 3500)
    desktop.goto(at("entry-list", trip))
    expect(desktop.locator(".entry")).to_contain_text("阿杰 · 访客")

    stranger.locator(".sample-bar a").tap()
    sign_up(stranger, "jie@example.com")
    wait_for_path(stranger, at("guest-keep", trip))
    stranger.locator("main form .btn-primary").tap()
    wait_for_path(stranger, at("book-overview", trip))
    jie.refresh_from_db()
    assert (jie.user.email, jie.role) == ("jie@example.com", "contributor")
    stranger.goto(at("entry-list", trip))
    expect(stranger.locator(".sample-bar")).to_have_count(0)
    expect(stranger.locator(".entry")).to_have_count(1)


def test_a_second_phone_cannot_be_the_same_guest(
    open_context: Callable[..., BrowserContext], desktop: Page, stranger: Page, trip: Book
):
    desktop.goto(at("member-list", trip))
    desktop.locator(f"form[action='{at('guest-link-make', trip)}'] button").click()
    link = desktop.locator("#given-link").input_value()
    stranger.goto(link)
    stranger.get_by_role("button", name="阿杰").tap()
    wait_for_path(stranger, at("book-overview", trip))
    second = open_context().new_page()
    second.goto(link)
    expect(second.get_by_role("button", name="阿杰")).to_be_disabled()
    # Freed by the owner, the name is anybody's; the first phone is out.
    jie = Member.objects.get(book=trip, name="阿杰")
    desktop.goto(at("member-edit", trip, jie.public_id))
    desktop.locator(f"form[action='{at('guest-free', trip, jie.public_id)}'] button").click()
    second.reload()
    second.get_by_role("button", name="阿杰").tap()
    wait_for_path(second, at("book-overview", trip))
    assert stranger.goto(at("entry-list", trip)).status == 404
