import pytest

from ledger.models import Category, Entry, Merchant, Step
from ledger.services.categories import add_category
from ledger.services.entries import record_entry
from ledger.services.members import add_member
from tests.cast import category, expense
from tests.clients import api_client_of

pytestmark = pytest.mark.django_db


def place(book, *parts: str) -> str:
    return "/".join((f"/api/v1/books/{book.public_id}/names", *map(str, parts), ""))


@pytest.mark.parametrize("sort", ["merchants", "projects", "tags"])
def test_a_label_is_added_renamed_hidden_and_deleted(api, book, sort):
    made = api.post(place(book, sort), {"name": " 甲 "}, format="json").json()
    assert made["name"] == "甲"
    assert api.post(place(book, sort), {"name": "甲"}, format="json").status_code == 409
    changed = api.patch(place(book, sort, made["id"]), {"name": "乙", "archived": True}, format="json").json()
    assert (changed["name"], changed["archived_at"] is None) == ("乙", False)
    assert [row["name"] for row in api.get(place(book, sort)).json()] == ["乙"]
    assert api.delete(place(book, sort, made["id"])).status_code == 204
    assert api.get(place(book, sort)).json() == []


def test_what_is_in_use_stays(api, owner, book):
    entry = record_entry(owner, draft=expense(book, merchant="美宜佳"))
    assert api.delete(place(book, "merchants", entry.merchant.public_id)).status_code == 409


def test_two_names_are_merged(api, owner, book):
    for name in ("美宜佳(店)", "美宜佳"):
        record_entry(owner, draft=expense(book, merchant=name))
    source, target = Merchant.objects.get(name="美宜佳(店)"), Merchant.objects.get(name="美宜佳")
    answer = api.post(
        place(book, "merchants", source.public_id, "merge"), {"into": target.public_id}, format="json"
    ).json()
    assert answer == {"step": str(Step.objects.get().public_id), "entries": 1}
    assert set(Entry.objects.values_list("merchant", flat=True)) == {target.pk}
    assert [row["name"] for row in api.get(place(book, "merchants")).json()] == ["美宜佳"]
    # Brought back, it stands for itself again.
    api.patch(place(book, "merchants", source.public_id), {"archived": False}, format="json")
    assert record_entry(owner, draft=expense(book, merchant="美宜佳(店)")).merchant == source


def test_categories_are_merged_and_kinds_are_not_mixed(api, owner, book):
    snacks = add_category(owner, name="零食", kind="expense", icon="cookie")
    address = place(book, "categories", snacks.public_id, "merge")
    assert api.post(address, {"into": category(book, "income").public_id}, format="json").status_code == 422
    assert api.post(address, {"into": category(book).public_id}, format="json").status_code == 200
    assert Category.objects.get(pk=snacks.pk).merged_into == category(book)


def test_only_who_manages_people_merges_people(owner, book, bookkeeper, manager):
    rows = [add_member(owner, name=name) for name in ("宝宝", "小满")]
    address = place(book, "people", rows[0].public_id, "merge")
    assert api_client_of(bookkeeper.user).post(address, {"into": rows[1].public_id}, format="json").status_code == 403
    assert api_client_of(manager.user).post(address, {"into": rows[1].public_id}, format="json").status_code == 200


def test_a_sort_that_there_is_not(api, book, owner):
    assert api.get(place(book, "wishes")).status_code == 404
