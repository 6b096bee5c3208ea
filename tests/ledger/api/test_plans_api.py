import datetime as dt

import pytest

from ledger.models import Entry, Project, Scheduled
from ledger.queries.months import book_now
from ledger.services.entries import record_entry
from tests.cast import account, category, expense


@pytest.fixture
def root(book) -> str:
    return f"/api/v1/books/{book.public_id}/"


@pytest.fixture
def today(book) -> dt.date:
    return book_now(book).date()


def test_a_budget_is_set_read_changed_deleted_and_taken_back(api, owner, book, root, today):
    record_entry(owner, draft=expense(book, 23400, date=today))
    food = category(book)
    made = api.post(root + "budgets/", {"amount_minor": 100000, "category": str(food.public_id)}, format="json")
    assert made.status_code == 201, made.data
    assert (made.data["name"], made.data["spent_minor"], made.data["left_minor"]) == (food.name, 23400, 76600)
    assert (made.data["monthly"], made.data["category"], made.data["project"]) == (True, str(food.public_id), "")
    assert api.get(root + "budgets/").data == [made.data]
    twin = api.post(root + "budgets/", {"amount_minor": 1, "category": str(food.public_id)}, format="json")
    assert (twin.status_code, twin.data["code"]) == (409, "budget_taken")

    place = f"{root}budgets/{made.data['id']}/"
    changed = api.patch(place, {"version": 1, "amount_minor": 20000}, format="json")
    assert (changed.data["left_minor"], changed.data["pace"], changed.data["version"]) == (-3400, "over", 2)
    stale = api.patch(place, {"version": 1, "amount_minor": 1}, format="json")
    assert (stale.status_code, stale.data["code"], stale.data["version"]) == (409, "plan_version_stale", 2)
    assert api.post(place + "undo/", {"version": 2}, format="json").data["amount_minor"] == 100000
    assert api.delete(place).status_code == 204
    assert api.get(place).status_code == 404
    assert api.post(place + "undo/", {"version": 4}, format="json").data["version"] == 5


def test_a_budget_of_a_project_goes_by_its_name(api, book, root):
    Project.objects.create(book=book, name="儿童房")
    days = {"first": "2026-03-01", "last": "2026-05-31"}
    made = api.post(root + "budgets/", {"amount_minor": 5, "project": " 儿童房 ", **days}, format="json")
    assert (made.status_code, made.data["project"], made.data["first"]) == (201, "儿童房", "2026-03-01")
    unknown = api.post(root + "budgets/", {"amount_minor": 5, "project": "没有的"}, format="json")
    assert unknown.status_code == 404


def test_something_is_scheduled_done_and_taken_back(api, book, root, today):
    bank = account(book, "bank")
    sent = {
        "kind": "expense",
        "name": "房租",
        "due": today.isoformat(),
        "every": "month",
        "amount_minor": 165000,
        "account": str(bank.public_id),
    }
    made = api.post(root + "scheduled/", sent, format="json")
    assert made.status_code == 201, made.data
    assert {name: made.data[name] for name in sent} == sent
    assert [(each["day"], each["name"]) for each in api.get(root + "coming/?days=0").data] == [
        (today.isoformat(), "房租")
    ]
    place = f"{root}scheduled/{made.data['id']}/"
    done = api.post(place + "do/", {"version": 1, "amount_minor": 170000}, format="json")
    entry = Entry.objects.get()
    assert (done.data["done_by"], entry.amount_minor, entry.date) == (str(entry.client_id), 170000, today)
    assert done.data["due"] > today.isoformat()
    assert api.post(place + "do/", {"version": 1}, format="json").status_code == 409
    back = api.post(place + "undo/", {"version": 2}, format="json")
    assert (back.data["due"], back.data["done_by"]) == (today.isoformat(), None)
    changed = api.patch(place, {"version": 3, "every": "", "name": "押金"}, format="json")
    assert (changed.data["name"], changed.data["amount_minor"]) == ("押金", 165000)
    ticked = api.post(place + "do/", {"version": 4, "record": False}, format="json")
    assert ticked.data["done_at"] is not None
    assert api.get(root + "scheduled/").data == []
    assert api.delete(place).status_code == 204
    assert not Scheduled.objects.exists()


def test_what_is_wrong_names_its_field(api, book, root, today):
    made = api.post(root + "scheduled/", {"kind": "income", "name": "尾款", "due": today.isoformat()}, format="json")
    answer = api.post(f"{root}scheduled/{made.data['id']}/do/", {"version": 1}, format="json")
    assert (answer.status_code, answer.data["code"]) == (422, "plan_invalid")
    assert set(answer.data["errors"]) == {"amount_minor", "account"}
    lunar = {"kind": "day", "name": "生日", "due": today.isoformat(), "lunar": True}
    assert set(api.post(root + "scheduled/", lunar, format="json").data["errors"]) == {"lunar"}


def test_rows_of_another_book_do_not_exist_here(api, book, root):
    other = api.post("/api/v1/books/", {"scene": "shop"}, format="json").data["id"]
    made = api.post(root + "budgets/", {"amount_minor": 5}, format="json").data
    assert api.get(f"/api/v1/books/{other}/budgets/{made['id']}/").status_code == 404
    foreign = {"amount_minor": 5, "category": str(category(book).public_id)}
    assert api.post(f"/api/v1/books/{other}/budgets/", foreign, format="json").status_code == 404
