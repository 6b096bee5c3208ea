import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledger.cards import month_summary
from ledger.cards.covers import cover_figures
from ledger.directory import directories_of, directory_of
from ledger.errors import BookNotFound
from ledger.models import Account
from ledger.queries.attention import shelf_attention
from ledger.queries.bills import BillDue, next_bills
from ledger.queries.months import book_now
from ledger.queries.shelf import shelf
from ledger.rules.pace import next_monthly
from ledger.services.books import archive_book, change_settings, open_book
from ledger.services.categories import add_category
from ledger.services.entries import record_entry, record_group, set_balance
from ledger.services.erasing import erase_book
from ledger.services.members import add_member
from tests.cast import account, expense, income
from tests.ledger.pages.conftest import account_key, at, category_key, signed_in, words

SHELF = "/books/"


def test_a_visitor_sees_the_doorway_and_a_reader_the_shelf(alice):
    assert reverse("ledger:doorway") == "/"
    assert Client().get("/").status_code == 200
    assert signed_in(alice).get("/").url == SHELF


def test_an_empty_shelf_offers_the_scenes(mallory):
    answer = signed_in(mallory).get(SHELF)
    for scene in ("family", "shop", "trip"):
        assert f'value="{scene}"' in answer.content.decode()


def test_a_book_opens_in_one_tap(mallory):
    client = signed_in(mallory)
    answer = client.post(reverse("ledger:book-new"), {"scene": "family"})
    assert answer.status_code == 302
    assert client.get(answer.url).status_code == 200


def test_a_trip_asks_for_its_days_first_and_may_leave_them_open(mallory):
    client = signed_in(mallory)
    asked = client.post(reverse("ledger:book-new"), {"scene": "trip"})
    assert asked.status_code == 200
    assert not shelf(mallory).books
    fields = {
        "scene": "trip",
        "answered": "1",
        "name": "潮汕四天",
        "start_date": "2026-11-25",
        "end_date": "2026-11-22",
    }
    assert client.post(reverse("ledger:book-new"), fields).status_code == 422
    # Its overview reckons with the days around.
    assert client.post(reverse("ledger:book-new"), fields | {"end_date": "9999-12-31"}).status_code == 422
    fields |= {"end_date": "2026-11-28", "plan_budget": "4800"}
    assert client.post(reverse("ledger:book-new"), fields).status_code == 302
    book = shelf(mallory).books[0].book
    assert book.name == "潮汕四天"
    assert book.facts["plan_budget"] == 480000
    assert book.facts["start_date"] == "2026-11-25"
    assert client.post(reverse("ledger:book-new"), {"scene": "trip", "answered": "1"}).status_code == 302


def test_a_scene_that_does_not_exist_is_refused(mallory):
    assert signed_in(mallory).post(reverse("ledger:book-new"), {"scene": "moon"}).status_code == 422


def test_the_month_over_my_books_stands_on_top(owner, shop, page, today):
    record_entry(owner, draft=expense(owner.book, 102400, date=today))
    record_entry(owner, draft=income(owner.book, 864000, date=today))
    record_entry(shop, draft=expense(shop.book, 600, date=today, from_account=account_key(shop.book, "till")))
    text = words(page.get(SHELF))
    # 1,024.00 + 6.00
    assert "¥1,030" in text
    assert "¥8,640" in text


