"""The everyday things, in a browser that runs no scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from ledger.models import Entry, Member
from ledger.services.entries import record_entry
from tests.browser.conftest import at, wait_for_path
from tests.cast import expense, income
from tests.ledger.imports.bills import alipay, alipay_row


@pytest.fixture
def plain(open_context: Callable[..., BrowserContext], owner: Member) -> Page:
    """Alice's phone with scripts switched off."""
    return open_context(owner.user, java_script_enabled=False).new_page()


def test_record_an_expense(plain: Page, owner: Member):
    plain.goto("/books/")
    plain.locator(".place-record").tap()
    wait_for_path(plain, at("entry-record", owner.book))
    plain.locator("#id_amount").fill("12+3.5")
    plain.locator(".category-pick").nth(1).tap()
    plain.locator("[name=note]").fill("豆浆")
    plain.locator(".record-plain-actions .btn-primary").tap()

    wait_for_path(plain, at("book-overview", owner.book))
    expect(plain.locator("#toasts")).to_contain_text("¥15.50")
    entry = Entry.objects.get()
    assert (entry.amount_minor, entry.note) == (1550, "豆浆")


def test_record_by_the_quick_line(plain: Page, owner: Member):
    plain.goto(at("entry-record", owner.book))
    plain.locator("#quick-line").fill("昨天打车23块5")
    plain.locator("#quick-line").press("Enter")
    expect(plain.locator("#toasts")).to_contain_text("¥23.50")
    assert Entry.objects.get().amount_minor == 2350


def test_refused_amount_says_so_and_keeps_the_rest(plain: Page, owner: Member):
    plain.goto(at("entry-record", owner.book))
    plain.locator("#id_amount").fill("12÷0")
    plain.locator("[name=note]").fill("豆浆")
    plain.locator(".record-plain-actions .btn-primary").tap()
    expect(plain.locator("main .errorlist, main .field-error, main [role=alert]").first).to_be_visible()
    expect(plain.locator("[name=note]")).to_have_value("豆浆")
    assert not Entry.objects.exists()


def test_filter_and_leave_out_a_condition(plain: Page, owner: Member):
    record_entry(owner, draft=expense(owner.book, 3500, note="拌粉"))
    record_entry(owner, draft=expense(owner.book, 4200, note="瓦罐汤"))
    record_entry(owner, draft=income(owner.book))
    plain.goto(at("entry-list", owner.book))
    expect(plain.locator(".entry")).to_have_count(3)

    plain.locator("#id_q").fill("瓦罐")
    plain.locator("#id_q").press("Enter")
    expect(plain.locator(".entry")).to_have_count(1)
    expect(plain.locator(".entry")).to_contain_text("¥42.00")

    plain.locator("#id_q").fill("")
    plain.locator(".disclosure summary").first.tap()
    plain.locator("[name=kind]").select_option("income")
    plain.locator(".filters .btn-primary").tap()
    expect(plain.locator(".entry")).to_have_count(1)
    plain.locator(".chip-on").tap()
    expect(plain.locator(".entry")).to_have_count(3)


def test_import_a_bill_with_a_choice(plain: Page, owner: Member):
    bill = alipay(
        alipay_row("2026-03-08 12:10:00", "沙县小吃", "18.50", number="1", word="餐饮美食"),
        alipay_row("2026-03-09 19:00:00", "某某商行", "32.00", number="2", word="其他"),
    )
    plain.goto(at("import-new", owner.book))
    file = {"name": "支付宝交易明细.csv", "mimeType": "text/csv", "buffer": bill.getvalue()}
    plain.locator("input[type=file]").set_input_files(file)
    plain.locator("form[enctype] .btn-primary").tap()
    write = plain.locator("form[action$='/write/'] button")
    expect(write).to_be_visible()

    plain.locator(".import-group a").first.tap()
    category = plain.locator("[name=category]")
    category.select_option(index=2)
    chosen = category.locator("option:checked").inner_text().strip(" 　·—-")
    plain.locator(".form-actions .btn-primary").tap()
    expect(write).to_be_visible()
    expect(plain.locator(".import-group").first).to_contain_text(chosen)
    write.tap()

    expect(plain.locator("form[action$='/undo/'] button")).to_be_visible()
    assert sorted(Entry.objects.values_list("amount_minor", flat=True)) == [1850, 3200]
