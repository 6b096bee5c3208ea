"""The API's page for people: every operation of the schema, in both languages, under the strict content policy."""

import re

import pytest
from drf_spectacular.generators import SchemaGenerator

from config.api_docs import api_operations

PAGE = "/api/v1/docs/"


@pytest.fixture
def schema():
    return SchemaGenerator().get_schema(public=True)


def test_docs_when_a_visitor_opens_them_then_every_operation_is_there(client, db, schema):
    page = client.get(PAGE).content.decode()
    wanted = {told["operationId"] for methods in schema["paths"].values() for told in methods.values()}
    assert len(wanted) > 30
    assert set(re.findall(r'<details class="disclosure" id="([^"]+)"', page)) == wanted


def test_docs_when_they_are_served_then_nothing_in_them_is_inline(client, db):
    answer = client.get(PAGE)
    page = answer.content.decode()
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert not re.search(r'\sstyle="|<style|\son[a-z]+="|<script(?![^>]*\ssrc=)', page)


def test_docs_when_a_language_is_chosen_then_the_words_are_in_it(client, db):
    client.cookies["django_language"] = "en"
    assert "Entries, newest first" in client.get(PAGE).content.decode()
    client.cookies["django_language"] = "zh-hans"
    assert "Entries, newest first" not in client.get(PAGE).content.decode()


def test_docs_when_an_operation_takes_a_body_then_fields_and_example_say_so():
    operations = {each.id: each for _tag, group in api_operations("en") for each in group}
    record = operations["books_entries_create"]
    fields = {field.name: field for field in record.sent}
    assert (fields["amount_minor"].kind, fields["amount_minor"].required) == ("integer", True)
    assert fields["kind"].kind == "expense | income | transfer | refund"
    assert (fields["category"].kind, fields["category"].required) == ("uuid | null", False)
    assert '"date": "2026-11-20"' in record.example
    assert (record.status, '"version": 1' in record.answer) == ("201", True)
    deleted = operations["books_entries_destroy"]
    assert (deleted.status, deleted.sent, deleted.answer) == ("204", [], "")
    assert operations["books_imports_create"].media_type == "multipart/form-data"
    assert {field.kind for field in operations["books_entries_list"].answered} == {"string | null", "[object]"}


def test_docs_when_somebody_makes_a_key_then_the_page_leads_there(client, alice):
    client.force_login(alice)
    assert f'href="{PAGE}"' in client.get("/me/keys/").content.decode()
