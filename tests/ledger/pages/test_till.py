"""Somebody at the till (店员模式), and contributors who see no balances."""

import datetime as dt

import pytest
from django.urls import reverse

from ledger.access import access_book
from ledger.models import Account, Book, BookChange
from ledger.queries.coming import coming
from ledger.services.accounts import edit_account
from ledger.services.books import change_settings, open_book
from ledger.services.entries import record_entry
from ledger.services.members import add_member, change_role
from ledger.services.till import NoContributor, set_till
from tests.cast import account, expense, income
from tests.clients import api_client_of
from tests.ledger.pages.conftest import at, signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(alice):
    return open_book(alice, scene="shop", name="巷口面包")


@pytest.fixture
def clerk(shop, carol):
    return add_member(shop, name="小周", user=carol, role="contributor")


def test_one_tap_puts_a_contributor_at_the_till_and_one_takes_them_away(shop, clerk):
    boss, worker = signed_in(shop.user), signed_in(clerk.user)
    assert worker.get(at("book-overview", shop.book)).status_code == 200
    boss.post(at("member-till", shop.book, clerk.public_id))
    clerk.refresh_from_db()
    assert clerk.till
    pad = at("entry-record", shop.book)
    assert worker.get(at("book-overview", shop.book)).url == pad
    assert worker.get(reverse("ledger:shelf")).url == pad
    boss.post(at("member-till", shop.book, clerk.public_id), {"till": "no"})
    assert worker.get(at("book-overview", shop.book)).status_code == 200
    assert BookChange.objects.filter(what="role_changed", row_id=clerk.pk).count() == 2


def test_the_pad_at_the_till_takes_money_into_the_accounts_of_the_till(shop, clerk):
    edit_account(shop, Account.objects.get(book=shop.book, key="qr_code"), at_till=True)
    set_till(shop, clerk, till=True)
    page = signed_in(clerk.user).get(at("entry-record", shop.book))
    assert [mode.key for mode in page.context["modes"]] == ["take", "on_credit", "close_day"]
    assert [row.key for row in page.context["choices"].accounts] == ["qr_code"]
    assert "对公账户" not in words(page)


def test_at_the_till_one_sees_what_one_recorded_oneself_and_no_balance(shop, clerk):
    book = shop.book
    record_entry(shop, draft=income(book, 123_456))
    record_entry(clerk, draft=income(book, 5_600, note="自己记的"))
    set_till(shop, clerk, till=True)
    worker = signed_in(clerk.user)
    listed = words(worker.get(at("entry-list", book)))
    assert "自己记的" in listed
    assert "1,234.56" not in listed
    assert worker.get(at("account-list", book)).status_code == 403
    assert worker.get(at("budget-list", book)).status_code == 403
    answer = api_client_of(clerk.user).get(f"/api/v1/books/{book.public_id}/accounts/").json()
    assert {row["balance_minor"] for row in answer} == {None}


def test_only_contributors_come_to_the_till_and_another_role_ends_it(shop, clerk, bob):
    keeper = add_member(shop, name="Bob", user=bob, role="bookkeeper")
    with pytest.raises(NoContributor):
        set_till(shop, keeper, till=True)
    set_till(shop, clerk, till=True)
    clerk.refresh_from_db()
    change_role(shop, clerk, role="bookkeeper")
    assert signed_in(clerk.user).get(at("book-overview", shop.book)).status_code == 200


def test_contributors_from_whom_balances_are_hidden_see_no_balance_and_nothing_reckoned_from_one(
    owner, contributor, book
):
    card = account(book, "credit_card")
    edit_account(owner, card, due_day=20)
    record_entry(owner, draft=expense(book, 77_700, from_account=card))
    change_settings(owner, contributors_see_balances=False)
    client = signed_in(contributor.user)
    assert client.get(at("account-list", book)).status_code == 403
    shown = {card.key for card in client.get(at("book-overview", book)).context["cards"]}
    assert "net_worth" not in shown
    assert shown
    answer = api_client_of(contributor.user).get(f"/api/v1/books/{book.public_id}/accounts/").json()
    assert {row["balance_minor"] for row in answer} == {None}
    today = dt.date(2026, 11, 5)
    mine = access_book(contributor.user, book.public_id).book
    assert [each for each in coming(mine, today=today, within_days=30) if each.bill] == []
    hers = access_book(owner.user, book.public_id).book
    assert [each.amount_minor for each in coming(hers, today=today, within_days=30) if each.bill] == [77_700]
    assert words(client.get(at("entry-list", book))).count("777.00") >= 1


def test_the_settings_say_who_sees_what_and_the_table_of_rights_follows(owner, book):
    client = signed_in(owner.user)
    form = client.get(at("book-settings", book)).context["form"]
    fields = {name: form.initial[name] for name in ("name", "month_start_day")}
    client.post(at("book-settings", book), fields | {"approval_above_minor": "2000", "contributors_see_all": "on"})
    saved = Book.objects.get()
    assert (saved.approval_above_minor, saved.contributors_see_balances, saved.contributors_see_all) == (
        200_000,
        False,
        True,
    )
    groups = client.get(at("book-rights", book)).context["groups"]
    balances = groups[0].rights[2]
    # Owner, manager, bookkeeper, contributor, viewer.
    assert balances.roles == [True, True, True, False, True]
