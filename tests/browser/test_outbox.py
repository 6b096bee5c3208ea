"""The pad without a network: it opens, what was recorded waits through a restart, and is sent once."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from ledger.models import Book, Entry, Member
from ledger.services.books import archive_book
from tests.browser.conftest import at, wait_for_path

OUTBOX = "#outbox [data-outbox-said]"


@pytest.fixture
def context(open_context: Callable[..., BrowserContext], alice, owner) -> BrowserContext:
    return open_context(alice, service_workers="allow")


@pytest.fixture
def installed(context: BrowserContext, owner: Member) -> Page:
    """A pad that has been open once while there was a network."""
    page = context.new_page()
    page.goto(at("entry-record", owner.book))
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.reload(wait_until="networkidle")
    return page


def record(page: Page, digits: str) -> None:
    for digit in digits:
        page.locator(f"[data-press='{digit}']").tap()
    page.locator(".category-pick").first.tap()
    page.locator(".pad-save").tap()


def test_what_is_recorded_without_a_network_survives_a_restart_and_is_sent_once(
    context: BrowserContext, installed: Page, owner: Member
):
    context.set_offline(True)
    installed.goto(at("entry-record", owner.book))
    expect(installed.locator(OUTBOX)).to_contain_text("没有网络")
    record(installed, "35")
    expect(installed.locator(OUTBOX)).to_contain_text("待补 1 笔")
    record(installed, "12")
    expect(installed.locator(OUTBOX)).to_contain_text("待补 2 笔")
    installed.close()

    again = context.new_page()
    again.goto("/record/")
    wait_for_path(again, at("entry-record", owner.book))
    expect(again.locator(OUTBOX)).to_contain_text("待补 2 笔")
    assert not Entry.objects.exists()

    other = context.new_page()
    other.goto("/books/")
    expect(other.locator("h1")).to_have_text("没有网络")

    context.set_offline(False)
    expect(again.locator("#toasts")).to_contain_text("补上了 2 笔")
    other.goto("/books/")
    expect(other.locator("#outbox")).to_be_hidden()
    amounts = Entry.objects.order_by("amount_minor").values_list("amount_minor", "kind")
    assert list(amounts) == [(1200, "expense"), (3500, "expense")]


def test_an_entry_whose_answer_was_lost_is_not_recorded_twice(context: BrowserContext, installed: Page, owner: Member):
    lost = re.compile(r"/record/$")

    def answer_lost(route):
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    installed.route(lost, answer_lost)
    record(installed, "35")
    expect(installed.locator("#toasts")).to_contain_text("先记在这台设备上")
    assert Entry.objects.count() == 1
    installed.unroute(lost)
    installed.goto(at("book-overview", owner.book))
    expect(installed.locator("#toasts")).to_contain_text("补上了 1 笔")
    assert Entry.objects.count() == 1


def test_what_the_server_refuses_is_told_and_can_be_thrown_away(
    context: BrowserContext, installed: Page, owner: Member
):
    context.set_offline(True)
    installed.goto(at("entry-record", owner.book))
    record(installed, "35")
    expect(installed.locator(OUTBOX)).to_contain_text("待补 1 笔")
    archive_book(Member.objects.get(pk=owner.pk), archived=True)
    context.set_offline(False)
    refused = installed.locator("#outbox li")
    expect(refused).to_contain_text("¥35")
    expect(refused.locator("a")).to_be_visible()
    refused.locator("button").tap()
    expect(installed.locator("#outbox")).to_be_hidden()
    assert not Entry.objects.exists()
    assert Book.objects.get(pk=owner.book_id).archived_at is not None


def test_signing_out_leaves_no_pad_behind(context: BrowserContext, installed: Page):
    assert installed.evaluate("caches.has('pads')")
    installed.goto("/me/")
    installed.locator("form[action$='/logout/'] button").tap()
    wait_for_path(installed, "/")
    installed.wait_for_function("async () => !(await caches.has('pads'))")
