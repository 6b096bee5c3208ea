"""Who gives whom, on pages: standings, payments, taking back; how an entry is shared; the payment code."""

import datetime as dt
import io
import uuid
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import Notice
from accounts.privacy import keepers
from ledger.models import Account, BookChange, Entry, PayCode, Settlement, Share
from ledger.queries.balances import account_balance
from ledger.queries.shares import standings
from ledger.rules.shares import How, Split
from ledger.services.books import change_settings
from ledger.services.drafts import EntryDraft
from ledger.services.entries import record_entry
from ledger.services.guests import change_guest_link, make_guest_link
from ledger.services.members import add_member, pocket_of
from ledger.services.pad import record_from_pad
from ledger.services.pay_codes import keep_pay_code
from tests.ledger.pages.conftest import account_key, at, category_key, markup, signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def friends(trip, bob):
    """The host, a friend who signs in, and a guest who is only a name."""
    return [trip, add_member(trip, name="周航", user=bob, role="contributor"), add_member(trip, name="阿杰")]


@pytest.fixture
def owed(trip, friends, today_of_trip):
    """The trip of four days at its end: 2,318.00, 588.00 and 1,406.00."""
    for person, minor in zip(friends, (231800, 58800, 140600), strict=True):
        draft = EntryDraft(
            kind="expense", date=today_of_trip, amount_minor=minor, category=category_key(trip.book, "food")
        )
        record_from_pad(trip, draft=draft, from_place=person)


@pytest.fixture
def today_of_trip(trip):
    from ledger.queries.months import book_now

    return book_now(trip.book).date()


def payment(giver, taker, amount):
    return f"{giver.public_id}:{taker.public_id}:{amount}"


def test_the_page_says_who_gives_whom(page, trip, friends, owed):
    text = page.get(at("settle", trip.book)).content.decode()
    assert "4,312" in text
    assert text.count("payment-words") == 2
    assert f"周航 给 {trip.name} ¥849.33" in text
    assert f"阿杰 给 {trip.name} ¥31.33" in text
    assert "周航 垫了 ¥588.00，该摊 ¥1,437.33" in text


def test_one_button_records_a_payment_and_its_undo_takes_it_back(page, trip, friends, owed):
    host, friend, guest = friends
    sent = {"payment": payment(friend, host, "849.33"), "client_id": str(uuid.uuid4())}
    page.post(at("settle-pay", trip.book), sent)
    page.post(at("settle-pay", trip.book), sent)  # a second tap
    entry = Entry.objects.get(kind="transfer")
    assert (entry.from_account, entry.to_account, entry.amount_minor) == (pocket_of(friend), pocket_of(host), 84933)
    assert [(p.giver, p.taker, p.amount_minor) for p in standings(trip).payments] == [(guest, host, 3133)]
    row = Settlement.objects.get()
    page.post(at("settle-undo", trip.book, row.public_id))
    assert standings(trip).of(friend).owed_minor == -84933
    assert [change.what for change in BookChange.objects.filter(what__startswith="settle").order_by("id")] == [
        "settled",
        "settlement_undone",
    ]
    assert page.post(at("settle-undo", trip.book, row.public_id)).status_code == 409


def test_settling_all_makes_everybody_even_and_tells_who_has_an_account(page, trip, friends, owed, bob):
    host, friend, guest = friends
    due = [payment(friend, host, "849.33"), payment(guest, host, "31.33")]
    response = page.post(at("settle-everything", trip.book), {"payment": due}, follow=True)
    assert "谁也不欠谁。" in response.content.decode()
    assert Settlement.objects.get().payments[0]["amount_minor"] == 84933
    assert list(Notice.objects.filter(kind="settlement").values_list("user", flat=True)) == [bob.pk]


def test_what_is_due_no_more_is_not_settled(page, trip, friends, owed):
    host, friend, _guest = friends
    response = page.post(at("settle-everything", trip.book), {"payment": [payment(friend, host, "849.33")]})
    assert response.status_code == 409
    assert not Entry.objects.filter(kind="transfer").exists()


@pytest.mark.parametrize("sent", ["", "x", "a:b:1", f"{uuid.UUID(int=7)}:book:1.00", "book:book:0"])
def test_a_payment_of_nobody_is_refused(page, trip, sent):
    assert page.post(at("settle-pay", trip.book), {"payment": sent}).status_code == 422


