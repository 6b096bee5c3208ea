"""Two people keep one book, each in a browser of their own: what one does appears on the other's open page."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from ledger.live import announce
from ledger.models import Book, Entry, Member
from ledger.services.books import open_book
from ledger.services.entries import delete_entries, edit_entry, record_entry
from ledger.services.members import add_member
from tests.browser.conftest import at, settle
from tests.cast import expense, make_user
from tests.streams import Server, running

# Sooner than a page that hears no stream would ask.
BEFORE_ASKING_MS = 9_000


@pytest.fixture
def shop(alice) -> Member:
    return open_book(alice, scene="shop", name="巷口面包")


@pytest.fixture
def book(shop: Member) -> Book:
    return shop.book


@pytest.fixture
def jing(shop: Member) -> Member:
    return add_member(shop, name="何静", user=make_user("jing"), role="bookkeeper")


@pytest.fixture
def streams(live_server, settings, tmp_path: Path) -> Iterator[Server]:
    with running(tmp_path, CSRF_TRUSTED_ORIGINS=live_server.url) as server:
        settings.LIVE_URL = f"//{{host}}:{server.port}/live/"
        yield server


def opened(page: Page, path: str) -> Page:
    """The page, once its stream has said hello."""
    with page.expect_response(lambda answer: "/live/" in answer.url and answer.status == 200):
        page.goto(path)
    settle(page)
    return page


@pytest.fixture
def jings_page(open_context: Callable[..., BrowserContext], jing: Member) -> Page:
    return open_context(jing.user, look="desktop").new_page()


def test_what_one_records_appears_on_the_others_open_pages_with_the_name(
    streams: Server, phone: Page, jings_page: Page, shop: Member, jing: Member, book: Book
):
    earlier = [record_entry(shop, draft=expense(book, 1000 + n, note=f"{n}")) for n in range(30)]
    overview = opened(phone, at("book-overview", book))
    entries = opened(jings_page, at("entry-list", book))
    # Somebody reads far down, and types.
    entries.locator(f'[data-entry="{earlier[3].client_id}"]').scroll_into_view_if_needed()
    row = entries.locator(f'[data-entry="{earlier[5].client_id}"]')
    row.focus()
    before = row.bounding_box()["y"]

    bought = record_entry(jing, draft=expense(book, 64000, note="面粉"))
    said = overview.locator("[data-said]")
    expect(said).to_contain_text("何静", timeout=BEFORE_ASKING_MS)
    expect(said).to_contain_text("640")
    expect(overview.locator(f'#live-recent [data-entry="{bought.client_id}"]')).to_contain_text("面粉")

    sold = record_entry(shop, draft=expense(book, 900, note="纸杯"))
    expect(entries.locator(f'[data-entry="{sold.client_id}"]')).to_have_count(1, timeout=BEFORE_ASKING_MS)
    expect(entries.locator("[data-said]")).to_contain_text(shop.name)
    expect(row).to_be_focused()
    assert abs(row.bounding_box()["y"] - before) < 2

    entry = Entry.objects.get(pk=bought.pk)
    edit_entry(shop, entry, version=1, changes={"note": "高筋面粉"})
    expect(entries.locator(f'[data-entry="{bought.client_id}"]')).to_contain_text("高筋面粉", timeout=BEFORE_ASKING_MS)
    delete_entries(shop, entries=[entry])
    expect(entries.locator(f'[data-entry="{bought.client_id}"]')).to_have_count(0, timeout=BEFORE_ASKING_MS)


def test_the_page_of_who_is_removed_stops_and_says_so(
    streams: Server, jings_page: Page, shop: Member, jing: Member, book: Book
):
    page = opened(jings_page, at("entry-list", book))
    Member.objects.filter(pk=jing.pk).update(user=None, role="")
    announce(book.pk, "members", by=shop)
    expect(page.locator("#toasts .toast-error")).to_be_visible(timeout=BEFORE_ASKING_MS)
    record_entry(shop, draft=expense(book, 900))
    page.wait_for_timeout(1500)
    expect(page.locator("[data-entry]")).to_have_count(0)


def test_a_page_that_hears_no_stream_asks(open_context: Callable[..., BrowserContext], shop: Member, jing: Member):
    page = open_context(jing.user).new_page()
    page.clock.install()
    page.goto(at("entry-list", shop.book))
    entry = record_entry(shop, draft=expense(shop.book, 900))
    expect(page.locator("[data-entry]")).to_have_count(0)
    page.clock.run_for(11_000)
    expect(page.locator(f'[data-entry="{entry.client_id}"]')).to_have_count(1)
