"""Tables whose columns a person tells: what is proposed, what is seen before, and what the book remembers."""

import html
import io
import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from rest_framework.test import APIClient

from ledger.importers.generic import Layout
from ledger.models import Entry, ImportBatch, TableLayout
from ledger.services.books import open_book
from ledger.services.imports import (
    ImportMoved,
    Upload,
    begin_import,
    choose_layout,
    import_files,
    look_at_table,
    read_import,
    waiting_table,
    write_import,
)
from ledger.services.imports.mapping import LayoutInvalid
from tests.cast import account, category
from tests.clients import api_client_of
from tests.ledger.imports.bills import LUNCH, alipay, assert_exact, sums, written

TABLE = (
    "日期,收支,金额,账户,分类,商家,备注\n2025-03-08,支出,18.50,现金,{food},沙县小吃,午饭\n"
    "2025-03-09,收入,1200,银行卡,工资,公司,\n"
)
# Nothing in its words says that the third column is the amount and the second a number of points.
ODD = (
    "Wann;Punkte;Wieviel\n2025-03-08;3;18,50\n2025-03-09;5;20,00\n2025-03-10;5;-2,00\n2025-03-11;5;1,00\n"
    "morgen;1;5,00\n"
)


def begun(member, text: str, encoding="utf-8") -> ImportBatch:
    return begin_import(member, uploads=[Upload("table.csv", io.BytesIO(text.encode(encoding)))], queued=False)


def read_of(batch: ImportBatch) -> ImportBatch:
    return read_import(batch.pk)


def write(batch: ImportBatch) -> ImportBatch:
    ImportBatch.objects.filter(pk=batch.pk).update(state="writing")
    return write_import(batch.pk)


def test_a_new_table_waits_for_its_columns_and_a_bill_does_not(owner):
    batch = begun(owner, TABLE.format(food="餐饮"))
    assert batch.state == "mapping"
    assert begin_import(owner, uploads=[Upload("a.csv", alipay(LUNCH))], queued=False).state == "reading"
    with pytest.raises(ImportMoved):
        waiting_table(begin_import(owner, uploads=[Upload("a.csv", alipay(LUNCH))], queued=False))


def test_what_is_proposed_is_read_with_the_books_own_accounts_and_categories(owner, book):
    food, cash = category(book), account(book, "cash")
    text = TABLE.format(food=food.name).replace("现金", cash.name)
    batch = begun(owner, text)
    look = look_at_table(batch, waiting_table(batch))
    assert (len(look.taken), look.refused, look.wrong) == (2, [], {})

    batch = choose_layout(owner, batch, 0, look.layout)
    assert batch.state == "reading"
    batch = read_of(batch)
    assert batch.state == "preview"
    write(batch)

    lunch = Entry.objects.get(book=book, kind="expense")
    assert (lunch.amount_minor, lunch.from_account, lunch.category, lunch.merchant.name, lunch.note) == (
        1850,
        cash,
        food,
        "沙县小吃",
        "午饭",
    )
    assert sums(book) == {"expense": 1850, "income": 120000}
    assert_exact(book)


def test_the_layout_is_remembered_for_the_next_table_of_this_heading_in_this_book_alone(owner, book, shop_owner):
    first = begun(owner, ODD)
    proposed = look_at_table(first, waiting_table(first)).layout
    assert proposed.roles == ("date", "", "amount")
    said = Layout(("date", "", "amount"), proposed.heading, decimal=",", currency="CNY", delimiter=";", minus="in")
    choose_layout(owner, first, 0, said, account=account(book, "cash"))

    # Another program has saved it, with another preamble and other rows.
    again = begun(owner, "Meine Tabelle\n" + ODD.replace(";", "\t").replace("18", "28"), "utf-16")
    assert again.state == "reading"
    batch = read_of(again)
    assert (batch.state, batch.counts["new"], batch.counts["rejected"]) == ("preview", 4, 1)
    write(batch)
    cash = account(book, "cash").name
    assert {row[0:1] + row[2:5] for row in written(book)} == {
        ("expense", 100, cash, None),
        ("expense", 2000, cash, None),
        ("expense", 2850, cash, None),
        ("refund", 200, None, cash),
    }
    assert begun(shop_owner, ODD).state == "mapping"


def test_rows_of_an_account_that_was_told_take_its_currency(owner, book):
    batch = begun(owner, "Date,Payee,Amount\n2025-03-08,Cafe,-5.00\n")
    look = look_at_table(batch, waiting_table(batch))
    choose_layout(owner, batch, 0, look.layout, account=account(book, "bank"))
    batch.refresh_from_db()
    assert batch.files[0]["layout"]["currency"] == "CNY"


@pytest.mark.parametrize("roles", [("", "", ""), ("date", "date", "amount"), ("", "amount", "")])
def test_columns_that_do_not_say_enough_are_refused_and_the_file_is_kept(owner, roles):
    batch = begun(owner, ODD)
    with pytest.raises(LayoutInvalid):
        choose_layout(owner, batch, 0, Layout(roles, ("Wann", "Punkte", "Wieviel")))
    batch.refresh_from_db()
    assert (batch.state, TableLayout.objects.count()) == ("mapping", 0)
    assert look_at_table(batch, waiting_table(batch)).raw


def test_the_api_takes_what_is_proposed_and_refuses_what_nobody_can_tell(owner, book, alice):
    client = APIClient()
    client.force_authenticate(alice)
    place = reverse("ledger-api:import-list", args=[book.public_id])
    table = SimpleUploadedFile("table.csv", b"Date,Payee,Amount\n2025-03-08,Cafe,-5.00\n")
    assert client.post(place, {"files": [table]}, format="multipart").json()["state"] == "reading"
    odd = SimpleUploadedFile("odd.csv", b"wann,wieviel\n2025-03-08,5.00\nx,y\nx,y\nx,y\n")
    refused = client.post(place, {"files": [odd]}, format="multipart")
    assert (refused.status_code, refused.json()["code"]) == (422, "columns_unknown")
    assert ImportBatch.objects.count() == 1


