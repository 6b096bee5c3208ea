"""The door and what lies behind it without an account, on a phone: one screen, three taps into a sample and back."""

import re
from collections.abc import Callable

from django.core.management import call_command
from playwright.sync_api import BrowserContext, expect

from tests.browser.axe import violations_in_every_look
from tests.browser.conftest import wait_for_path


def test_a_visitor_walks_through_a_sample_and_is_led_to_the_sign_up(
    open_context: Callable[..., BrowserContext], transactional_db: None
):
    call_command("load_demo", samples=True, verbosity=0)
    page = open_context().new_page()
    page.goto("/")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "the door is one screen"
    assert violations_in_every_look(page) == []
    page.locator(".cover").first.tap()
    page.wait_for_url(re.compile(r"/b/[0-9a-f-]{36}/$"))
    expect(page.locator(".sample-bar")).to_contain_text("这是示例")
    expect(page.locator(".places")).to_have_count(0)
    assert violations_in_every_look(page) == []
    page.locator(".tab", has_text="流水").tap()
    page.wait_for_url(re.compile(r"/entries/$"))
    page.locator(".entry").first.tap()
    expect(page.locator(".history")).to_be_visible()
    expect(page.locator("main form[method=post]")).to_have_count(0)
    page.locator(".sample-bar .btn-primary").tap()
    wait_for_path(page, "/accounts/signup/")
