"""The main job, once through, on a phone: from the door to a suggestion that says why."""

import datetime as dt
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Sum
from django.utils import timezone
from playwright.sync_api import BrowserContext, Locator, Page, expect

from ledger.demo.alipay_bill import alipay_rows, bill_bytes, bill_name, zipped_bill
from ledger.demo.cast import SEED, build_demo
from ledger.models import Account, Entry, Member
from ledger.queries.balances import account_balance
from ledger.queries.months import book_now, current_period
from ledger.rules.flow import AccountClass
from ledger.rules.periods import period_range
from offers.demo import load_products
from tests.browser.conftest import at, settle, wait_for_path
from tests.cast import make_user
from tests.ledger.imports.bills import alipay, alipay_row, wechat, wechat_row

SAMPLES = Path(settings.BASE_DIR).parent / "shared" / "data"
SAMPLE_NAMES = (
    "alipay-app-csv/bt-fulltest-gb18030.csv",
    "wechat-csv/fp-2022-85rows.csv",
    "wechat-xlsx/built-2026-layout-a.xlsx",
)
ADDRESS = "linxiaowen@example.com"
PASSWORD = "836120"
# What the family has on its accounts, and owes on its cards, in yuan; all others stand at nothing.
BALANCES = {"6612": "26380", "余额宝": "11900", "微信": "640", "现金": "300", "花呗": "1320", "3307": "4860"}


class Visitor:
    """Someone with a phone; `steps` counts what they did to get in, `taps` what they touched besides digits."""

    def __init__(self, page: Page) -> None:
        self.page, self.steps, self.taps = page, 0, 0

    def tap(self, target: Locator) -> None:
        self.taps += 1
        target.tap()

    def step(self, target: Locator) -> None:
        self.steps += 1
        self.tap(target)


@pytest.fixture
def staff_page(open_context: Callable[..., BrowserContext], transactional_db: None) -> Page:
    """The computer of a member of staff."""
    return open_context(make_user("stella", is_staff=True), look="desktop").new_page()


@pytest.fixture
def products(transactional_db: None) -> None:
    load_products(maker=make_user("maker"), checker=make_user("checker"), now=timezone.now())


def test_the_main_job(
    open_context: Callable[..., BrowserContext],
    staff_page: Page,
    products: None,
    celery_worker_process: Callable[[], str],
):
    visitor = Visitor(open_context().new_page())
    member = signs_up(visitor, staff_page)
    records_lunch(visitor, member)
    brings_real_bills(visitor.page, member)
    brings_a_year_undoes_it_and_brings_it_again(visitor.page, member)
    sees_the_month(visitor.page, member)
    answers_the_card(visitor.page, member)
    pays_off_what_strangers_owed(visitor.page, member)
    agrees_and_is_shown_funds(visitor.page, member)


def signs_up(visitor: Visitor, staff_page: Page) -> Member:
    page = visitor.page
    visitor.steps += 1
    page.goto("/")
    visitor.step(page.locator(".doorway-actions .btn-primary"))
    page.locator("[name=identifier]").fill(ADDRESS)
    visitor.step(page.locator("[name=agreed]"))
    visitor.step(page.locator("main form .btn-primary"))
    box = page.locator("[name=code]")
    box.wait_for()
    staff_page.goto("/staff/codes/")
    box.fill(staff_page.locator("tr", has_text=ADDRESS).locator("td.number").inner_text())
    visitor.step(page.locator("main form .btn-primary"))
    visitor.step(page.locator("button.scene[value=family]"))
    page.wait_for_url(re.compile(r"/b/[0-9a-f-]{36}/$"))
    assert visitor.steps <= 6
    member = Member.objects.select_related("book", "user").get(user__email=ADDRESS)
    assert member.book.scene == "family"
    return member


def records_lunch(visitor: Visitor, member: Member) -> None:
    page = visitor.page
    page.goto(at("book-overview", member.book))
    visitor.taps, begun = 0, time.monotonic()
    visitor.tap(page.locator(".place-record"))
    for digit in "35":
        page.locator(f"[data-press='{digit}']").tap()
    visitor.tap(page.locator(".category-pick", has_text="外食").first)
    visitor.tap(page.locator(".pad-save"))
    expect(page.locator("#toasts [data-toast]")).to_contain_text("¥35.00")
    seconds = time.monotonic() - begun
    assert visitor.taps <= 3
    assert seconds < 10
    entry = Entry.objects.get(book=member.book)
    assert (entry.kind, entry.amount_minor, entry.date) == ("expense", 3500, book_now(member.book).date())


def brings_real_bills(page: Page, member: Member) -> None:
    """As people have them, several at once; small ones of the same layouts where there are no samples."""
    files: list = [SAMPLES / name for name in SAMPLE_NAMES]
    if not all(path.exists() for path in files):
        rows = alipay(alipay_row("2025-03-08 12:10:00", "沙县小吃", "18.50", number="1", word="餐饮美食"))
        more = wechat(wechat_row("2025-03-09 12:10:00", "美宜佳", "32.00", number="2"))
        files = [
            {"name": name, "mimeType": "text/csv", "buffer": content.getvalue()}
            for name, content in {"支付宝交易明细.csv": rows, "微信支付账单.csv": more}.items()
        ]
    looks_at_preview(page, member, files)
    expect(page.locator(".import-group").first).to_be_visible()
    writes(page)
    assert Entry.objects.filter(book=member.book, batch__isnull=False).exists()


