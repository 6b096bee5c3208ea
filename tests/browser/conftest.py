"""Pages in a real Chromium, served by a live server on the test's own database."""

import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from accounts.models import User
from config.pictures.browser import ARGS, DESKTOP, PHONE, NoChromium, chromium_path
from ledger.models import Book, Member
from ledger.services.books import open_book
from tests.cast import make_user

# The longest that a page may keep a test waiting, on a machine that runs two tests at once.
PATIENCE_MS = 20_000

LOOKS: dict[str, dict[str, Any]] = {
    "phone": {"viewport": PHONE, "is_mobile": True, "has_touch": True},
    "desktop": {"viewport": DESKTOP},
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium for the tests of a module. Playwright's loop would get in the way of other modules' tests."""
    try:
        program = chromium_path()
    except NoChromium as missing:
        pytest.fail(str(missing), pytrace=False)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps a loop in this thread, which makes Django take a test's queries for asynchronous ones.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=program, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> None:
    """Limits on attempts live in the cache, which outlasts a test."""
    client = cache._cache.get_client()
    for key in client.scan_iter(match=cache.make_key("allauth:*")):
        client.delete(key)


@pytest.fixture
def _requests_end(live_server) -> Iterator[None]:
    """Waits at the end for what the server still works on: emptying the tables meanwhile would be a deadlock."""
    running = 0
    changed = threading.Condition()

    def started(**_signal: Any) -> None:
        nonlocal running
        with changed:
            running += 1

    def finished(**_signal: Any) -> None:
        nonlocal running
        with changed:
            running -= 1
            changed.notify_all()

    request_started.connect(started)
    request_finished.connect(finished)
    yield
    with changed:
        assert changed.wait_for(lambda: running == 0, timeout=PATIENCE_MS / 1000)
    request_started.disconnect(started)
    request_finished.disconnect(finished)


@pytest.fixture
def open_context(browser: Browser, live_server, _requests_end: None) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts: `open_context(user, look="phone", **more)`; fails the test if a page's script did."""
    contexts: list[BrowserContext] = []
    failures: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            failures.append(message.text)

    def watch(page: Page) -> None:
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.on("console", heard)

    def make(user: User | None = None, *, look: str = "phone", **more: Any) -> BrowserContext:
        context = browser.new_context(
            base_url=live_server.url,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            # What it keeps would stand between a test and the server; the test of the outbox lets it in.
            **{"service_workers": "block", **LOOKS[look], **more},
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.on("page", watch)
        if user is not None:
            context.add_cookies([session_cookie(user, live_server.url)])
        return context

    yield make
    for context in contexts:
        context.close()
    assert not failures


def session_cookie(user: User, url: str) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_user("alice")


@pytest.fixture
def owner(alice: User) -> Member:
    return open_book(alice, scene="family", name="小满家")


@pytest.fixture
def phone(open_context: Callable[..., BrowserContext], alice: User) -> Page:
    """Alice's phone."""
    return open_context(alice).new_page()


@pytest.fixture
def desktop(open_context: Callable[..., BrowserContext], alice: User) -> Page:
    """Alice's computer."""
    return open_context(alice, look="desktop").new_page()


def at(name: str, book: Book, *more: object) -> str:
    return reverse(f"ledger:{name}", args=[book.public_id, *more])


def path_of(page: Page) -> str:
    return urlsplit(page.url).path


def wait_for_path(page: Page, path: str) -> None:
    page.wait_for_url(lambda url: urlsplit(url).path == path)


def settle(page: Page) -> None:
    """Waits until the parts that the page fetches for itself are there."""
    expect(page.locator(".htmx-request, .htmx-settling")).to_have_count(0)