def test_the_book_pays_back_from_its_account(page, owner, book):
    """A family shares nothing by default: 30.00 out of a pocket are the family's to pay back."""
    record_entry(
        owner,
        draft=EntryDraft(kind="expense", date=dt.date(2026, 11, 1), amount_minor=3000, from_account=pocket_of(owner)),
    )
    assert "<strong>账本</strong>" in page.get(at("settle", book)).content.decode()
    cash = Account.objects.filter(book=book, kind="cash")[0]
    sent = {"payment": f"book:{owner.public_id}:30.00", "account": str(cash.public_id)}
    assert page.post(at("settle-pay", book), sent).status_code == 302
    assert standings(owner).payments == []
    assert page.post(at("settle-pay", book), {"payment": sent["payment"]}).status_code == 422


def test_as_of_a_day_there_is_nothing_to_press(page, trip, friends, owed, today_of_trip):
    before = today_of_trip - dt.timedelta(days=1)
    text = page.get(at("settle", trip.book), {"on": before.isoformat()}).content.decode()
    assert "谁也不欠谁。" in text
    text = markup(page.get(at("settle", trip.book), {"on": today_of_trip.isoformat()}))
    assert "849.33" in text
    assert at("settle-pay", trip.book) not in text


def test_who_sees_own_entries_only_sees_own_figures_only(trip, friends, owed, bob):
    change_settings(trip, contributors_see_all=False)
    text = words(signed_in(bob).get(at("settle", trip.book)))
    assert "你还该给" in text
    assert "849.33" in text
    assert "阿杰" not in text
    assert "4,312" not in text
    assert "1,437" not in text


def test_an_own_only_contributor_settles_own_payments_only(trip, friends, owed, bob):
    host, friend, guest = friends
    change_settings(trip, contributors_see_all=False)
    browser = signed_in(bob)
    assert browser.post(at("settle-pay", trip.book), {"payment": payment(guest, host, "31.33")}).status_code == 403
    assert browser.post(at("settle-pay", trip.book), {"payment": payment(friend, host, "849.33")}).status_code == 302


def test_hidden_amounts_stay_hidden(page, trip, friends, owed, alice):
    alice.hide_amounts = True
    alice.save(update_fields=["hide_amounts"])
    text = markup(page.get(at("settle", trip.book)))
    assert text.count("849.33") == text.count('value="::849.33"') == 2, "what the buttons send, and nothing beside it"
    assert "settle-sheet" not in text


def test_the_page_costs_the_same_with_more_entries(page, trip, friends, owed, django_assert_max_num_queries):
    page.get(at("settle", trip.book))
    split = Split.equally([person.pk for person in friends]).as_json()
    for n in range(20):
        draft = EntryDraft(
            kind="expense",
            date=dt.date(2026, 11, 1),
            amount_minor=1000 + n,
            from_account=pocket_of(friends[n % 3]),
            split=split,
        )
        record_entry(trip, draft=draft)
    with django_assert_max_num_queries(12):
        page.get(at("settle", trip.book))


# How an entry is shared


def pad(trip, **more):
    """What the pad sends."""
    fields = {
        "mode": "spend",
        "amount": "31.00",
        "date": "2026-11-01",
        "category": str(category_key(trip.book, "food").public_id),
        "from_place": f"pocket:{trip.public_id}",
        "client_id": str(uuid.uuid4()),
    }
    return fields | more


def test_the_pad_goes_to_a_page_that_shares_and_records(page, trip, friends):
    host, friend, guest = friends
    sent = pad(trip, note="火锅")
    opened = page.post(at("entry-share-new", trip.book), sent).content.decode()
    assert 'name="note" value="火锅"' in opened
    assert not Entry.objects.exists()
    parts = {f"parts_{host.public_id}": "2", f"parts_{friend.public_id}": "1", f"parts_{guest.public_id}": ""}
    looked = page.post(at("entry-share-new", trip.book), sent | parts | {"how": "parts", "share": "look"})
    assert "每个人摊多少" in looked.content.decode()
    assert not Entry.objects.exists()
    response = page.post(at("entry-share-new", trip.book), sent | parts | {"how": "parts", "share": "save"})
    assert response.status_code == 302
    entry = Entry.objects.get()
    assert (entry.note, Split.read(entry.split).how) == ("火锅", How.PARTS)
    assert dict(Share.objects.values_list("member_id", "amount_minor")) == {host.pk: 2067, friend.pk: 1033}


