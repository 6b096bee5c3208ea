"""Shared costs by the API: how an entry is shared, who owes whom, settling."""

import datetime as dt
import uuid

import pytest

from ledger.models import Entry, Share
from ledger.services.books import change_settings, open_book
from ledger.services.members import add_member, pocket_of
from tests.clients import api_client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def trip(alice):
    return open_book(alice, scene="trip", name="Four days")


@pytest.fixture
def guest(trip, bob):
    return add_member(trip, name="阿杰", user=bob, role="contributor")


def place(trip, *parts):
    return "/".join(("/api/v1/books", str(trip.book.public_id), *map(str, parts))) + "/"


def recorded(api, trip, **more):
    pocket = pocket_of(trip)
    sent = {
        "kind": "expense",
        "date": "2026-11-01",
        "amount_minor": 10000,
        "from_account": str(pocket.public_id),
        "client_id": str(uuid.uuid4()),
    }
    return api.post(place(trip, "entries"), sent | more, format="json")


def of(*numbers):
    return [{"member": str(person.public_id), "number": number} for person, number in numbers]


def test_an_entry_is_recorded_with_how_it_is_shared_and_shared_otherwise(api, trip, guest):
    split = {"how": "parts", "people": of((trip, 300), (guest, 100))}
    answer = recorded(api, trip, split=split)
    assert answer.status_code == 201
    where = place(trip, "entries", answer.data["id"], "shares")
    shown = api.get(where).data
    assert shown["split"]["how"] == "parts"
    assert [(str(each["member"]), each["amount_minor"]) for each in shown["shares"]] == [
        (str(trip.public_id), 7500),
        (str(guest.public_id), 2500),
    ]
    items = [{"name": "鱼", "amount_minor": 10000, "people": [str(guest.public_id)]}]
    changed = api.put(where, {"version": 1, "split": {"how": "items", "items": items}}, format="json")
    assert (changed.status_code, changed.data["version"]) == (200, 2)
    assert dict(Share.objects.values_list("member_id", "amount_minor")) == {guest.pk: 10000}
    assert api.put(where, {"version": 1, "split": None}, format="json").status_code == 409
    nobody = {"version": 2, "split": {"how": "equal", "people": []}}
    assert api.put(where, nobody, format="json").status_code == 422


@pytest.mark.parametrize(
    "split",
    [
        {"how": "percent", "people": "me"},
        {"how": "sideways"},
        {"how": "equal", "people": []},
        {"how": "exact", "people": "short"},
    ],
)
def test_what_is_no_split_is_refused(api, trip, guest, split):
    if split.get("people") == "me":
        split = {"how": "percent", "people": of((trip, 9999))}
    if split.get("people") == "short":
        split = {"how": "exact", "people": of((trip, 9999))}
    answer = recorded(api, trip, split=split)
    assert answer.status_code == 422
    assert not Entry.objects.exists()


def test_a_person_of_another_book_is_not_found(api, trip, guest, owner):
    assert recorded(api, trip, split={"how": "equal", "people": of((owner, 1))}).status_code == 404


def test_who_owes_whom_and_settling_it(api, trip, guest, bob):
    recorded(api, trip)
    [found] = api.get(place(trip, "standings")).data
    assert (found["currency"], [row["owed_minor"] for row in found["standings"]]) == ("CNY", [5000, -5000])
    payments = [
        {"giver": str(p["giver"]), "taker": str(p["taker"]), "amount_minor": p["amount_minor"]}
        for p in found["payments"]
    ]
    assert api_client_of(bob).get(place(trip, "standings/mine")).data["owed_minor"] == -5000
    stale = [payments[0] | {"amount_minor": 4000}]
    assert api.post(place(trip, "settlements"), {"payments": stale, "all": True}, format="json").status_code == 409
    made = api.post(place(trip, "settlements"), {"payments": payments, "all": True}, format="json")
    assert (made.status_code, made.data["payments"][0]["amount_minor"]) == (201, 5000)
    assert api.get(place(trip, "standings")).data[0]["payments"] == []
    assert [row["id"] for row in api.get(place(trip, "settlements")).data] == [made.data["id"]]
    undone = api.post(place(trip, "settlements", made.data["id"], "undo"))
    assert undone.data["undone_at"] is not None
    assert api.get(place(trip, "standings")).data[0]["payments"] != []
    before = (dt.date(2026, 11, 1) - dt.timedelta(days=1)).isoformat()
    assert api.get(place(trip, "standings"), {"on": before}).data[0]["payments"] == []


def test_a_retry_of_a_payment_records_once(api, trip, guest):
    sent = {
        "payments": [{"giver": str(guest.public_id), "taker": str(trip.public_id), "amount_minor": 700}],
        "client_id": str(uuid.uuid4()),
    }
    first = api.post(place(trip, "settlements"), sent, format="json")
    assert api.post(place(trip, "settlements"), sent, format="json").data["id"] == first.data["id"]
    assert Entry.objects.filter(kind="transfer").count() == 1


def test_who_sees_own_entries_only_sees_an_own_figure(api, trip, guest, bob):
    recorded(api, trip)
    change_settings(trip, contributors_see_all=False)
    theirs = api_client_of(bob)
    assert theirs.get(place(trip, "standings")).status_code == 403
    assert theirs.get(place(trip, "settlements")).status_code == 403
    assert theirs.get(place(trip, "standings/mine")).data["owed_minor"] == -5000


def test_a_bulk_change_of_who_shares(api, trip, guest):
    entry = recorded(api, trip).data["id"]
    sent = {"entries": [entry], "sharers": [str(guest.public_id)]}
    assert api.post(place(trip, "steps"), sent, format="json").status_code == 201
    assert dict(Share.objects.values_list("member_id", "amount_minor")) == {guest.pk: 10000}
