"""The pages and the API of approvals; and what a transfer shows whose one side is hidden."""

import csv
import io

import pytest

from ledger.directory import UNDISCLOSED_ID
from ledger.models import Account, Entry
from ledger.queries.entries import EntryFilter
from ledger.services.accounts import edit_account
from ledger.services.books import change_settings
from ledger.services.entries import edit_entry, record_entry
from ledger.services.exports import written_file
from tests.cast import account, expense, transfer
from tests.clients import api_client_of
from tests.ledger.pages.conftest import at, signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(owner, contributor, book) -> list[Entry]:
    change_settings(owner, approval_above_minor=200_000)
    contributor.book.refresh_from_db()
    return [record_entry(contributor, draft=expense(book, minor, note=note)) for minor, note in WAITS]


WAITS = ((250_000, "烤盘"), (320_000, "面粉"))


def test_a_manager_says_yes_to_the_chosen_and_takes_it_back(owner, book, waiting):
    client = signed_in(owner.user)
    shown = words(client.get(at("approval-list", book)))
    assert "烤盘" in shown
    assert "5,700.00" in shown
    client.post(at("approval-answer", book), {"entry": [str(waiting[0].client_id)], "answer": "approve"})
    assert list(Entry.objects.order_by("id").values_list("approval", flat=True)) == ["approved", "pending"]
    [step] = client.get(at("step-list", book)).context["steps"]
    client.post(at("step-undo", book, step.public_id))
    assert set(Entry.objects.values_list("approval", flat=True)) == {"pending"}


def test_a_no_says_why_to_whoever_recorded_it(owner, contributor, book, waiting):
    entry = waiting[1]
    place = at("entry-edit", book, entry.client_id)
    answer = {"entry": str(entry.client_id), "answer": "refuse", "why": "买多了", "next": place}
    assert signed_in(owner.user).post(at("approval-answer", book), answer).url == place
    mine = signed_in(contributor.user)
    assert "买多了" in words(mine.get(place))
    assert [row.pk for row in mine.get(at("approval-list", book)).context["refused"]] == [entry.pk]


def test_an_answer_without_a_choice_is_refused(owner, book, waiting):
    client = signed_in(owner.user)
    assert client.post(at("approval-answer", book), {"answer": "approve"}).status_code == 409
    assert client.post(at("approval-answer", book), {"entry": "x", "answer": "approve"}).status_code == 409
    assert client.post(at("approval-answer", book), {"entry": str(waiting[0].client_id)}).status_code == 409


def test_what_waits_stands_in_a_line_of_its_own(owner, contributor, book, waiting):
    for url_name in ("book-overview", "entry-list"):
        page = signed_in(owner.user).get(at(url_name, book))
        assert page.context["waiting"].amount_minor == 570_000
        assert at("approval-list", book) in page.content.decode()
    withdraw = words(signed_in(contributor.user).get(at("approval-list", book)))
    assert "烤盘" in withdraw


def test_the_api_lists_and_answers(owner, contributor, book, waiting):
    place = f"/api/v1/books/{book.public_id}/approvals/"
    listed = api_client_of(owner.user).get(place).json()
    assert [(row["amount_minor"], row["approval"]) for row in listed] == [(250_000, "pending"), (320_000, "pending")]
    said = {"entries": [row["id"] for row in listed], "approved": False, "why": "不批"}
    assert api_client_of(contributor.user).post(place, said, format="json").status_code == 403
    answer = api_client_of(owner.user).post(place, said, format="json")
    assert (answer.status_code, answer.json()["entries_changed"]) == (201, 2)
    assert api_client_of(owner.user).get(place).json() == []
    assert set(Entry.objects.values_list("approval", "kind")) == {("refused", "transfer")}


@pytest.fixture
def half(owner, book) -> Entry:
    """A transfer from cash to the bank, of which only managers see the bank."""
    entry = record_entry(owner, draft=transfer(book, "cash", "bank", 66_600, note="存钱"))
    edit_account(owner, account(book, "bank"), veiled=True, name="老板的卡")
    return entry


def test_a_transfer_to_a_hidden_account_is_seen_without_it_and_changed_by_nobody_else(owner, bookkeeper, book, half):
    client = signed_in(bookkeeper.user)
    place = at("entry-edit", book, half.client_id)
    page = client.get(place)
    assert "666.00" in words(page)
    assert "老板的卡" not in words(page)
    assert page.context["form"] is None
    assert client.post(place, {"amount": "1"}).status_code == 403
    assert client.post(at("entry-delete", book, half.client_id)).status_code == 403
    chosen = {"entry": [str(half.client_id)], "do": "delete"}
    assert client.post(at("entry-bulk", book), chosen).context["plan"].refused == {"not_shown": 1}
    assert "老板的卡" in words(signed_in(owner.user).get(place))


def test_api_file_and_history_say_no_more_of_the_hidden_side(owner, bookkeeper, book, half):
    other = Account.objects.filter(book=book, kind="wallet").first()
    edit_entry(owner, half, version=half.version, changes={"to_account": other})
    moved = Entry.objects.get(pk=half.pk)
    edit_entry(owner, moved, version=moved.version, changes={"to_account": account(book, "bank")})
    answer = api_client_of(bookkeeper.user).get(f"/api/v1/books/{book.public_id}/entries/{half.client_id}/").json()
    assert answer["to_account"] == str(UNDISCLOSED_ID)
    bookkeeper.book.refresh_from_db()
    text = io.TextIOWrapper(written_file(bookkeeper, EntryFilter(), "csv"), encoding="utf-8-sig").read()
    assert len(list(csv.reader(io.StringIO(text)))) == 2
    assert "老板的卡" not in text
    assert "老板的卡" not in words(signed_in(bookkeeper.user).get(at("entry-edit", book, half.client_id)))
