import datetime as dt
import gzip
import re
import uuid
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from ledger.models import Account, Entry, Member
from ledger.services.books import archive_book, open_book
from ledger.services.entries import record_entry
from ledger.services.members import add_member
from ledger.services.pad import Counterparty, record_from_pad
from tests.cast import account, category, expense
from tests.ledger.pages.conftest import account_key, at, category_key, signed_in, words


def sent(book, today, **more):
    """What the pad sends for 35.00, out of the book's first account."""
    first = Account.objects.filter(book=book).order_by("position")[0]
    wallet = Account.objects.filter(book=book, kind="wallet").order_by("position").first() or first
    fields = {
        "mode": "spend",
        "amount": "35",
        "date": today.isoformat(),
        "from_place": f"account:{wallet.public_id}",
        "category": str(category(book).public_id),
        "client_id": str(uuid.uuid4()),
    }
    return fields | more


def test_an_expense_is_recorded_with_the_time_of_today(page, book, today):
    answer = page.post(at("entry-record", book), sent(book, today), follow=True)
    entry = Entry.objects.get(book=book)
    assert (entry.kind, entry.amount_minor, entry.date) == ("expense", 3500, today)
    assert entry.category == category(book)
    assert entry.time is not None
    assert answer.redirect_chain == [(at("book-overview", book), 302)]
    assert "35.00" in words(answer)


def test_recording_reads_only_what_it_writes(alice, page, book, today, django_assert_max_num_queries):
    open_book(alice, scene="trip", name="Another book that could pay")
    page.get(at("entry-record", book))
    fields = sent(book, today)
    with django_assert_max_num_queries(11):
        page.post(at("entry-record", book), fields)
    assert Entry.objects.get(book=book).amount_minor == 3500


def test_an_entry_of_another_day_has_no_time(page, book, today):
    page.post(at("entry-record", book), sent(book, today, date=str(today - dt.timedelta(days=1))))
    assert Entry.objects.get(book=book).time is None


def test_a_sum_is_worked_out(page, book, today):
    page.post(at("entry-record", book), sent(book, today, amount="12+8×2.5"))
    assert Entry.objects.get(book=book).amount_minor == 3200


@pytest.mark.parametrize("amount", ["", "0", "abc", "1.234"])
def test_an_amount_that_is_none_comes_back_with_a_sentence_at_the_field(page, book, today, amount):
    answer = page.post(at("entry-record", book), sent(book, today, amount=amount, note="kept"))
    assert answer.status_code == 422
    assert answer.context["form"].errors["amount"]
    assert 'value="kept"' in answer.content.decode()
    assert not Entry.objects.filter(book=book).exists()


def test_sending_twice_makes_one_entry(page, book, today):
    fields = sent(book, today)
    page.post(at("entry-record", book), fields)
    page.post(at("entry-record", book), fields)
    assert Entry.objects.filter(book=book).count() == 1


def test_save_one_more_keeps_the_day_and_the_account(page, book, today):
    yesterday = str(today - dt.timedelta(days=1))
    answer = page.post(at("entry-record", book), sent(book, today, date=yesterday, then="again"), follow=True)
    form = answer.context["form"]
    assert str(form["date"].value()) == yesterday
    assert form["from_place"].value() == f"account:{account(book, 'wallet').public_id}"
    assert not form["amount"].value()


def test_the_pad_begins_with_the_account_used_last(owner, page, book, today):
    record_entry(owner, draft=expense(book, date=today, from_account=account(book, "credit_card")))
    form = page.get(at("entry-record", book)).context["form"]
    assert form["from_place"].value() == f"account:{account(book, 'credit_card').public_id}"


def test_the_most_used_category_stands_first(owner, page, book, today):
    often = category(book, n=5)
    for _n in range(2):
        record_entry(owner, draft=expense(book, date=today, category=often))
    record_entry(owner, draft=expense(book, date=today, category=category(book, n=3)))
    grid = page.get(at("entry-record", book)).context["grid"]
    assert grid.often[:3] == [often, category(book, n=3), category(book, n=0)]


def test_every_category_can_be_picked_once(page, book):
    html = page.get(at("entry-record", book)).content.decode()
    assert html.count('name="category"') == book.categories.filter(kind="expense").count()


def test_income_goes_to_the_account_of_its_mode(page, book, today):
    fields = sent(book, today, mode="earn", category=str(category(book, "income").public_id))
    fields["to_place"] = page.get(at("entry-record", book), {"mode": "earn"}).context["form"]["to_place"].value()
    page.post(at("entry-record", book), fields)
    entry = Entry.objects.get(book=book)
    assert (entry.kind, entry.to_account.key) == ("income", "bank")


def test_a_transfer_asks_for_both_sides(page, book, today):
    fields = sent(book, today, mode="move", to_place="")
    answer = page.post(at("entry-record", book), fields)
    assert answer.status_code == 422
    assert answer.context["form"].errors["to_place"]
    fields["to_place"] = fields["from_place"]
    assert page.post(at("entry-record", book), fields).context["form"].errors["to_place"]


def test_lending_opens_an_account_for_the_person_once(page, book, today):
    for amount in ("1000", "200"):
        page.post(at("entry-record", book), sent(book, today, mode="lend", counterparty="老王", amount=amount))
    owing = Account.objects.get(book=book, kind="receivable", name="老王")
    assert {entry.to_account_id for entry in Entry.objects.filter(book=book, kind="transfer")} == {owing.pk}


