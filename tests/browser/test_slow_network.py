"""Someone quicker than the network."""

from playwright.sync_api import Page, Route, expect

from ledger.models import Entry, Member
from tests.browser.conftest import at, wait_for_path


def test_digits_tapped_before_the_scripts_came_are_kept(phone: Page, owner: Member):
    held: list[Route] = []
    phone.route("**/record.js", lambda route: held.append(route))
    phone.goto(at("entry-record", owner.book), wait_until="commit")
    for key in ("3", "5", "9", "back"):
        phone.locator(f"[data-press='{key}']").tap()
    expect(phone.locator("#id_amount")).to_have_value("35")

    for route in held:
        route.continue_()
    phone.wait_for_load_state("networkidle")
    # Only record.js puts a zero before a point, and takes no third decimal.
    for key in ("+", ".", "2", "5", "7"):
        phone.locator(f"[data-press='{key}']").tap()
    expect(phone.locator("#id_amount")).to_have_value("35+0.25")
    phone.locator(".pad-save").tap()
    wait_for_path(phone, at("book-overview", owner.book))
    assert Entry.objects.get().amount_minor == 3525
