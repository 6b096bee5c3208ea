"""A shop kept by two, each in a browser of their own, from the invitation to the last settlement; then a guest."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, expect

from accounts.senders.terminal import recent_codes
from ledger.models import Entry, Member
from ledger.queries.months import month_summary
from ledger.queries.shares import standings
from ledger.services.books import change_settings, open_book
from ledger.services.rollups import integrity_differences
from tests.browser.conftest import at, settle, wait_for_path
from tests.streams import Server, running

# Sooner than a page that hears no stream would ask.
BEFORE_ASKING_MS = 9_000


@pytest.fixture(autouse=True)
def _no_codes_yet() -> Iterator[None]:
    yield
    client = cache._cache.get_client()
    for key in client.scan_iter(match=cache.make_key("accounts:codes:*")):
        client.delete(key)


@pytest.fixture
def streams(live_server, settings, tmp_path: Path) -> Iterator[Server]:
    with running(tmp_path, CSRF_TRUSTED_ORIGINS=live_server.url) as server:
        settings.LIVE_URL = f"//{{host}}:{server.port}/live/"
        yield server


@pytest.fixture
def liu(alice) -> Member:
    alice.name = "刘波"
    alice.save()
    owner = open_book(alice, scene="shop", name="巷口面包")
    change_settings(owner, approval_above_minor=200_000)
    return owner


@pytest.fixture
def her_phone(open_context: Callable[..., BrowserContext], liu: Member) -> Page:
    """A phone on which nobody is signed in yet."""
    return open_context().new_page()


def opened(page: Page, path: str) -> Page:
    """The page, once its stream has said hello."""
    with page.expect_response(lambda answer: "/live/" in answer.url and answer.status == 200):
        page.goto(path)
    settle(page)
    return page


def saved(page: Page, **changes: str) -> None:
    for name, value in changes.items():
        page.locator(f"main form [name={name}]").first.fill(value)
    page.locator(".sticky-actions button").first.click()


def test_a_shop_kept_by_two_and_a_trip_with_a_guest(
    streams: Server, desktop: Page, her_phone: Page, open_context: Callable[..., BrowserContext], liu: Member
):
    shop = liu.book

    # Invited by a link; who invites to what is told before one signs up.
    desktop.goto(at("invitation-new", shop))
    desktop.locator("[name=role][value=bookkeeper]").check()
    desktop.locator("main form .btn-primary").click()
    her_phone.goto(desktop.locator("#given-link").input_value())
    expect(her_phone.locator("main")).to_contain_text("刘波")
    expect(her_phone.locator("h1")).to_have_text("巷口面包")
    her_phone.locator("main a.btn-primary").tap()
    sign_up(her_phone, "jing@example.com")
    her_phone.locator("[name=name]").fill("何静")
    her_phone.locator("main form .btn-primary").tap()
    wait_for_path(her_phone, at("book-overview", shop))
    jing = Member.objects.get(book=shop, name="何静")

    # What she records appears on his open page, with her name.
    opened(desktop, at("entry-list", shop))
    her_phone.goto(at("entry-record", shop) + "?mode=pay")
    her_phone.locator(".category-pick").first.tap()
    for key in ("3", "5"):
        her_phone.locator(f".pad [data-press='{key}']").tap()
    her_phone.locator(".pad-save").tap()
    expect(desktop.locator(".entry")).to_have_count(1, timeout=BEFORE_ASKING_MS)
    expect(desktop.locator(".entry")).to_contain_text("何静")
    entry = Entry.objects.get(book=shop)
    path = at("entry-edit", shop, entry.client_id)

    # Different fields at the same time: both stay.
    desktop.goto(path)
    her_phone.goto(path)
    saved(her_phone, note="酵母")
    wait_for_path(her_phone, at("entry-list", shop))
    saved(desktop, amount="36.00")
    wait_for_path(desktop, at("entry-list", shop))
    entry.refresh_from_db()
    assert (entry.note, entry.amount_minor, entry.version) == ("酵母", 3600, 3)

    # The same field: the second sees both, and chooses.
    desktop.goto(path)
    her_phone.goto(path)
    saved(her_phone, amount="38.00")
    wait_for_path(her_phone, at("entry-list", shop))
    saved(desktop, amount="40.00")
    compared = desktop.locator("table.compare tr.differs")
    expect(compared).to_contain_text("¥38.00")
    expect(compared).to_contain_text("¥40.00")
    desktop.locator("main form .btn-primary").click()
    expect(desktop.locator("#toasts [data-toast]")).to_be_visible()
    entry.refresh_from_db()
    assert (entry.amount_minor, entry.version) == (4000, 5)

    # Taken back on the page of who did what.
    her_phone.goto(at("activity-list", shop))
    line = her_phone.locator(".activity-line").first
    expect(line).to_contain_text("¥38.00 → ¥40.00")
    line.locator("form button").tap()
    expect(her_phone.locator(".activity-line").first).to_contain_text("¥40.00 → ¥38.00")

    # She pays for flour herself, above the limit: in no total before his yes.
    her_phone.goto(at("entry-record", shop) + "?mode=pay")
    her_phone.locator(".category-pick").first.tap()
    her_phone.locator("#id_amount").fill("3200")
    her_phone.locator("[name=from_place]").select_option(f"pocket:{jing.public_id}")
    her_phone.locator(".pad-save").tap()
    wait_for_path(her_phone, at("book-overview", shop))
    flour = Entry.objects.exclude(pk=entry.pk).get(book=shop)
    period = flour.date.year * 100 + flour.date.month
    assert (flour.approval, month_summary(shop, period).expense_minor) == ("pending", 3800)
    desktop.goto(at("approval-list", shop))
    expect(desktop.locator("li.entry")).to_contain_text("何静")
    desktop.locator("main form").get_by_role("button", name="批准", exact=True).click()
    expect(desktop.locator(".empty")).to_be_visible()
    assert month_summary(shop, period).expense_minor == 323_800

    # The shop owes her, pays, and everybody is even.
    desktop.goto(at("settle", shop))
    expect(desktop.locator(".payment")).to_contain_text("3,200.00")
    desktop.get_by_role("button", name="都付了，一键结清").click()
    expect(desktop.get_by_role("heading", name="谁也不欠谁。")).to_be_visible()
    assert standings(liu).payments == []

    # On a trip of his, somebody without an account records by the secret link.
    trip = open_book(liu.user, scene="trip", name="潮汕四天").book
    desktop.goto(at("member-list", trip))
    Member.objects.create(book=trip, name="阿杰", position=9)
    desktop.reload()
    desktop.locator(f"form[action='{at('guest-link-make', trip)}'] button").click()
    guest = open_context().new_page()
    guest.goto(desktop.locator("#given-link").input_value())
    guest.get_by_role("button", name="阿杰").tap()
    wait_for_path(guest, at("book-overview", trip))
    guest.locator(".sticky-actions a").tap()
    guest.locator(".category-pick").first.tap()
    guest.locator(".pad [data-press='7']").tap()
    guest.locator(".pad-save").tap()
    wait_for_path(guest, at("book-overview", trip))
    desktop.goto(at("entry-list", trip))
    expect(desktop.locator(".entry")).to_contain_text("阿杰 · 访客")
    assert list(integrity_differences()) == []


def sign_up(page: Page, address: str) -> None:
    page.locator("[name=identifier]").fill(address)
    page.locator("[name=agreed]").check()
    page.locator("main form .btn-primary").tap()
    expect(page.locator("[name=code]")).to_be_visible()
    page.locator("[name=code]").fill(recent_codes()[0].code)
    page.locator("main form .btn-primary").first.tap()