def test_a_pad_that_is_not_complete_is_shown_again(page, trip, friends):
    response = page.post(at("entry-share-new", trip.book), pad(trip, amount=""))
    assert response.status_code == 422
    assert "data-record" in response.content.decode()


def test_several_pay(page, trip, friends):
    host, friend, _guest = friends
    more = {f"paid_{host.public_id}": "10.01", f"paid_{friend.public_id}": "20.99", "how": "book", "share": "save"}
    assert page.post(at("entry-share-new", trip.book), pad(trip) | more).status_code == 302
    entries = Entry.objects.order_by("id")
    assert [(entry.amount_minor, entry.paid_by_id) for entry in entries] == [(1001, host.pk), (2099, friend.pk)]
    assert entries[0].group == entries[1].group is not None


def test_what_several_paid_must_be_all_of_it(page, trip, friends):
    host, friend, _guest = friends
    more = {f"paid_{host.public_id}": "10", f"paid_{friend.public_id}": "20", "how": "book", "share": "save"}
    response = page.post(at("entry-share-new", trip.book), pad(trip) | more)
    assert response.status_code == 422
    assert "大家付的加起来要等于总数。" in response.content.decode()
    assert not Entry.objects.exists()


def test_by_item(page, trip, friends):
    """鱼 20.00 for two, 茶 11.00 for one of them: 21.00 and 10.00."""
    host, friend, _guest = friends
    more = {
        "item_0_name": "鱼",
        "item_0_amount": "20",
        "item_0_who": [str(host.public_id), str(friend.public_id)],
        "item_1_name": "茶",
        "item_1_amount": "11",
        "item_1_who": [str(host.public_id)],
    }
    page.post(at("entry-share-new", trip.book), pad(trip) | more | {"how": "items", "share": "save"})
    assert dict(Share.objects.values_list("member_id", "amount_minor")) == {host.pk: 2100, friend.pk: 1000}
    entry = Entry.objects.get()
    again = page.get(at("entry-share", trip.book, entry.client_id)).content.decode()
    assert 'value="鱼"' in again
    assert 'value="11.00"' in again


def test_how_an_entry_is_shared_can_be_changed_and_is_told(page, trip, friends):
    host, friend, guest = friends
    split = Split.equally([person.pk for person in friends]).as_json()
    draft = EntryDraft(
        kind="expense", date=dt.date(2026, 11, 1), amount_minor=9000, from_account=pocket_of(host), split=split
    )
    entry = record_entry(trip, draft=draft)
    shown = page.get(at("entry-edit", trip.book, entry.client_id)).content.decode()
    assert [person.name in shown for person in friends] == [True, True, True]
    exact = {f"exact_{friend.public_id}": "40", f"exact_{guest.public_id}": "49.99"}
    wrong = page.post(at("entry-share", trip.book, entry.client_id), exact | {"how": "exact", "share": "save"})
    assert wrong.status_code == 422
    assert "比总数少 0.01" in wrong.content.decode()
    exact[f"exact_{guest.public_id}"] = "50"
    page.post(at("entry-share", trip.book, entry.client_id), exact | {"how": "exact", "share": "save", "version": "1"})
    assert dict(Share.objects.values_list("member_id", "amount_minor")) == {friend.pk: 4000, guest.pk: 5000}
    told = page.get(at("entry-edit", trip.book, entry.client_id)).content.decode()
    assert "怎么分" in told
    assert "周航 40.00 · 阿杰 50.00" in told


def test_a_stale_change_of_shares_is_refused(page, trip, friends):
    entry = record_entry(
        trip,
        draft=EntryDraft(kind="expense", date=dt.date(2026, 11, 1), amount_minor=9000, from_account=pocket_of(trip)),
    )
    sent = {f"in_{friends[1].public_id}": "on", "how": "equal", "share": "save", "version": "0"}
    assert page.post(at("entry-share", trip.book, entry.client_id), sent).status_code == 409


