import datetime as dt
import json
import uuid

import pytest

from ledger.models import Account, Category, Entry
from ledger.services.entries import record_entry
from tests.cast import account, category, expense, income
from tests.clients import api_client_of


@pytest.fixture
def root(book):
    return f"/api/v1/books/{book.public_id}/"


def body(book, **more) -> dict:
    fields = {
        "client_id": str(uuid.uuid4()),
        "kind": "expense",
        "date": "2026-11-20",
        "time": "12:13:00",
        "amount_minor": 3500,
        "from_account": str(account(book, "wallet").public_id),
        "category": str(category(book).public_id),
        "merchant": "美宜佳",
        "tags": ["午饭"],
    }
    return fields | more


def test_opening_a_book_from_a_scene(api):
    answer = api.post("/api/v1/books/", {"scene": "trip", "name": "潮汕四天"}, format="json")
    assert answer.status_code == 201
    assert (answer.data["name"], answer.data["role"], answer.data["currency"]) == ("潮汕四天", "owner", "CNY")
    assert [book["name"] for book in api.get("/api/v1/books/").data] == ["潮汕四天"]


def test_a_scene_that_does_not_exist_is_refused_with_a_sentence(api):
    answer = api.post("/api/v1/books/", {"scene": "moon"}, format="json")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.data["code"] == "scene_unknown"


def test_scenes_speak_the_readers_language(api):
    names = {scene["slug"]: scene["name"] for scene in api.get("/api/v1/scenes/", HTTP_ACCEPT_LANGUAGE="en").data}
    assert names["family"].isascii()
    names = {scene["slug"]: scene["name"] for scene in api.get("/api/v1/scenes/", HTTP_ACCEPT_LANGUAGE="zh-hans").data}
    assert not names["family"].isascii()


def test_recording_reading_changing_deleting_and_restoring(api, book, root):
    sent = body(book)
    made = api.post(root + "entries/", sent, format="json")
    assert made.status_code == 201, made.data
    assert (made.data["id"], made.data["tags"], made.data["currency"]) == (sent["client_id"], ["午饭"], "CNY")
    again = api.post(root + "entries/", sent, format="json")
    assert again.status_code == 201
    assert Entry.objects.count() == 1

    address = f"{root}entries/{made.data['id']}/"
    changed = api.patch(address, {"version": 1, "note": "和同事", "tags": []}, format="json")
    assert (changed.data["note"], changed.data["version"], changed.data["tags"]) == ("和同事", 2, [])
    stale = api.patch(address, {"version": 1, "note": "again"}, format="json")
    assert (stale.status_code, stale.data["code"], stale.data["version"]) == (409, "entry_version_stale", 2)
    assert (stale.data["conflicts"], stale.data["current"]["note"]) == (["note"], "和同事")
    history = api.get(address + "history/").data
    assert history[0]["fields_changed"] == ["note", "tags"]

    assert api.delete(address).status_code == 204
    assert api.get(root + "entries/").data["results"] == []
    assert api.post(address + "restore/").data["deleted_at"] is None
    assert len(api.get(root + "entries/").data["results"]) == 1


def test_what_recording_answers_is_what_reading_says(api, book, owner, root, django_assert_max_num_queries):
    paid = record_entry(owner, draft=expense(book, 9000))
    sent = body(
        book,
        kind="refund",
        from_account=None,
        to_account=str(account(book, "bank").public_id),
        member=str(owner.public_id),
        project=" 秋游 ",
        note=" 退货 ",
        refund_of=str(paid.client_id),
        extra={"order": "7"},
    )
    made = api.post(root + "entries/", sent, format="json")
    assert made.status_code == 201, made.data
    assert made.data == api.get(f"{root}entries/{made.data['id']}/").data
    again = api.post(root + "entries/", sent, format="json")
    assert again.data == made.data
    fields = body(book, merchant=sent["merchant"], tags=[])
    with django_assert_max_num_queries(9):
        api.post(root + "entries/", fields, format="json")
    assert Entry.objects.filter(client_id=fields["client_id"]).exists()


