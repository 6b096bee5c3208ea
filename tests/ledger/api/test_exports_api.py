"""Taking a book out through the API: asked for, written by the worker, fetched by whoever asked and nobody else."""

import csv
import io

import pytest

from ledger.services.entries import record_entry
from tests.cast import account, expense
from tests.clients import api_client_of


@pytest.fixture
def exports(book):
    return f"/api/v1/books/{book.public_id}/exports/"


def test_a_part_of_a_book_is_asked_for_written_and_fetched(
    owner, manager, book, exports, django_capture_on_commit_callbacks
):
    record_entry(owner, draft=expense(book, 3550, note="lunch"))
    record_entry(owner, draft=expense(book, 900, from_account=account(book, "bank")))
    api = api_client_of(owner.user)
    with django_capture_on_commit_callbacks(execute=True):
        asked = api.post(exports, {"format": "csv", "account": str(account(book, "cash").public_id)}, format="json")
    assert (asked.status_code, asked.json()["state"], asked.json()["total"]) == (201, "writing", 1)
    one = f"{exports}{asked.json()['id']}/"
    written = api.get(one).json()
    assert (written["state"], written["done"], [row["id"] for row in api.get(exports).json()]) == (
        "done",
        1,
        [written["id"]],
    )
    answer = api.get(f"{one}file/", headers={"Accept": "text/csv"})
    body = b"".join(answer.streaming_content)
    assert (answer["Content-Type"], len(body)) == ("text/csv; charset=utf-8", written["bytes"])
    _heading, row = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    assert "35.50" in row
    others = api_client_of(manager.user)
    assert [others.get(place).status_code for place in (one, f"{one}file/")] == [404, 404]
    assert others.get(exports).json() == []


def test_a_file_that_is_not_written_yet_is_refused(owner, book, exports):
    api = api_client_of(owner.user)
    asked = api.post(exports, {"format": "xlsx"}, format="json").json()
    refused = api.get(f"{exports}{asked['id']}/file/")
    assert (refused.status_code, refused.json()["code"]) == (409, "export_not_ready")
    wrong = api.post(exports, {"format": "pdf"}, format="json")
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["format"])