def test_who_shares_by_default(page, trip, friends):
    host, friend, _guest = friends
    percents = {f"percent_{host.public_id}": "55", f"percent_{friend.public_id}": "44"}
    refused = page.post(at("share-default", trip.book), percents | {"how": "percent"})
    assert "百分比加起来要是 100。" in refused.content.decode()
    percents[f"percent_{friend.public_id}"] = "45"
    page.post(at("share-default", trip.book), percents | {"how": "percent"})
    trip.book.refresh_from_db()
    assert Split.read(trip.book.split).of == {host.pk: 5500, friend.pk: 4500}
    everybody = {f"in_{person.public_id}": "on" for person in friends}
    page.post(at("share-default", trip.book), everybody | {"how": "equal"})
    trip.book.refresh_from_db()
    assert trip.book.split == {"how": "equal", "of": []}
    page.post(at("share-default", trip.book), {"how": "none"})
    trip.book.refresh_from_db()
    assert trip.book.split == {"how": "none"}
    assert page.get(at("share-default", trip.book)).status_code == 200


# The payment code


def picture(size=(40, 40), kind="JPEG", **more):
    written = io.BytesIO()
    Image.new("RGB", size, "white").save(written, kind, **more)
    return SimpleUploadedFile("code.jpg", written.getvalue())


def test_a_payment_code_is_drawn_anew_and_seen_by_who_keeps_a_book_with_one(page, trip, friends, alice, bob, mallory):
    exif = Image.Exif()
    exif[0x010F] = "Secret phone"
    sent = picture((3000, 1500), exif=exif)
    assert b"Secret phone" in sent.read()
    sent.seek(0)
    assert page.post("/pay-code/", {"picture": sent}).status_code == 302
    kept = bytes(PayCode.objects.get(user=alice).picture)
    assert b"Secret" not in kept
    with Image.open(io.BytesIO(kept)) as drawn:
        assert (drawn.format, drawn.size, dict(drawn.getexif())) == ("PNG", (1080, 540), {})
    place = at("pay-code-picture", trip.book, trip.public_id)
    seen = signed_in(bob).get(place)
    assert (seen.status_code, seen["Content-Type"]) == (200, "image/png")
    assert "no-store" in seen["Cache-Control"]
    assert signed_in(mallory).get(place).status_code == 404
    assert page.get(at("pay-code-picture", trip.book, friends[1].public_id)).status_code == 404
    page.post("/pay-code/", {"remove": "1"})
    assert signed_in(bob).get(place).status_code == 404


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"GIF89a" + bytes(20)])
def test_what_is_no_picture_is_refused(page, content):
    response = page.post("/pay-code/", {"picture": SimpleUploadedFile("code.png", content or b" ")})
    assert response.status_code == 422
    assert not PayCode.objects.exists()


def test_the_code_of_who_is_paid_stands_at_the_payment(page, trip, friends, owed, alice):
    keep_pay_code(alice, picture())
    text = page.get(at("settle", trip.book)).content.decode()
    assert at("pay-code-picture", trip.book, trip.public_id) in text


def test_the_kitty_of_the_scene_is_still_chipped_in(page, trip, friends):
    kitty = account_key(trip.book, "kitty")
    more = {f"paid_{friends[0].public_id}": "10", f"paid_{friends[1].public_id}": "21", "how": "book", "share": "save"}
    page.post(
        at("entry-share-new", trip.book),
        pad(trip, category=str(category_key(trip.book, "kitty").public_id)) | more,
    )
    assert [(e.kind, e.to_account_id, e.amount_minor) for e in Entry.objects.order_by("id")] == [
        ("transfer", kitty.pk, 1000),
        ("transfer", kitty.pk, 2100),
    ]


def test_what_is_left_in_the_kitty_is_given_back(page, trip, friends, today_of_trip):
    """Each put 50.00 in, 60.00 were spent for all: 90.00 are left, 30.00 each."""
    kitty = account_key(trip.book, "kitty")
    for person in friends:
        draft = EntryDraft(kind="transfer", date=today_of_trip, amount_minor=5000)
        record_from_pad(trip, draft=draft, from_place=person, to_place=kitty)
    spent = EntryDraft(kind="expense", date=today_of_trip, amount_minor=6000, from_account=kitty)
    record_entry(trip, draft=spent)
    text = page.get(at("settle", trip.book)).content.decode()
    assert text.count(":30.00") == 3
    sent = {
        "payment": [f"book:{person.public_id}:30.00" for person in friends],
        "account": str(kitty.public_id),
        "client_id": str(uuid.uuid4()),
    }
    page.post(at("settle-pay", trip.book), sent)
    page.post(at("settle-pay", trip.book), sent)  # a second tap
    assert account_balance(kitty) == 0
    assert {row.owed_minor for row in standings(trip).rows} == {0}
    assert "kitty" not in page.get(at("settle", trip.book)).content.decode()