def test_a_family_says_what_is_left_for_each_day(owner, today):
    """A plan of 3,000.00 with 600.00 spent, over the days left, today among them."""
    change_settings(owner, facts={"plan_budget": 300000})
    record_entry(owner, draft=expense(owner.book, 60000, date=today))
    cover = cover_figures(shelf(owner.user).books)[0]
    last = (today.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    assert cover.amount_minor == 240000 // ((last - today).days + 1)


def test_a_family_without_a_plan_goes_by_the_median_of_five_months_as_its_overview_does(owner, today):
    for months, amount in ((1, 100000), (2, 300000), (3, 200000), (4, 900000), (5, 50000), (6, 90)):
        day = today.replace(day=1)
        for _n in range(months):
            day = (day - dt.timedelta(days=1)).replace(day=1)
        record_entry(owner, draft=expense(owner.book, amount, date=day))
    last = (today.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    # 500, 1,000, 2,000, 3,000 and 9,000: the one in the middle; the sixth month back no longer counts.
    per_day = 200000 // ((last - today).days + 1)
    assert cover_figures(shelf(owner.user).books)[0].amount_minor == per_day
    assert month_summary.build(owner, today=today, options={})["allowance"].per_day_minor == per_day


def test_a_shop_says_what_was_taken_today(shop):
    today = book_now(shop.book).date()
    draft = income(
        shop.book,
        12300,
        date=today,
        to_account=account_key(shop.book, "till"),
        category=category_key(shop.book, "in_store"),
    )
    record_entry(shop, draft=draft)
    record_entry(shop, draft=draft.changed(date=today - dt.timedelta(days=1), amount_minor=999))
    assert cover_figures(shelf(shop.user).books)[0].amount_minor == 12300


def test_a_trip_under_way_says_what_is_left_for_each_day(trip):
    """(4,800.00 - 900.00) over the three days left."""
    today = book_now(trip.book).date()
    record_entry(trip, draft=expense(trip.book, 90000, date=today, from_account=account_key(trip.book, "kitty")))
    assert cover_figures(shelf(trip.user).books)[0].amount_minor == 130000


def test_what_a_customer_was_paid_back_was_not_spent_less_on_a_trip(trip):
    """(4,800.00 - 900.00) over the three days left, whatever was earned and paid back beside it."""
    book, today = trip.book, book_now(trip.book).date()
    kitty = account_key(book, "kitty")
    record_entry(trip, draft=expense(book, 90000, date=today, from_account=kitty))
    earned = add_category(trip, name="Photos", kind="income", icon="camera")
    record_entry(trip, draft=expense(book, 5000, kind="refund", date=today, category=earned, from_account=kitty))
    assert cover_figures(shelf(trip.user).books)[0].amount_minor == 130000


def test_a_book_erased_while_its_shelf_is_made_is_left_out(owner, shop):
    """Its memberships were read before, as its other queries are not."""
    members = [owner, shop]
    erase_book(owner.book_id)
    assert shelf_attention(members) == []
    assert set(directories_of([owner.book, shop.book])) == {shop.book_id}
    with pytest.raises(BookNotFound):
        directory_of(owner.book)


def test_who_sees_only_their_own_gets_no_sum_on_the_cover(owner, contributor):
    change_settings(owner, contributors_see_all=False)
    assert cover_figures(shelf(contributor.user).books)[0].amount_minor is None


def bills_of(owner, today) -> list[BillDue]:
    return next_bills([owner.book], {owner.book_id: today})


def test_a_bill_due_within_a_week_needs_the_reader(owner, today):
    card = account(owner.book, "credit_card")
    record_entry(owner, draft=expense(owner.book, 48600, from_account=card, date=today))
    for days, expected in ((3, 1), (9, 0)):
        due = today + dt.timedelta(days=days)
        Account.objects.filter(pk=card.pk).update(due_day=due.day)
        told = [each.due.bill for each in shelf_attention([owner]) if each.due]
        assert len(told) == expected
    assert [(bill.amount_minor, bill.due) for bill in bills_of(owner, today)] == [(48600, due)]


def test_a_loan_is_due_by_its_instalment(owner, today):
    """1,630.52 of interest and 1,365.87 of principal were paid last: 2,996.39, whatever is owed in all."""
    loan = account(owner.book, "loan")
    set_balance(owner, loan, balance_minor=-61144584, on=today - dt.timedelta(days=60))
    due = today + dt.timedelta(days=5)
    Account.objects.filter(pk=loan.pk).update(due_day=due.day)
    assert [bill.amount_minor for bill in bills_of(owner, today)] == [None]
    interest = expense(owner.book, 163052, from_account=account(owner.book, "bank"), date=today - dt.timedelta(days=25))
    record_group(owner, drafts=[interest, interest.changed(**_to(loan), amount_minor=136587, client_id=None)])
    assert [(b.amount_minor, b.due) for b in bills_of(owner, today)] == [(299639, due)]


def test_the_last_instalment_pays_no_more_than_what_is_owed(owner, today):
    """900.00 are left, and 1,000.00 were paid last: 900.00 are due."""
    loan = account(owner.book, "loan")
    set_balance(owner, loan, balance_minor=-190000, on=today - dt.timedelta(days=60))
    Account.objects.filter(pk=loan.pk).update(due_day=(today + dt.timedelta(days=5)).day)
    paid = expense(owner.book, 100000, from_account=account(owner.book, "bank"), date=today - dt.timedelta(days=25))
    record_entry(owner, draft=paid.changed(**_to(loan)))
    assert [bill.amount_minor for bill in bills_of(owner, today)] == [90000]


def test_an_instalment_that_is_paid_is_not_due_again(owner, today):
    """Paid today, the due day: the next one is a month away."""
    loan = account(owner.book, "loan")
    set_balance(owner, loan, balance_minor=-190000, on=today - dt.timedelta(days=60))
    Account.objects.filter(pk=loan.pk).update(due_day=today.day)
    paid = expense(owner.book, 100000, from_account=account(owner.book, "bank"), date=today)
    record_entry(owner, draft=paid.changed(**_to(loan)))
    due = [bill.due for bill in bills_of(owner, today)]
    assert due == [next_monthly(today.day, today + dt.timedelta(days=1))]
    assert [each.due.bill for each in shelf_attention([owner]) if each.due] == []


def _to(loan: Account) -> dict:
    return {"kind": "transfer", "to_account": loan, "category": None}


def test_entries_without_a_category_need_the_reader_from_three_on(owner, today):
    for n in range(3):
        assert [each.unsorted for each in shelf_attention([owner])] == []
        record_entry(owner, draft=expense(owner.book, 100 + n, date=today, category=None))
    assert [each.unsorted for each in shelf_attention([owner])] == [3]


def test_a_viewer_is_asked_for_nothing(owner, viewer, today):
    for n in range(4):
        record_entry(owner, draft=expense(owner.book, 100 + n, date=today, category=None))
    assert shelf_attention([viewer]) == []


def test_a_book_put_away_stands_apart(owner, trip, page):
    archive_book(owner, archived=True)
    answer = page.get(SHELF)
    assert [cover.book for cover in answer.context["covers"]] == [trip.book]
    assert [cover.book for cover in answer.context["closed"]] == [owner.book]


def test_ten_books_cost_as_many_queries_as_one_of_each_scene(alice, page, today):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page.get(SHELF)
        return len(queries)

    for scene in ("family", "shop", "trip"):
        member = open_book(alice, scene=scene)
        card = Account.objects.filter(book=member.book).order_by("position")[0]
        Account.objects.filter(book=member.book, kind="credit_card").update(due_day=today.day)
        record_entry(member, draft=expense(member.book, date=today, from_account=card, category=None))
    page.get(SHELF)
    few = cost()
    for scene in ("family", "shop", "trip") * 3:
        member = open_book(alice, scene=scene)
        card = Account.objects.filter(book=member.book).order_by("position")[0]
        for _n in range(3):
            record_entry(member, draft=expense(member.book, date=today, from_account=card, category=None))
    assert cost() == few


def test_a_stranger_is_not_on_the_shelf_of_others(owner, mallory):
    assert shelf(mallory).books == []
    add_member(owner, name="Mallory")
    assert shelf(mallory).books == []


@pytest.mark.parametrize("name", ["book-overview", "book-settings"])
def test_the_book_pages_of_each_scene_open(alice, page, shop, trip, owner, name):
    for member in (owner, shop, trip):
        assert page.get(at(name, member.book)).status_code == 200
