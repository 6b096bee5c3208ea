"""Notices in a real browser: it subscribes on the settings page, and its service worker shows what is pushed."""

import json
import uuid
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import Browser
from accounts.notices import notify
from accounts.notices.outlets import push

# The push service is not on this machine: what it would answer the browser, and nothing else, stands in for it.
SUBSCRIPTION = """
    const keys = { p256dh: "BPUBLIC", auth: "secret" };
    let made = null;
    PushManager.prototype.getSubscription = async () => made ?? (localStorage.subscribed ? subscription() : null);
    const subscription = () => ({
      endpoint: "https://fcm.googleapis.com/fcm/send/abc",
      unsubscribe: async () => { made = null; delete localStorage.subscribed; },
      toJSON() { return { endpoint: this.endpoint, keys }; },
    });
    PushManager.prototype.subscribe = async (options) => {
      localStorage.subscribed = options.applicationServerKey;
      made = subscription();
      return made;
    };
"""


@pytest.fixture
def context(open_context: Callable[..., BrowserContext], alice, owner) -> BrowserContext:
    context = open_context(alice, service_workers="allow")
    context.grant_permissions(["notifications"])
    context.add_init_script(SUBSCRIPTION)
    return context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(reverse("accounts:notice-settings"))
    page.evaluate("navigator.serviceWorker.ready")
    return page


def test_one_tap_subscribes_this_browser_and_signing_out_ends_it(page: Page, alice):
    page.get_by_role("button", name="在这台设备上提醒我").tap()
    expect(page.locator("#this-app .item")).to_contain_text("这台")
    expect(page.locator("[data-push-on]")).to_be_hidden()
    kept = Browser.objects.get()
    assert (kept.user, kept.endpoint) == (alice, "https://fcm.googleapis.com/fcm/send/abc")
    assert page.evaluate("localStorage.subscribed") == push.public_key()
    page.context.clear_cookies()
    page.goto(reverse("account_login"))
    page.wait_for_function("!localStorage.subscribed")


def test_what_is_pushed_is_shown_once_a_tag_and_leads_to_its_page(context: BrowserContext, page: Page, alice):
    notify("invitation", [alice], key="1", facts={"who": "何静", "book": "巷口面包"})
    devtools = context.new_cdp_session(page)
    registered: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registered.extend(row["registrationId"] for row in event["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    tag = uuid.uuid4().hex
    for text in ("何静 邀请你", "何静 邀请你一起记「巷口面包」"):
        said = {"title": "邀请", "body": text, "path": "/me/notices/", "tag": tag}
        origin = page.evaluate("location.origin")
        message = {"origin": origin, "registrationId": registered[0], "data": json.dumps(said)}
        devtools.send("ServiceWorker.deliverPushMessage", message)
    shown = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
        .map(({ title, body, tag, data }) => [title, body, tag, data.path])"""
    page.wait_for_function(f"async () => (await ({shown})())[0]?.[1].endsWith('」')")
    assert page.evaluate(shown) == [["邀请", "何静 邀请你一起记「巷口面包」", tag, "/me/notices/"]]
