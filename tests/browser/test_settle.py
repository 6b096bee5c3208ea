"""A trip of four: an uneven split from the pad, who gives whom, the text to send, the picture, and settling all."""

import datetime as dt

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from accounts.models import User
from ledger.models import Entry, Member, Share
from ledger.queries.shares import standings
from ledger.services.books import open_book
from ledger.services.drafts import EntryDraft
from ledger.services.entries import record_entry
from ledger.services.members import add_member, pocket_of
from tests.browser.conftest import at, wait_for_path


@pytest.fixture
def trip(alice: User) -> Member:
    return open_book(alice, scene="trip", name="潮汕四天")


@pytest.fixture
def friends(trip: Member) -> list[Member]:
    return [trip, *(add_member(trip, name=name) for name in ("周航", "阿杰", "小岚"))]


def test_a_trip_of_four_is_shared_unevenly_and_settled(phone: Page, trip: Member, friends: list[Member]):
    """400.00 for all, and 90.00 of which 周航 bears two parts, 阿杰 one, nobody else any."""
    draft = EntryDraft(
        kind="expense", date=dt.date(2026, 11, 1), amount_minor=40000, from_account=pocket_of(friends[0])
    )
    record_entry(trip, draft=draft)

    phone.goto(at("entry-record", trip.book))
    phone.locator("#id_amount").fill("90")
    phone.locator("[name=from_place]").select_option(f"pocket:{trip.public_id}")
    phone.get_by_role("button", name="怎么分").tap()
    wait_for_path(phone, at("entry-share-new", trip.book))
    phone.get_by_label("按份数").check()
    parts = phone.locator("[data-how=parts] input")
    expect(parts).to_have_count(4)
    for field, number in zip(parts.all(), ("0", "2", "1", "0"), strict=True):
        field.fill(number)
    phone.get_by_role("button", name="看看每人多少").tap()
    expect(phone.locator("section li").nth(0)).to_contain_text("60.00")
    assert Entry.objects.count() == 1
    phone.locator(".sticky-actions").get_by_role("button", name="保存").tap()
    wait_for_path(phone, at("book-overview", trip.book))
    assert sorted(Share.objects.values_list("amount_minor", flat=True)) == [3000, 6000]

    # 490 - 100 for who paid; -100 - 60, -100 - 30 and -100 for the others.
    phone.goto(at("settle", trip.book))
    payments = phone.locator(".payment")
    expect(payments).to_have_count(3)
    expect(payments.nth(0)).to_contain_text("160.00")
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    payments.nth(0).get_by_role("button", name="复制文案").tap()
    expect(phone.locator("#toasts [data-toast]")).to_contain_text("复制好了")
    assert phone.evaluate("navigator.clipboard.readText()").startswith("「潮汕四天」结账：周航 给")

    with phone.expect_download() as download:
        phone.get_by_role("button", name="存成长图").tap()
    with Image.open(download.value.path()) as picture:
        assert (picture.format, picture.width) == ("PNG", 750)
        assert len(picture.convert("RGB").getcolors(10**6)) > 50

    phone.get_by_role("button", name="都付了，一键结清").tap()
    expect(phone.get_by_role("heading", name="谁也不欠谁。")).to_be_visible()
    assert standings(trip).payments == []
    phone.locator("#toasts [data-toast]").get_by_role("button", name="撤销").tap()
    expect(payments).to_have_count(3)