def test_who_owes_us_and_is_owed_has_two_accounts(owner, book, today):
    cash = account(book, "cash")
    draft = expense(book, kind="transfer", category=None, from_account=None)
    record_from_pad(owner, draft=draft, from_place=cash, to_place=Counterparty("receivable", "老王"))
    record_from_pad(owner, draft=draft, from_place=Counterparty("payable", "老王"), to_place=cash)
    kinds = dict(Account.objects.filter(book=book, name__contains="老王").values_list("kind", "name"))
    assert kinds["receivable"] == "老王"
    assert kinds["payable"] != "老王"


def test_what_a_person_pays_comes_from_their_pocket(owner, child, page, book, today):
    page.post(at("entry-record", book), sent(book, today, from_place=f"pocket:{child.public_id}"))
    entry = Entry.objects.select_related("from_account").get(book=book)
    assert (entry.from_account.kind, entry.from_account.member, entry.paid_by) == ("member", child, child)


def test_a_payment_from_another_book_of_mine_stands_in_both(page, book, trip, today):
    wallet = account(book, "wallet")
    fields = sent(book, today) | {
        "from_place": f"linked:{book.public_id}:{wallet.public_id}",
        "category": str(category(trip.book).public_id),
    }
    page.post(at("entry-record", trip.book), fields)
    here, there = Entry.objects.get(book=trip.book), Entry.objects.get(book=book)
    assert here.link_id == there.link_id
    assert (here.from_account.member, there.from_account) == (trip, wallet)
    # The next one is most likely paid from there too.
    form = page.get(at("entry-record", trip.book)).context["form"]
    assert form["from_place"].value() == fields["from_place"]


def test_nobody_pays_from_a_book_that_is_not_theirs(owner, book, trip, bob, today):
    add_member(trip, name="Bob", user=bob, role="contributor")
    fields = sent(book, today) | {
        "from_place": f"linked:{book.public_id}:{account(book, 'wallet').public_id}",
        "category": str(category(trip.book).public_id),
    }
    answer = signed_in(bob).post(at("entry-record", trip.book), fields)
    assert answer.status_code == 422
    assert not Entry.objects.exists()


def test_a_category_of_the_kitty_moves_money_instead_of_spending_it(page, trip, today):
    kitty = account_key(trip.book, "kitty")
    fields = sent(trip.book, today, from_place=f"pocket:{trip.public_id}") | {
        "category": str(category_key(trip.book, "kitty").public_id)
    }
    page.post(at("entry-record", trip.book), fields)
    entry = Entry.objects.get(book=trip.book)
    assert (entry.kind, entry.to_account, entry.category) == ("transfer", kitty, None)


def test_a_field_of_the_scene_is_kept_with_the_entry(page, trip, today):
    fields = sent(trip.book, today, from_place=f"pocket:{trip.public_id}", extra_place="牌坊街")
    page.post(at("entry-record", trip.book), fields)
    assert Entry.objects.get(book=trip.book).extra == {"place": "牌坊街"}


def test_the_day_of_a_shop_is_closed_in_one_sheet(page, shop):
    """Till 100.00 by the book after its own line; 95.00 counted, so 5.00 is missing."""
    form = page.get(at("entry-record", shop.book), {"mode": "close_day"}).context["form"]
    fields = {"mode": "close_day", "date": form["date"].value(), "note": ""}
    fields |= {name: amount for (name, *_rest), amount in zip(form.lines, ["100", "250.5", "", "0"], strict=True)}
    fields[form.counts[0].field] = "95"
    answer = page.post(at("entry-record", shop.book), fields)
    assert answer.status_code == 302
    takings = Entry.objects.filter(book=shop.book, kind="income")
    assert sorted(takings.values_list("amount_minor", flat=True)) == [10000, 25050]
    assert len(set(takings.values_list("group", flat=True))) == 1
    missing = Entry.objects.get(book=shop.book, kind="adjustment")
    assert (missing.from_account.key, missing.amount_minor) == ("till", 500)


def test_an_empty_sheet_is_refused(page, shop, today):
    answer = page.post(at("entry-record", shop.book), {"mode": "close_day", "date": today.isoformat()})
    assert answer.status_code == 422
    assert not Entry.objects.filter(book=shop.book).exists()


def test_a_book_put_away_takes_no_entry(owner, page, book, today):
    archive_book(owner, archived=True)
    assert page.post(at("entry-record", book), sent(book, today)).status_code == 409


def test_recording_goes_into_the_book_opened_last(page, book, trip):
    page.get(at("book-overview", trip.book))
    Member.objects.filter(pk=trip.pk).update(last_opened_at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
    Member.objects.filter(book=book).update(last_opened_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert page.get(reverse("ledger:record")).url == at("entry-record", trip.book)


def test_who_has_no_book_picks_a_scene_first(mallory):
    assert signed_in(mallory).get(reverse("ledger:record")).url == reverse("ledger:book-new")


def test_the_scripts_of_the_pad_are_small(page, book):
    """At most 60 kB of script, compressed, as it is sent."""
    html = page.get(at("entry-record", book)).content.decode()
    names = [path.removeprefix("/static/") for path in re.findall(r'<script src="([^"?]+)"', html)]
    assert "js/record.js" in names
    names.append("js/arithmetic.js")
    total = sum(len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in names)
    assert total <= 60_000


def test_enter_saves_and_leaves(page, book):
    """Enter presses the first button that sends the form: the one that asks for no other entry."""
    html = page.get(at("entry-record", book)).content.decode()
    form = html[html.index("data-record") :]
    first = next(
        tag for tag in re.findall(r"<button\b[^>]*>", form) if 'type="button"' not in tag and "form=" not in tag
    )
    assert 'name="then"' not in first
