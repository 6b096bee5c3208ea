"""Moving in from the upload to the compared balances, as a browser without JavaScript does it, and by the API."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from rest_framework.test import APIClient

from ledger.models import Account, Entry, ImportBatch
from ledger.queries.balances import account_balances
from ledger.services.entries import record_entry
from tests.cast import account, expense
from tests.ledger.importers.feidee_builders import feidee_csv
from tests.ledger.imports.test_import_whole import BOOK, row


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


def url(name: str, book, *args) -> str:
    return reverse(f"ledger:import-{name}", args=[book.public_id, *args])


@pytest.fixture
def brought(signed_in, book, django_capture_on_commit_callbacks):
    def bring(*rows) -> ImportBatch:
        with django_capture_on_commit_callbacks(execute=True):
            file = SimpleUploadedFile("随手记.csv", feidee_csv(*rows))
            assert signed_in.post(url("new", book), {"files": [file]}).status_code == 302
        return ImportBatch.objects.latest("pk")

    return bring


def shown(client, book, batch: ImportBatch) -> str:
    """The words of the import's page, without their markup."""
    page = client.get(url("detail", book, batch.public_id))
    assert page.status_code == 200
    return re.sub(r"<[^>]*>", "", page.content.decode())


def place(batch: ImportBatch, name: str) -> int:
    return [each["name"] for each in batch.places].index(name)


def test_from_the_upload_to_the_compared_balances(
    signed_in, book, brought, django_capture_on_commit_callbacks, django_assert_max_num_queries
):
    batch = brought(*BOOK)
    with django_assert_max_num_queries(40):
        page = shown(signed_in, book, batch)
    for words in ("招商银行储蓄卡", "¥13,200.00", "−¥332.50", "食品酒水", "早午晚餐", "老婆", "装修"):
        assert words in page
    assert not Entry.objects.filter(book=book).exists()

    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(url("write", book, batch.public_id))
    page = signed_in.get(url("detail", book, batch.public_id)).content.decode()
    assert "note-good" in page
    assert "¥13,200.00" in shown(signed_in, book, batch)
    assert signed_in.post(url("undo", book, batch.public_id)).status_code == 302
    assert not Entry.objects.filter(book=book).exists()
    assert signed_in.get(url("detail", book, batch.public_id)).status_code == 200


def test_an_account_is_given_another_kind_and_the_balance_it_really_has(
    signed_in, book, brought, django_capture_on_commit_callbacks
):
    batch = brought(*BOOK)
    index = place(batch, "招商银行储蓄卡")
    address = url("account", book, batch.public_id, index)
    assert "13200.00" in signed_in.get(address).content.decode()
    assert signed_in.post(address, {"kind": "deposit", "balance": "-x"}).status_code == 422
    assert signed_in.post(address, {"kind": "deposit", "balance": "20000"}).status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(url("write", book, batch.public_id))

    card = Account.objects.get(book=book, name="招商银行储蓄卡")
    assert card.kind == "deposit"
    opening = Entry.objects.get(book=book, kind="adjustment", amount_minor=680000)
    assert (opening.to_account, str(opening.date)) == (card, "2024-01-01")
    assert "note-good" in signed_in.get(url("detail", book, batch.public_id)).content.decode()


def test_an_account_of_the_book_takes_one_of_the_file_s_only(signed_in, book, brought):
    batch = brought(*BOOK)
    cash = account(book, "cash")
    address = url("account", book, batch.public_id, place(batch, "招商银行储蓄卡"))
    refused = signed_in.post(address, {"account": str(cash.public_id), "kind": "bank", "balance": ""})
    assert refused.status_code == 422
    bank = account(book, "bank")
    assert signed_in.post(address, {"account": str(bank.public_id), "kind": "bank", "balance": ""}).status_code == 302
    batch.refresh_from_db()
    assert batch.places[place(batch, "招商银行储蓄卡")]["account"] == bank.pk
    assert signed_in.get(url("account", book, batch.public_id, 99)).status_code == 404


def test_balances_that_differ_are_said_before_and_after(
    signed_in, owner, book, brought, django_capture_on_commit_callbacks
):
    record_entry(owner, draft=expense(book, 500, from_account=account(book, "cash")))
    batch = brought(*BOOK)
    # 192.30 in the file, 5.00 spent here before.
    assert "¥187.30" in shown(signed_in, book, batch)
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(url("write", book, batch.public_id))
    page = signed_in.get(url("detail", book, batch.public_id)).content.decode()
    assert "note-good" not in page
    assert reverse("ledger:account-balance", args=[book.public_id, account(book, "cash").public_id]) in page


def test_a_currency_without_a_rate_is_asked_for_first(signed_in, book, brought, django_capture_on_commit_callbacks):
    batch = brought(row("余额变更", "2024-01-01", "美元卡", "100.00", 账户币种="USD"))
    assert 'name="USD"' in signed_in.get(url("detail", book, batch.public_id)).content.decode()
    assert signed_in.post(url("write", book, batch.public_id)).status_code == 422
    assert signed_in.post(url("rates", book, batch.public_id), {"USD": "much"}).status_code == 422
    assert signed_in.post(url("rates", book, batch.public_id), {"USD": "7.12"}).status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        assert signed_in.post(url("write", book, batch.public_id)).status_code == 302
    entry = Entry.objects.get(book=book)
    assert (entry.amount_minor, entry.base_amount_minor) == (10000, 71200)
    (shown,) = [each for each in account_balances(book) if each.n]
    assert (shown.account.currency, shown.balance_minor) == ("USD", 10000)


def test_the_api_tells_the_accounts_with_both_balances(alice, book, brought, django_capture_on_commit_callbacks):
    batch = brought(*BOOK)
    api = APIClient()
    api.force_authenticate(alice)
    address = f"/api/v1/books/{book.public_id}/imports/{batch.public_id}/"
    before = {each["name"]: each for each in api.get(address).data["accounts"]}
    assert before["招行信用卡"]["account"] is None
    assert (before["招行信用卡"]["kind"], before["招行信用卡"]["source_minor"]) == ("credit_card", -33250)
    with django_capture_on_commit_callbacks(execute=True):
        assert api.post(f"{address}write/").status_code == 200
    after = api.get(address).data["accounts"]
    assert all(each["agrees"] and each["account"] for each in after)