def looks_at_preview(page: Page, member: Member, files: list, password: str = "") -> None:
    page.goto(at("book-overview", member.book))
    page.locator(".tabs a[href$='/imports/']").tap()
    page.locator("input[type=file]").set_input_files(files)
    page.locator("[name=password]").fill(password)
    page.locator("form[enctype] .btn-primary").tap()
    # A worker reads the bills; the page shows how far it is, and then what it found.
    expect(page.locator("form[action$='/write/'] button")).to_be_visible(timeout=60_000)


def writes(page: Page) -> None:
    page.locator("form[action$='/write/'] button").tap()
    expect(page.locator("form[action$='/undo/'] button")).to_be_visible(timeout=60_000)


def brings_a_year_undoes_it_and_brings_it_again(page: Page, member: Member) -> None:
    today = book_now(member.book).date()
    rows = [
        row for row, _category in alipay_rows(build_demo(today, SEED, only=("family",)).book("family"), today, SEED)
    ]
    archive = zipped_bill(bill_bytes(rows, today), today, PASSWORD)
    name = bill_name(today).replace(".csv", ".zip")
    file = {"name": name, "mimeType": "application/zip", "buffer": archive}
    imported = Entry.objects.filter(book=member.book, deleted_at=None)
    before = imported.count()

    looks_at_preview(page, member, [file], PASSWORD)
    writes(page)
    written = imported.count() - before
    assert written > 1000
    page.locator("form[action$='/undo/'] button").tap()
    expect(page.locator("main .empty")).to_be_visible()
    assert imported.count() == before

    looks_at_preview(page, member, [file], PASSWORD)
    writes(page)
    assert imported.count() == before + written


def sees_the_month(page: Page, member: Member) -> None:
    page.locator(f"main a[href='{at('book-overview', member.book)}']").tap()
    first, last = period_range(current_period(member.book), member.book.month_start_day)
    entries = Entry.objects.filter(book=member.book, deleted_at=None, date__range=(first, last))
    sums = dict(entries.values_list("kind").annotate(Sum("amount_minor")))
    spent = sums["expense"] - sums.get("refund", 0)
    expect(page.locator(".headline").first).to_have_text(f"¥{spent // 100:,}.{spent % 100:02d}")


def answers_the_card(page: Page, member: Member) -> None:
    panel = page.locator("section.card", has=page.locator(".reading"))
    panel.locator("a[href$='/reading/answers/']").tap()
    wait_for_path(page, f"{at('book-overview', member.book)}reading/answers/")
    for field in page.locator("[name^=balance_]").all():
        account = Account.objects.get(pk=field.get_attribute("name").removeprefix("balance_"))
        assert account.account_class in (AccountClass.LIQUID, AccountClass.CREDIT)
        known = f"{account.name} {account.number_tail}"
        field.fill(next((amount for word, amount in BALANCES.items() if word in known), "0"))
    told = {"pay_0_amount": "8640", "pay_0_day": "10", "pay_1_amount": "6920", "pay_1_day": "15"}
    told |= {"bill_0_name": "房贷", "bill_0_amount": "2996.39", "bill_0_day": "20"}
    for name, value in told.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator(".answers .sticky-actions button").tap()
    wait_for_path(page, at("book-overview", member.book))

    said = page.locator(".reading-said")
    expect(said).to_contain_text("¥")
    expect(said).to_contain_text("用不到")
    expect(page.locator(".reading [data-chart]")).to_be_visible()
    # What costs nothing stands before what is for sale, and nothing is for sale without consent.
    expect(page.locator(".reading-free")).to_be_visible()
    expect(page.locator(".suggestion")).to_have_count(0)


def pays_off_what_strangers_owed(page: Page, member: Member) -> None:
    """The samples are other people's bills; what these borrowed is not the family's, so it is set right to nothing."""
    for account in Account.objects.filter(book=member.book, kind="loan"):
        if account_balance(account):
            page.goto(at("account-balance", member.book, account.public_id))
            page.locator("main form input[inputmode]").first.fill("0")
            page.locator("main form .btn-primary").tap()
            wait_for_path(page, at("account-list", member.book))
    page.goto(at("book-overview", member.book))


def agrees_and_is_shown_funds(page: Page, member: Member) -> None:
    page.locator(".reading-door").tap()
    box = page.locator("[name=agree]")
    expect(box).not_to_be_checked()
    box.check()
    page.locator("[name=birth_year]").fill(str(dt.date.today().year - 31))
    page.locator("main form .btn-primary").tap()
    wait_for_path(page, at("book-overview", member.book))
    settle(page)

    funds = page.locator(".suggestion .product")
    expect(funds).to_have_count(3)
    expect(funds.first).to_contain_text("示例安心货币 A")
    expect(funds.first).to_contain_text("0.21%")
    why = page.locator(".suggestion .disclosure")
    why.locator("summary").tap()
    expect(why.locator("dd").first).to_be_visible()
    page.locator(".suggestion-away button").first.tap()
    settle(page)
    expect(page.locator(".suggestion .product")).to_have_count(0)
