"""axe-core finds nothing on the pages, in every size and theme."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from ledger.models import Entry, ImportBatch, Member
from ledger.queries.months import book_now
from ledger.services.books import open_book
from ledger.services.entries import record_entry
from ledger.services.imports import Upload, begin_import, read_import
from ledger.services.plans import BudgetDraft, ScheduledDraft, schedule, set_budget
from tests.browser.axe import violations_in_every_look
from tests.browser.conftest import at, settle
from tests.cast import category, expense, income, transfer
from tests.ledger.imports.bills import alipay, alipay_row


@pytest.fixture
def entry(owner: Member) -> Entry:
    """A book in use: spending on several days of this month and the last ones, income, a transfer, a note."""
    today = book_now(owner.book).date()
    for days in range(0, 70, 7):
        record_entry(owner, draft=expense(owner.book, 3500 + days, date=today - dt.timedelta(days=days)))
    record_entry(owner, draft=income(owner.book, date=today))
    record_entry(owner, draft=transfer(owner.book, "bank", "cash", date=today))
    return record_entry(owner, draft=expense(owner.book, 990, date=today, note="瓦罐汤", merchant="早点摊"))


@pytest.fixture
def batch(owner: Member) -> ImportBatch:
    """A bill in its preview: a merchant, a row that is not taken, one that can't be read."""
    bill = alipay(
        alipay_row("2026-03-08 12:10:00", "沙县小吃", "18.50", number="1"),
        alipay_row("2026-03-08 12:20:00", "天弘基金", "100.00", number="2", direction="不计收支"),
        alipay_row("yesterday", "丙", "5.00", number="3"),
    )
    return read_import(begin_import(owner, uploads=[Upload("bill.csv", bill)], queued=False).pk)


def findings(page: Page, paths: list[str]) -> list[str]:
    found = []
    for path in paths:
        page.goto(path)
        settle(page)
        found += [f"{path}: {line}" for line in violations_in_every_look(page)]
    return found


def test_axe_finds_what_is_wrong(open_context: Callable[..., BrowserContext], db):
    page = open_context().new_page()
    page.goto("/")
    page.evaluate("document.querySelector('main').innerHTML = '<h1>?</h1><img src=x><p id=said>said</p>'")
    page.evaluate("Object.assign(document.getElementById('said').style, {color: '#999', background: '#aaa'})")
    found = " ".join(violations_in_every_look(page))
    assert "image-alt" in found
    assert "phone, dark: color-contrast" in found


def test_axe_finds_nothing_for_a_visitor(open_context: Callable[..., BrowserContext], db):
    page = open_context().new_page()
    doors = ["/", "/accounts/login/", "/accounts/password/reset/", "/terms/", "/privacy/", "/accounts/signup/"]
    assert findings(page, doors) == []
    page.locator("[name=identifier]").fill("12345")
    page.locator("main .btn-primary").click()
    page.locator("[name=identifier][aria-invalid=true]").wait_for()
    assert violations_in_every_look(page) == []
    page.locator("[name=identifier]").fill("visitor@example.com")
    page.locator("[name=agreed]").check()
    page.locator("main .btn-primary").click()
    page.locator("[name=code]").wait_for()
    assert violations_in_every_look(page) == []


def test_axe_finds_nothing_where_one_is_every_day(phone: Page, owner: Member, entry: Entry):
    book = owner.book
    paths = ["/books/", *(at(name, book) for name in ("book-overview", "entry-record", "entry-list", "account-list"))]
    assert findings(phone, [*paths, at("entry-edit", book, entry.client_id)]) == []


def test_axe_finds_nothing_where_one_is_now_and_then(phone: Page, owner: Member, entry: Entry):
    names = ["account-new", "entry-bin", "member-list", "book-settings"]
    paths = ["/books/new/", "/me/", *(at(name, owner.book) for name in names)]
    assert findings(phone, [*paths, at("entry-record", owner.book) + "?mode=move"]) == []


def test_axe_finds_nothing_about_budgets_and_the_schedule(phone: Page, owner: Member, entry: Entry):
    book, today = owner.book, book_now(owner.book).date()
    for n, amount in enumerate((20000, 100, 3000)):
        budget = set_budget(owner, BudgetDraft(amount_minor=amount, category=category(book, n=n)))
    set_budget(owner, BudgetDraft(amount_minor=100000))
    for days in (-2, 3, 90):
        due = today + dt.timedelta(days=days)
        row = schedule(owner, ScheduledDraft(kind="expense", name="房租", due=due, amount_minor=5, every="month"))
    schedule(owner, ScheduledDraft(kind="day", name="生日", due=today, every="year", lunar=True))
    names = ("budget-list", "budget-new", "budget-fill", "schedule-list", "schedule-new", "book-overview")
    one = [at("budget-edit", book, budget.public_id), at("schedule-do", book, row.public_id)]
    assert findings(phone, [*(at(name, book) for name in names), *one]) == []


def test_axe_finds_nothing_in_an_import(phone: Page, owner: Member, batch: ImportBatch):
    book, id_ = owner.book, batch.public_id
    paths = [at("import-new", book), at("import-detail", book, id_), at("import-rows", book, id_, "left-out")]
    assert findings(phone, paths) == []
    phone.goto(at("import-detail", book, id_))
    phone.locator(".import-group a").first.click()
    phone.locator(".import-group-open").wait_for()
    assert violations_in_every_look(phone) == []


def test_axe_finds_nothing_on_the_cards_of_a_shop_and_a_trip(phone: Page, owner: Member):
    shop = open_book(owner.user, scene="shop", name="巷口面包").book
    first = book_now(owner.book).date()
    facts = {"start_date": first.isoformat(), "end_date": (first + dt.timedelta(days=3)).isoformat()}
    trip = open_book(owner.user, scene="trip", name="潮汕四天", facts=facts).book
    paths = [at("book-overview", shop), at("book-overview", trip), at("entry-record", shop) + "?mode=close_day"]
    assert findings(phone, paths) == []


def test_axe_finds_nothing_about_the_reading(phone: Page, owner: Member, entry: Entry):
    book = owner.book
    paths = [
        reverse(f"offers:{name}", args=[book.public_id]) for name in ("reading-panel", "reading-evidence", "answers")
    ]
    assert findings(phone, [*paths, reverse("offers:how-we-rank")]) == []


def test_axe_finds_nothing_in_the_academy(phone: Page, owner: Member):
    # A lesson with a figure, a calculator, a choice of books and its questions.
    lesson = reverse("community:lesson-detail", args=["shop", "break-even"])
    assert findings(phone, [reverse("community:academy-home"), lesson]) == []