def test_a_payment_code_is_taken_along_and_goes_with_its_person(alice):
    keep_pay_code(alice, picture())
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for keeper in keepers():
            if keeper.key == "pay-code":
                keeper.take_along(alice, archive, None)
                keeper.forget(alice, {})
        assert archive.namelist() == ["payment-code.png"]
    assert not PayCode.objects.exists()


def test_what_waits_for_approval_is_owed_by_nobody_yet(trip, friends, owed):
    before = standings(trip).payments
    entry = Entry.objects.filter(amount_minor=58800).get()
    Entry.objects.filter(pk=entry.pk).update(approval="pending")
    assert standings(trip).of(friends[1]).paid_minor == 0
    Entry.objects.filter(pk=entry.pk).update(approval="approved")
    assert standings(trip).payments == before


# Guests, and the till


@pytest.fixture
def guests_browser(trip, friends):
    """The browser of 阿杰, who came by the link of the book."""
    browser = Client()
    token = make_guest_link(trip, at=timezone.now()).token
    browser.post(reverse("ledger:guest-door", args=[token]), {"person": friends[2].public_id})
    return browser


def test_a_guest_sees_who_owes_whom_and_notes_a_payment(guests_browser, trip, friends, owed):
    host, _friend, guest = friends
    text = guests_browser.get(at("settle", trip.book)).content.decode()
    assert f"阿杰 给 {trip.name} ¥31.33" in text
    assert "/pay-code/" not in text
    sent = {"payment": payment(guest, host, "31.33")}
    assert guests_browser.post(at("settle-pay", trip.book), sent).status_code == 302
    entry = Entry.objects.get(kind="transfer")
    assert (entry.recorded_by, entry.amount_minor) == (guest, 3133)
    guests_browser.post(at("settle-undo", trip.book, Settlement.objects.get().public_id))
    entry.refresh_from_db()
    assert entry.deleted_at is not None


def test_a_guest_shares_an_expense(guests_browser, trip, friends):
    host, friend, guest = friends
    more = {f"in_{host.public_id}": "on", f"in_{guest.public_id}": "on", "how": "equal", "share": "save"}
    sent = pad(trip, from_place=f"pocket:{guest.public_id}") | more
    assert guests_browser.post(at("entry-share-new", trip.book), sent).status_code == 302
    assert standings(trip).of(host).owed_minor == -1550
    assert standings(trip).of(friend).owed_minor == 0


def test_a_guest_who_may_only_look_notes_nothing(guests_browser, trip, friends, owed):
    change_guest_link(trip, may_record=False)
    host, _friend, guest = friends
    assert at("settle-pay", trip.book) not in guests_browser.get(at("settle", trip.book)).content.decode()
    sent = {"payment": payment(guest, host, "31.33")}
    assert guests_browser.post(at("settle-pay", trip.book), sent).status_code == 403


def test_somebody_at_the_till_learns_nothing_of_the_takings(shop, bob):
    """A shop shares nothing by default: what it took is no part of what a clerk is owed."""
    clerk = add_member(shop, name="Bob", user=bob, role="contributor")
    change_settings(shop, contributors_see_all=False)
    cash = Account.objects.filter(book=shop.book, kind="cash")[0]
    record_entry(shop, draft=EntryDraft(kind="income", date=dt.date(2026, 11, 1), amount_minor=185000, to_account=cash))
    record_entry(
        shop,
        draft=EntryDraft(kind="expense", date=dt.date(2026, 11, 1), amount_minor=2200, from_account=pocket_of(clerk)),
    )
    text = words(signed_in(bob).get(at("settle", shop.book)))
    assert "你还该收" in text
    assert "22.00" in text
    assert "1,8" not in text
