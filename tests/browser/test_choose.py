"""Choosing on a phone: a long press begins it, taps choose more, and one step changes them all; a swipe acts on one."""

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from ledger.models import Entry, Member
from ledger.services.entries import record_entry
from tests.browser.conftest import at, wait_for_path
from tests.cast import category
from tests.cast import expense as expense_draft


@pytest.fixture
def rows(phone: Page, owner: Member) -> Locator:
    """The list of three entries."""
    for amount_minor in (100, 200, 300):
        record_entry(owner, draft=expense_draft(owner.book, amount_minor))
    phone.goto(at("entry-list", owner.book))
    return phone.locator(".entry-days a.entry")


class Finger:
    def __init__(self, page: Page, row: Locator) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        box = row.bounding_box()
        assert box is not None
        self.x, self.y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def down(self) -> None:
        self._send("touchStart", [{"x": self.x, "y": self.y}])

    def move(self, dx: float) -> None:
        self.x += dx
        self._send("touchMove", [{"x": self.x, "y": self.y}])

    def up(self) -> None:
        self._send("touchEnd", [])

    def _send(self, kind: str, points: list[dict[str, float]]) -> None:
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_a_long_press_begins_choosing_and_one_undo_takes_all_back(phone: Page, owner: Member, rows: Locator):
    finger = Finger(phone, rows.nth(0))
    finger.down()
    expect(phone.locator("#choosing")).to_be_visible()
    finger.up()
    rows.nth(2).tap()
    expect(phone.locator("#choosing [data-chosen]")).to_contain_text("2")

    phone.locator("#choosing button[value='category']").tap()
    target = category(owner.book).children.order_by("position", "id")[0]
    phone.locator(".category-pick").nth(1).tap()
    phone.locator(".sticky-actions button").tap()
    wait_for_path(phone, at("entry-list", owner.book))
    assert Entry.objects.filter(category=target).count() == 2

    phone.locator("#toasts [data-toast]").get_by_role("button", name="撤销").tap()
    phone.wait_for_url(lambda url: "/undo/" not in url)
    expect(phone.locator("#toasts [data-toast]")).to_be_visible()
    assert not Entry.objects.filter(category=target).exists()


def test_a_swipe_records_once_more(phone: Page, owner: Member, rows: Locator):
    finger = Finger(phone, rows.nth(1))
    finger.down()
    for _ in range(5):
        finger.move(-20)
    finger.up()
    phone.locator(".entry-actions form[action$='/repeat/'] button").click()
    expect(phone.locator("#toasts [data-toast]")).to_contain_text("¥2.00", timeout=20_000)
    assert Entry.objects.filter(amount_minor=200).count() == 2
