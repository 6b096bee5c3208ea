"""The sample books: whoever comes by turns their pages without an account, and nothing of them can be changed."""

import datetime as dt
import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from ledger.access import sample_visits
from ledger.models import Book, Entry
from ledger.queries.months import book_now
from ledger.services.books import open_book
from ledger.services.entries import record_entry
from ledger.services.erasing import erase_book
from ledger.services.links import record_linked_payment
from ledger.services.rollups import integrity_differences
from tests.cast import account, expense
from tests.ledger.pages.conftest import at, signed_in, words

TODAY = dt.date(2026, 11, 22)
HREF = re.compile(r'href="(/[^"#]*)"')


@pytest.fixture(scope="module")
def _samples(written_once):
    call_command("load_demo", samples=True, today=TODAY, verbosity=0)


@pytest.fixture
def samples(_samples, db):
    return sample_visits()


def test_the_door_shows_their_covers_with_a_number_each(samples):
    page = Client().get("/")
    text = words(page)
    for visit in samples:
        assert visit.book.name in text
        assert at("book-overview", visit.book) in page.content.decode()
    assert [visit.book.name for visit in samples] == ["小满家", "巷口面包", "潮汕四天"]
    assert "¥" in text
    assert "点开就能翻" in text


def test_without_samples_the_door_begins_with_scenes(db):
    Book.objects.update(sample_at=None)
    page = Client().get("/")
    assert page.status_code == 200
    assert "/accounts/signup/" in page.content.decode()
    assert "点开就能翻" not in words(page)


def test_a_sample_stands_still(samples):
    for visit in samples:
        assert book_now(visit.book).date() == TODAY
        assert re.search("今天|昨天", words(Client().get(at("entry-list", visit.book))))


def test_every_page_that_a_visitor_reaches_says_that_it_is_a_sample_and_sends_nothing(samples):
    """All links are followed; those that leave the samples lead to the door or ask to sign in."""
    visitor = Client(raise_request_exception=False)
    waiting = [at("book-overview", visit.book) for visit in samples]
    seen = set()
    kinds = set()
    while waiting:
        address = waiting.pop()
        answer = visitor.get(address)
        if answer.status_code == 302:
            assert answer.url.startswith("/accounts/login/"), address
            continue
        assert answer.status_code == 200, address
        if not address.startswith("/b/"):
            continue
        body = answer.content.decode()
        if "<html" in body:
            assert "这是示例" in body, address
            # The switch of the language is the only form that a visitor sends.
            assert set(re.findall(r'<form[^>]*method="post"[^>]*action="([^"]*)"', body)) <= {reverse("set_language")}
        kinds.add((address.split("/")[2], answer.resolver_match.view_name))
        # One page of each kind and book is enough; entries are many.
        for link in HREF.findall(body):
            link = link.replace("&amp;", "&")
            kind = (
                re.sub(r"[0-9a-f-]{36}(?!/entries)|=[^&]*", "", link),
                link.split("/")[2] if link.startswith("/b/") else "",
            )
            if kind not in seen and not link.startswith("/static/"):
                seen.add(kind)
                waiting.append(link)
    for visit in samples:
        named = {name for book, name in kinds if book == str(visit.book.public_id)}
        assert {"ledger:book-overview", "ledger:entry-list", "ledger:entry-edit", "ledger:account-list"} <= named


def test_the_bakery_is_read_as_of_its_own_day(samples):
    bakery = samples[1].book
    panel = Client().get(reverse("offers:reading-panel", args=[bakery.public_id]))
    assert "第 10 天可能差" in words(panel)


def test_a_visitor_writes_nothing(samples, mallory):
    book = samples[0].book
    entry = Entry.objects.filter(book=book)[0]
    before = Entry.objects.filter(book=book).count()
    for client in (Client(), signed_in(mallory)):
        for name, more in (("entry-record", ()), ("entry-delete", (entry.client_id,)), ("book-settings", ())):
            assert client.post(at(name, book, *more)).status_code in (302, 403)
    entry.refresh_from_db()
    assert entry.deleted_at is None
    assert Entry.objects.filter(book=book).count() == before


def test_nobody_signs_in_as_a_keeper_of_a_sample(samples):
    keepers = User.objects.filter(email__endswith="@sample.invalid")
    assert keepers.exists()
    assert not any(user.is_active or user.has_usable_password() for user in keepers)


def test_writing_the_samples_anew_puts_them_in_the_place_of_the_old(samples):
    old = Book.objects.filter(sample_at__isnull=False)
    assert old.count() == len(samples)
    call_command("load_demo", samples=True, today=TODAY + dt.timedelta(days=1), verbosity=0)
    assert {book_now(book).date() for book in old.all()} == {TODAY + dt.timedelta(days=1)}
    assert old.count() == len(samples)
    assert list(integrity_differences()) == []


def test_erasing_a_book_leaves_no_row_of_it_and_no_other_book_touched(alice, owner, book):
    record_entry(owner, draft=expense(book))
    shop = open_book(alice, scene="shop", name="Bakery")
    record_linked_payment(
        shop, draft=expense(shop.book, from_account=None), home=owner, home_account=account(book, "bank")
    )
    erase_book(book.pk)
    left = Entry.objects.get(book=shop.book)
    assert (left.book_id, left.link_id) == (shop.book_id, None)
    assert list(integrity_differences()) == []
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is Book:
                assert not model._default_manager.filter(**{field.attname: book.pk}).exists(), model
