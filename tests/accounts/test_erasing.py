"""Taking everything along and leaving for good: what becomes of books, fourteen days to stay, then nothing is left."""

import datetime as dt
import io
import json
import re
from zipfile import ZipFile

import pytest
from django.test import Client

from accounts.models import ApiToken, Consent, Erasure, User
from accounts.privacy import fates_of
from accounts.services import (
    agree_to_documents,
    ask_for_erasure,
    ask_question,
    call_off_erasure,
    create_token,
    erase_due_accounts,
    grant_consent,
    register_user,
)
from accounts.tasks import erase_due
from ledger.models import Book, Entry, Member
from ledger.services.books import open_book
from ledger.services.entries import record_entry
from ledger.services.members import add_member
from ledger.services.rollups import integrity_differences
from ledger.services.till import set_till
from offers.models import Mute
from tests.accounts.conftest import PASSWORD
from tests.cast import expense

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(days=14)


@pytest.fixture
def shop(alice, bob) -> Member:
    """Alice's shop, which Bob keeps along."""
    owner = open_book(alice, scene="shop", name="Bakery")
    add_member(owner, name="Bob", user=bob, role="bookkeeper")
    record_entry(owner, draft=expense(owner.book, from_account=owner.book.accounts.get(key="till")))
    return owner


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_page_says_what_becomes_of_each_book_and_asks_for_the_word(alice, owner, shop):
    client = signed_in(alice)
    page = client.get("/me/data/erase/").content.decode()
    fates = {fate.title: fate.choices for fate in fates_of(alice)}
    bob = Member.objects.get(book=shop.book, name="Bob")
    assert fates == {"Home": [], "Bakery": [(str(bob.public_id), "Bob")]}
    assert "没有别人在记" in page
    assert page.count("<select") == 1
    refused = client.post("/me/data/erase/", {"word": "是", "heir-1": str(bob.public_id)})
    assert refused.status_code == 422
    assert not Erasure.objects.exists()
    assert client.post("/me/data/erase/", {"word": " 注销 ", "heir-1": str(bob.public_id)}).status_code == 302
    erasure = Erasure.objects.get(user=alice)
    assert erasure.due_at - erasure.asked_at == dt.timedelta(days=14)
    assert erasure.choices == {str(shop.book.public_id): str(bob.public_id)}
    assert "/me/data/" in client.get("/me/news/").content.decode()


def test_nothing_happens_before_the_time_or_where_it_was_called_off(alice, owner):
    ask_for_erasure(alice, choices={}, at=NOON)
    assert erase_due_accounts(now=LATER - dt.timedelta(seconds=1)) == 0
    assert signed_in(alice).post("/me/data/keep/").status_code == 302
    assert not call_off_erasure(alice)
    assert erase_due_accounts(now=LATER) == 0
    assert Book.objects.filter(pk=owner.book_id).exists()


def test_when_the_time_comes_nothing_of_the_person_is_left(alice, bob, owner, shop):
    home = owner.book
    record_entry(owner, draft=expense(home))
    create_token(alice, name="script", at=NOON)
    agree_to_documents(alice, where="test", at=NOON)
    grant_consent(alice, purpose="personal_offers", where="test", at=NOON)
    ask_question(alice, text="Where is my money?", at=NOON)
    Mute.objects.create(user=alice, book=shop.book, kind="money_fund")
    session = signed_in(alice)
    ask_for_erasure(alice, choices={}, at=NOON)
    assert erase_due_accounts(now=LATER) == 1
    assert erase_due_accounts(now=LATER) == 0

    assert not Book.objects.filter(pk=home.pk).exists()
    assert not Entry.objects.filter(book_id=home.pk).exists()
    # The shop stays, with its entries and Alice's name there, and Bob owns it.
    assert Entry.objects.get(book=shop.book).recorded_by.name == "Alice"
    roles = Member.objects.filter(book=shop.book).values_list("name", "role", "user_id")
    assert set(roles) == {("Alice", "", None), ("Bob", "owner", bob.pk)}
    assert list(integrity_differences()) == []

    emptied = User.objects.get(pk=alice.pk)
    assert (emptied.name, emptied.phone, emptied.is_active, emptied.has_usable_password()) == ("", None, False, False)
    assert emptied.email == f"{alice.public_id}@erased.invalid"
    assert not alice.emailaddress_set.exists()
    assert not ApiToken.objects.filter(user=alice).exists()
    assert not alice.questions.exists()
    assert not Mute.objects.filter(user=alice).exists()
    # The evidence stays, closed.
    assert Consent.objects.filter(user=alice, withdrawn_at=LATER).count() == 3
    assert session.get("/me/").status_code == 302
    # The address is free again.
    assert register_user(email="alice@example.com").pk != alice.pk


def test_the_owner_who_was_chosen_takes_over(alice, shop, carol):
    heir = set_till(shop, add_member(shop, name="Carol", user=carol, role="contributor"), till=True)
    ask_for_erasure(alice, choices={str(shop.book.public_id): str(heir.public_id)}, at=NOON)
    erase_due_accounts(now=LATER)
    heir.refresh_from_db()
    assert (heir.role, heir.till) == ("owner", False)
    assert Member.objects.get(book=shop.book, name="Bob").role == "bookkeeper"


def test_a_book_with_another_owner_only_loses_one(alice, bob, owner):
    add_member(owner, name="Bob", user=bob, role="owner")
    assert [fate.choices for fate in fates_of(alice)] == [[]]
    ask_for_erasure(alice, choices={}, at=NOON)
    erase_due_accounts(now=LATER)
    assert Book.objects.filter(pk=owner.book_id).exists()


def test_the_task_takes_what_is_due_now(alice):
    ask_for_erasure(alice, choices={}, at=NOON - dt.timedelta(days=3650))
    erase_due()
    assert Erasure.objects.get(user=alice).done_at is not None


def test_who_has_a_password_shows_it_before_everything_is_handed_over(client, person):
    client.force_login(person)
    asked = client.post("/me/data/download/")
    assert (asked.status_code, asked.url.split("?")[0]) == (302, "/accounts/reauthenticate/")
    handed = client.post(asked.url, {"password": PASSWORD})
    assert handed["Content-Disposition"].endswith('.zip"')


def test_everything_comes_along_in_a_zip_and_nothing_of_others(alice, mallory, owner, shop):
    record_entry(owner, draft=expense(owner.book, 4321, note="红烧肉"))
    strange = open_book(mallory, scene="family", name="Mallory")
    record_entry(strange, draft=expense(strange.book, note="secret"))
    agree_to_documents(alice, where="test", at=NOON)
    answer = signed_in(alice).post("/me/data/download/")
    assert answer.status_code == 200
    assert re.search(r"changji-\d{8}\.zip", answer["Content-Disposition"])
    archive = ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert set(archive.namelist()) == {"account.json", "books/Home.csv", "books/Bakery.csv"}
    said = json.loads(archive.read("account.json"))
    assert said["email"] == "alice@example.com"
    assert {consent["purpose"] for consent in said["consents"]} == {"terms", "privacy"}
    home = archive.read("books/Home.csv").decode("utf-8-sig")
    assert "红烧肉" in home
    assert "43.21" in home
    assert all(b"secret" not in archive.read(name) for name in archive.namelist())