def test_an_entry_that_is_not_complete_names_its_fields(api, book, root):
    answer = api.post(root + "entries/", body(book, from_account=None), format="json")
    assert answer.status_code == 422
    assert "from_account" in str(answer.data["errors"])


def test_a_row_of_another_book_does_not_exist_here(api, alice, book, root):
    other = api_client_of(alice).post("/api/v1/books/", {"scene": "shop"}, format="json").data
    foreign = Account.objects.filter(book__public_id=other["id"])[0]
    answer = api.post(root + "entries/", body(book, from_account=str(foreign.public_id)), format="json")
    assert answer.status_code == 404


def test_a_long_list_is_read_by_cursor_without_gap_or_twin(api, owner, book, root):
    for n in range(120):
        record_entry(owner, draft=expense(book, 100 + n, date=dt.date(2026, 11, 1 + n % 5)))
    seen, cursor = [], ""
    for _ in range(5):
        page = api.get(root + "entries/", {"cursor": cursor} if cursor else {}).data
        seen += [entry["amount_minor"] for entry in page["results"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert sorted(seen) == list(range(100, 220))


def test_filters(api, owner, book, root, child):
    record_entry(owner, draft=expense(book, 100, note="50%折扣", member=child))
    record_entry(owner, draft=expense(book, 200, merchant="老李家常菜馆", date=dt.date(2026, 10, 1)))
    record_entry(owner, draft=income(book, 300))

    def amounts(**query):
        return [entry["amount_minor"] for entry in api.get(root + "entries/", query).data["results"]]

    assert amounts(kind="income") == [300]
    assert amounts(text="李家") == [200]
    assert amounts(text="50%折") == [100]
    assert amounts(text="%") == [100]
    assert amounts(member=str(child.public_id)) == [100]
    assert amounts(date_from="2026-11-01", date_to="2026-11-05") == [100]
    assert amounts(account=str(account(book, "bank").public_id)) == [300]
    assert api.get(root + "entries/", {"date_from": "yesterday"}).status_code == 422
    assert api.get(root + "entries/", {"cursor": "nonsense"}).status_code == 422


def test_accounts_show_balances_and_set_them_right(api, book, root):
    wallet = account(book, "wallet")
    api.post(root + "entries/", body(book), format="json")
    rows = {row["id"]: row for row in api.get(root + "accounts/").data}
    assert rows[str(wallet.public_id)]["balance_minor"] == -3500
    answer = api.put(
        f"{root}accounts/{wallet.public_id}/balance/", {"balance_minor": 64000, "on": "2026-11-22"}, format="json"
    )
    assert answer.status_code == 200
    assert api.get(f"{root}accounts/{wallet.public_id}/").data["balance_minor"] == 64000
    far = {"balance_minor": 1, "on": "9999-12-31"}
    assert api.put(f"{root}accounts/{wallet.public_id}/balance/", far, format="json").status_code == 422


def test_accounts_are_added_renamed_and_archived(api, book, root):
    made = api.post(root + "accounts/", {"name": "招行", "kind": "bank"}, format="json")
    assert made.status_code == 201
    address = f"{root}accounts/{made.data['id']}/"
    assert api.patch(address, {"name": "招商银行"}, format="json").data["name"] == "招商银行"
    assert api.post(root + "accounts/", {"name": "招商银行", "kind": "bank"}, format="json").status_code == 409
    assert api.delete(address).status_code == 204
    assert api.get(address).data["archived_at"] is not None


def test_categories_are_added_renamed_and_deleted(api, owner, book, root):
    parent = category(book)
    made = api.post(
        root + "categories/", {"name": "夜宵", "kind": "expense", "parent": str(parent.public_id)}, format="json"
    )
    assert (made.status_code, made.data["parent"]) == (201, str(parent.public_id))
    address = f"{root}categories/{made.data['id']}/"
    assert api.patch(address, {"name": "宵夜"}, format="json").data["name"] == "宵夜"
    record_entry(owner, draft=expense(book, category=Category.objects.get(public_id=made.data["id"])))
    assert api.delete(address).status_code == 409


def test_months_and_their_categories(api, owner, book, root):
    record_entry(owner, draft=expense(book, 3500, date=dt.date(2026, 10, 5)))
    record_entry(owner, draft=expense(book, 1500))
    record_entry(owner, draft=income(book, 10000))
    months = api.get(root + "months/", {"first": "202610", "last": "202611"}).data
    assert [(row["expense_minor"], row["income_minor"], row["left_minor"]) for row in months] == [
        (3500, 0, -3500),
        (1500, 10000, 8500),
    ]
    sums = api.get(root + "months/202611/categories/").data
    assert [(row["name"], row["amount_minor"]) for row in sums] == [(category(book).name, 1500)]
    assert api.get(root + "months/", {"first": "2026"}).status_code == 422
    assert api.get(root + "months/202613/categories/").status_code == 404


def test_a_contributor_who_may_not_see_all_sees_own_entries_and_no_sums(owner, book, root, contributor, carol, api):
    api.patch(root, {"contributors_see_all": False}, format="json")
    record_entry(owner, draft=expense(book, 100))
    record_entry(contributor, draft=expense(book, 200))
    hers = api_client_of(carol)
    assert [entry["amount_minor"] for entry in hers.get(root + "entries/").data["results"]] == [200]
    assert {row["balance_minor"] for row in hers.get(root + "accounts/").data} == {None}
    assert hers.get(root + "months/").status_code == 403


def test_lists_cost_the_same_number_of_queries_with_1_row_and_with_30(
    api, owner, book, root, django_assert_max_num_queries
):
    record_entry(owner, draft=expense(book, merchant="一家", tags=("a",)))
    for n in range(29):
        record_entry(owner, draft=expense(book, 100 + n, merchant=f"店{n}", tags=("a", f"t{n}")))
    api.get(root + "entries/")
    with django_assert_max_num_queries(4):
        assert len(api.get(root + "entries/").data["results"]) == 30


def test_the_schema_names_every_route(api):
    schema = api.get("/api/v1/schema/", HTTP_ACCEPT="application/json").data
    assert schema["openapi"].startswith("3.1")
    assert "/api/v1/books/{book}/entries/" in schema["paths"]


def test_a_category_is_changed_only_in_name_and_icon(api, book, root):
    address = f"{root}categories/{category(book).public_id}/"
    changed = api.patch(address, {"icon": "bowl", "kind": "income"}, format="json").data
    assert (changed["icon"], changed["kind"], changed["name"]) == ("bowl", "expense", category(book).name)


@pytest.mark.parametrize(
    "extra", ['{"a": "\\u0000"}', '{"a": "\\ud800"}', '{"a": 1e999}', '{"a": "' + "x" * 4100 + '"}']
)
def test_fields_that_no_database_can_keep_are_refused(api, book, root, extra):
    sent = json.dumps(body(book))[:-1] + f', "extra": {extra}}}'
    answer = api.post(root + "entries/", sent, content_type="application/json")
    assert answer.status_code == 422, answer.data
    assert list(answer.data["errors"]) == ["extra"]


def test_a_refund_names_what_it_refunds(api, owner, book, root):
    entry = record_entry(owner, draft=expense(book))
    sent = body(book, kind="refund", from_account=None, to_account=str(account(book, "wallet").public_id))
    made = api.post(root + "entries/", sent | {"refund_of": str(entry.client_id)}, format="json")
    assert made.data["refund_of"] == str(entry.client_id)
    listed = {row["id"]: row["refund_of"] for row in api.get(root + "entries/").data["results"]}
    assert listed == {made.data["id"]: str(entry.client_id), str(entry.client_id): None}