def test_the_api_shows_a_table_and_takes_its_columns(owner, book, alice):
    api = api_client_of(alice)
    place = reverse("ledger-api:import-list", args=[book.public_id])
    upload = {"files": [SimpleUploadedFile("odd.csv", ODD.encode())], "ask_columns": True}
    begun = api.post(place, upload, format="multipart").json()
    columns = reverse("ledger-api:import-mapping", args=[book.public_id, begun["id"]])
    shown = api.get(columns).json()
    assert (begun["state"], shown["file"], shown["wrong"]) == ("mapping", "odd.csv", {})
    assert shown["layout"]["roles"] == ["date", "", "amount"]
    assert shown["rows"][0] == {"line": 2, "cells": ["2025-03-08", "3", "18,50"]}

    said = shown["layout"] | {"minus": "in", "currency": "CNY"}
    looked = api.post(columns, said, format="json").json()
    assert [(row["kind"], row["amount_minor"]) for row in looked["taken"]][2] == ("refund", 200)
    assert [row["line"] for row in looked["refused"]] == [6]
    assert TableLayout.objects.count() == 0

    # Whoever speaks of other columns has not seen these.
    other = api.put(columns, said | {"roles": ["date", "amount"]}, format="json")
    assert (other.status_code, other.json()["code"]) == (422, "layout_invalid")
    unknown = api.put(columns, said | {"account": str(uuid4())}, format="json")
    assert unknown.status_code == 422
    cash = account(book, "cash")
    taken = api.put(columns, said | {"account": str(cash.public_id)}, format="json")
    assert (taken.status_code, taken.json()["state"]) == (200, "reading")
    assert TableLayout.objects.get().account == cash
    assert api.get(columns).json()["code"] == "import_moved"


def test_without_a_person_what_is_proposed_counts(owner, book):
    batch = import_files(owner, files=[("table.csv", io.BytesIO(b"Date,Payee,Amount\n2025-03-08,Cafe,-5.00\n"))])
    assert (batch.state, sums(book)) == ("done", {"expense": 500})


@pytest.fixture
def shop_owner(alice):
    return open_book(alice, scene="shop", name="Bakery")


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def uploaded(signed_in, book, django_capture_on_commit_callbacks):
    """What the page says of an uploaded table, and its address."""

    def upload(text: str, encoding: str = "utf-8") -> tuple[str, str]:
        with django_capture_on_commit_callbacks(execute=True):
            answer = signed_in.post(
                reverse("ledger:import-new", args=[book.public_id]),
                {"files": [SimpleUploadedFile("table.csv", text.encode(encoding))]},
                follow=True,
            )
        return answer.content.decode(), answer.request["PATH_INFO"]

    return upload


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the form as it stands."""
    form = page[page.index('id="mapping"') : page.index("</form>", page.index('id="mapping"'))]
    said = {
        name: html.unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    }
    for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        said[name] = html.unescape(chosen[1]) if chosen else ""
    return said


def test_the_page_shows_what_would_be_read_and_takes_what_is_put_right(owner, book, uploaded, signed_in):
    page, address = uploaded(ODD)
    assert address.endswith("/columns/")
    assert "Punkte" in page
    said = fields_of(page)
    assert (said["column_0"], said["column_1"], said["delimiter"], said["decimal"]) == ("date", "", ";", ",")

    wrong = signed_in.post(address, said | {"column_1": "amount", "column_2": ""}).content.decode()
    assert "18.50" not in re.sub(r"<[^>]+>", "", wrong)
    said |= {"minus": "in", "currency": "CNY"}
    looked = signed_in.post(address, said)
    assert looked.status_code == 200
    shown = looked.content.decode()
    assert "18.50" in re.sub(r"<[^>]+>", "", shown)
    assert "morgen" in shown
    assert ImportBatch.objects.get().state == "mapping"

    taken = signed_in.post(address, fields_of(shown) | {"take": "yes"})
    assert taken.status_code == 302
    assert ImportBatch.objects.get().state in ("reading", "preview")
    assert ImportBatch.objects.get().files[0]["layout"]["roles"] == ["date", "", "amount"]


def test_the_page_refuses_columns_that_say_too_little(owner, uploaded, signed_in):
    page, address = uploaded(ODD)
    said = fields_of(page) | {"column_0": "", "take": "yes"}
    assert signed_in.post(address, said).status_code == 422
    assert signed_in.post(address, {"columns": "3", "take": "yes"}).status_code == 422
    assert ImportBatch.objects.get().state == "mapping"


def test_another_encoding_shows_other_names_and_their_own_columns(owner, uploaded, signed_in):
    text = "Data,Kwota,Opis\n2025-03-08,-5.00,Żółć\n"
    page, address = uploaded(text, "cp1250")
    assert "Żółć" not in page
    looked = signed_in.post(address, fields_of(page) | {"encoding": "cp1250"}).content.decode()
    assert "Żółć" in looked
    # What cannot be read so is told, and nothing is lost.
    broken = signed_in.post(address, fields_of(page) | {"delimiter": "|"})
    assert broken.status_code == 200
    assert ImportBatch.objects.get().state == "mapping"


def test_an_import_that_has_moved_on_leads_to_where_it_stands(owner, book, uploaded, signed_in):
    page, address = uploaded(ODD)
    ImportBatch.objects.update(state="cancelled")
    assert signed_in.get(address).status_code == 302
    assert signed_in.post(address, fields_of(page) | {"take": "yes"}).status_code == 409
