import pytest

from ledger.models import Entry, Step
from ledger.services.books import open_book
from ledger.services.entries import record_entry
from tests.cast import account, category, expense, transfer
from tests.clients import api_client_of


@pytest.fixture
def steps(book):
    return f"/api/v1/books/{book.public_id}/steps/"


@pytest.fixture
def entries(owner, book):
    rows = [record_entry(owner, draft=expense(book, n)) for n in (100, 200)]
    return [*rows, record_entry(owner, draft=transfer(book, "bank", "wallet"))]


def ids(entries) -> list[str]:
    return [str(entry.client_id) for entry in entries]


def test_many_entries_are_changed_and_the_step_is_undone(api, book, steps, entries):
    target = category(book, n=1)
    answer = api.post(steps, {"entries": ids(entries), "category": str(target.public_id)}, format="json")
    # The transfer has no category.
    assert (answer.status_code, answer.data["entries_changed"]) == (201, 2)
    assert set(Entry.objects.filter(kind="expense").values_list("category", flat=True)) == {target.pk}
    assert [row["id"] for row in api.get(steps).data] == [answer.data["id"]]
    undone = api.post(f"{steps}{answer.data['id']}/undo/")
    assert (undone.status_code, undone.data["left_alone"]) == (200, 0)
    assert set(Entry.objects.filter(kind="expense").values_list("category", flat=True)) == {category(book).pk}
    assert api.post(f"{steps}{answer.data['id']}/undo/").status_code == 409


def test_each_change_is_understood(api, alice, book, child, steps, entries):
    shop = open_book(alice, scene="shop")
    there = {"book": str(shop.book.public_id), "account": str(account(shop.book, "cash").public_id)}
    cases = [
        ({"account": str(account(book, "bank").public_id)}, {"from_account__kind": "bank"}),
        ({"member": str(child.public_id)}, {"member": child}),
        ({"project": "秋游"}, {"project__name": "秋游"}),
        ({"tags_added": ["急"]}, {"tags__len": 1}),
        ({"date": "2026-11-20"}, {"date": "2026-11-20"}),
        (there, {"book": shop.book}),
    ]
    for asked, expected in cases:
        answer = api.post(steps, {"entries": ids(entries[:1]), **asked}, format="json")
        assert answer.status_code == 201, answer.data
        assert Entry.objects.filter(pk=entries[0].pk, **expected).exists(), asked
    answer = api.post(steps, {"entries": ids(entries[1:2]), "delete": True}, format="json")
    assert Entry.objects.get(pk=entries[1].pk).deleted_at is not None


def test_what_is_unclear_or_out_of_reach_is_refused(api, book, bob, steps, entries):
    named = {"entries": ids(entries)}
    for asked in ({}, {"project": "a", "date": "2026-11-20"}, {"delete": False}, {"book": str(book.public_id)}):
        assert api.post(steps, named | asked, format="json").status_code == 422, asked
    his = open_book(bob, scene="family", name="Bob's")
    stranger = {"book": str(his.book.public_id), "account": str(account(his.book, "cash").public_id)}
    assert api.post(steps, named | stranger, format="json").status_code == 404
    assert api.post(steps, named | {"category": str(category(his.book).public_id)}, format="json").status_code == 404
    # Entries of a book of somebody else are not seen, so that nothing is left to change.
    theirs = f"/api/v1/books/{his.book.public_id}/steps/"
    assert api_client_of(bob).post(theirs, named | {"delete": True}, format="json").status_code == 409
    assert Step.objects.count() == 0
