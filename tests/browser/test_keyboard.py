"""Recording by keyboard alone, on a desktop."""

from playwright.sync_api import Page, expect

from ledger.models import Entry, Member
from tests.browser.conftest import at, wait_for_path


def test_quick_line_by_keyboard_alone(desktop: Page, owner: Member):
    desktop.goto(at("book-overview", owner.book))
    desktop.keyboard.press("n")
    wait_for_path(desktop, at("entry-record", owner.book))

    quick_line = desktop.locator("#quick-line")
    for _ in range(60):
        if quick_line.evaluate("element => element === document.activeElement"):
            break
        desktop.keyboard.press("Tab")
    expect(quick_line).to_be_focused()
    desktop.keyboard.type("35 午饭 微信")
    chips = desktop.locator("#understood .chip")
    expect(chips.filter(has_text="¥35.00")).to_be_visible()
    expect(chips.filter(has_text="微信")).to_be_visible()
    expect(desktop.locator("#understood .chip-unknown")).to_have_count(0)
    desktop.keyboard.press("Enter")

    expect(desktop.locator("#toasts [data-toast]")).to_contain_text("¥35.00")
    expect(quick_line).to_have_value("")
    entry = Entry.objects.select_related("category", "from_account").get()
    assert (entry.kind, entry.amount_minor) == ("expense", 3500)
    assert (entry.category.key, entry.from_account.key) == ("dining.lunch", "wechat")


def test_quick_line_saves_nothing_that_it_did_not_understand(desktop: Page, owner: Member):
    desktop.goto(at("entry-record", owner.book))
    desktop.locator("#quick-line").fill("午饭 微信")
    expect(desktop.locator("#understood")).to_contain_text("多少钱")
    desktop.keyboard.press("Enter")

    expect(desktop.locator("#understood .field-error")).to_be_visible()
    expect(desktop.locator("#quick-line")).to_have_value("午饭 微信")
    assert not Entry.objects.exists()


def test_key_n_is_a_letter_in_a_text_field(desktop: Page, owner: Member):
    desktop.goto(at("entry-list", owner.book))
    search = desktop.locator("#id_q")
    search.press_sequentially("nn")
    expect(search).to_have_value("nn")
    wait_for_path(desktop, at("entry-list", owner.book))


def test_amount_and_category_by_keyboard(desktop: Page, owner: Member):
    desktop.goto(at("entry-record", owner.book))
    expect(desktop.locator("#id_amount")).to_be_focused()
    desktop.keyboard.type("12+8*2")
    expect(desktop.locator("[data-result]")).to_have_text("= ¥28.00")
    desktop.keyboard.press("Tab")
    desktop.keyboard.press("Space")
    desktop.keyboard.press("Enter")

    wait_for_path(desktop, at("book-overview", owner.book))
    assert Entry.objects.get().amount_minor == 2800
