"""A category made in the middle of recording, and names put in order by hand."""

from playwright.sync_api import Page, expect

from ledger.models import Account, Category, Entry, Member
from tests.browser.conftest import at, wait_for_path


def test_a_category_is_made_while_recording_and_the_pad_keeps_its_digits(phone: Page, owner: Member):
    phone.goto(at("entry-record", owner.book))
    for digit in "12":
        phone.locator(f"[data-press='{digit}']").tap()
    phone.locator("details.category-more > summary").tap()
    phone.locator(".category-new").tap()
    wait_for_path(phone, at("name-new", owner.book, "categories"))
    # The button took the pad along and recorded nothing.
    assert not Entry.objects.exists()

    phone.locator("[name=name]").fill("露营")
    phone.locator(".icon-pick").nth(4).tap()
    phone.locator("main .btn-primary").tap()
    wait_for_path(phone, at("entry-record", owner.book))
    expect(phone.locator("#id_amount")).to_have_value("12")
    phone.locator(".pad-save").tap()
    wait_for_path(phone, at("book-overview", owner.book))
    entry = Entry.objects.select_related("category").get()
    assert (entry.amount_minor, entry.category.name) == (1200, "露营")


def test_accounts_are_dragged_into_order(desktop: Page, owner: Member):
    rows = Account.objects.filter(book=owner.book, hidden=False).order_by("position", "id")
    before = list(rows.values_list("name", flat=True))
    desktop.goto(at("name-list", owner.book, "accounts") + "?order")
    listed = desktop.locator("[data-sortable] > li")
    handle, last = listed.nth(0).locator(".name-handle").bounding_box(), listed.nth(2).bounding_box()
    assert handle is not None
    assert last is not None
    desktop.mouse.move(handle["x"] + 8, handle["y"] + 8)
    desktop.mouse.down()
    desktop.mouse.move(handle["x"] + 8, handle["y"] + 40, steps=6)
    desktop.mouse.move(last["x"] + 20, last["y"] + last["height"] - 4, steps=12)
    with desktop.expect_response(lambda answer: "/order/" in answer.url) as kept:
        desktop.mouse.up()
    assert kept.value.status == 204
    assert list(rows.values_list("name", flat=True))[:3] == [before[1], before[2], before[0]]


def test_a_merge_is_taken_back_from_its_toast(phone: Page, owner: Member):
    source, target = Category.objects.filter(book=owner.book, kind="expense", parent=None).order_by("position")[:2]
    phone.goto(at("name-edit", owner.book, "categories", source.public_id))
    phone.locator("[name=into]").select_option(str(target.public_id))
    phone.get_by_role("button", name="合并").tap()
    wait_for_path(phone, at("name-list", owner.book, "categories"))
    source.refresh_from_db()
    assert source.merged_into == target
    phone.locator("#toasts [data-toast]").get_by_role("button", name="撤销").tap()
    phone.wait_for_url(lambda url: "/undo/" not in url)
    expect(phone.locator("#toasts [data-toast]")).to_be_visible()
    source.refresh_from_db()
    assert (source.merged_into, source.archived_at) == (None, None)
