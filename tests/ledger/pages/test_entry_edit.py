import datetime as dt

import pytest
from django.utils.translation import gettext as _

from ledger.models import Entry
from ledger.services.entries import edit_entry, record_entry
from tests.cast import account, category, expense, transfer
from tests.ledger.pages.conftest import at, signed_in, words


@pytest.fixture
def entry(owner, book):
    return record_entry(owner, draft=expense(book, note="牛肉面", time=dt.time(12, 13, 45), tags=("午饭",)))


def filled(page, book, entry) -> dict:
    """What the form holds when it is opened, ready to be sent back."""
    form = page.get(at("entry-edit", book, entry.client_id)).context["form"]
    return {name: _typed(form[name].value()) for name in form.fields}


def _typed(value):
    if value is None:
        return ""
    return value.strftime("%H:%M") if isinstance(value, dt.time) else str(value)


def test_what_is_sent_back_untouched_changes_nothing(page, book, entry):
    page.post(at("entry-edit", book, entry.client_id), filled(page, book, entry))
    after = Entry.objects.get(pk=entry.pk)
    for name in ("amount_minor", "date", "time", "note", "tags", "category_id", "from_account_id", "base_amount_minor"):
        assert getattr(after, name) == getattr(entry, name), name


def test_an_edit_is_kept_with_its_history(page, book, entry):
    fields = filled(page, book, entry) | {
        "amount": "36.50",
        "note": "牛肉面加蛋",
        "category": str(category(book, n=2).public_id),
        "from_place": f"account:{account(book, 'wallet').public_id}",
    }
    answer = page.post(at("entry-edit", book, entry.client_id), fields)
    assert answer.status_code == 302
    after = Entry.objects.get(pk=entry.pk)
    assert (after.amount_minor, after.note, after.version) == (3650, "牛肉面加蛋", 2)
    assert (after.category, after.from_account) == (category(book, n=2), account(book, "wallet"))
    history = words(page.get(at("entry-edit", book, entry.client_id)))
    assert "¥35.00 → ¥36.50" in history
    assert "牛肉面 → 牛肉面加蛋" in history
    assert f"{account(book, 'cash').name} → {account(book, 'wallet').name}" in history


def test_edits_of_different_fields_both_stand_and_the_toast_says_so(owner, bookkeeper, page, book, entry):
    fields = filled(page, book, entry) | {"note": "mine"}
    edit_entry(bookkeeper, entry, version=1, changes={"amount_minor": 4000, "date": dt.date(2026, 10, 31)})
    answer = page.post(at("entry-edit", book, entry.client_id), fields, follow=True)
    after = Entry.objects.get(pk=entry.pk)
    assert (after.note, after.amount_minor, after.date, after.version) == ("mine", 4000, dt.date(2026, 10, 31), 3)
    assert after.time == entry.time
    toast = next(str(message) for message in answer.context["messages"])
    assert "Bob" in toast
    for name in ("Amount", "Date"):
        assert str(_(name)) in toast


def test_edits_of_one_field_are_shown_side_by_side_and_lose_neither(owner, bookkeeper, page, book, entry):
    fields = filled(page, book, entry) | {"note": "mine", "merchant": "老李家常菜馆"}
    theirs = {"note": "theirs", "amount_minor": 4000, "category": category(book, n=2)}
    edit_entry(bookkeeper, entry, version=1, changes=theirs)
    answer = page.post(at("entry-edit", book, entry.client_id), fields)
    assert answer.status_code == 409
    [asked] = answer.context["rows"]
    assert (asked["name"], asked["theirs"], asked["mine"]) == ("note", "theirs", "mine")
    shown = words(answer)
    assert "Bob" in shown
    # What only one of the two changed is not asked, but told where it was not the reader.
    assert "¥40.00" in shown
    assert category(book, n=2).name in shown
    assert Entry.objects.get(pk=entry.pk).note == "theirs"
    # The page sends what it shows, with the version that it shows: either choice keeps the rest of both.
    kept = dict(answer.context["fields"]) | {"version": str(answer.context["entry"].version)}
    for whose in ("theirs", "mine"):
        sent = kept | {"note": asked["typed"][whose]}
        kept["version"] = str(int(sent["version"]) + 1)
        assert page.post(at("entry-edit", book, entry.client_id), sent).status_code == 302
        after = Entry.objects.get(pk=entry.pk)
        assert (after.note, after.amount_minor, after.category) == (whose, 4000, category(book, n=2))
        assert after.merchant.name == "老李家常菜馆"


def test_a_number_and_a_day_that_both_changed_are_chosen_in_the_form_of_the_page(bookkeeper, page, book, entry):
    fields = filled(page, book, entry) | {"amount": "36.50", "date": "2026-11-02", "time": "08:00"}
    theirs = {"amount_minor": 4000, "date": dt.date(2026, 10, 31), "time": dt.time(9, 0)}
    edit_entry(bookkeeper, entry, version=1, changes=theirs)
    answer = page.post(at("entry-edit", book, entry.client_id), fields)
    typed = {row["name"]: row["typed"] for row in answer.context["rows"]}
    assert typed == {
        "amount": {"mine": "36.50", "theirs": "40.00"},
        "date": {"mine": "2026-11-02", "theirs": "2026-10-31"},
        "time": {"mine": "08:00", "theirs": "09:00"},
    }
    chosen = {"amount": "40.00", "date": "2026-11-02", "time": "09:00", "version": "2"}
    page.post(at("entry-edit", book, entry.client_id), dict(answer.context["fields"]) | chosen)
    after = Entry.objects.get(pk=entry.pk)
    assert (after.amount_minor, after.date, after.time) == (4000, dt.date(2026, 11, 2), dt.time(9, 0))


def test_a_refused_edit_says_so_at_the_field(page, book, entry):
    fields = filled(page, book, entry) | {"amount": "0"}
    answer = page.post(at("entry-edit", book, entry.client_id), fields)
    assert answer.status_code == 422
    assert answer.context["form"].errors["amount"]
    assert Entry.objects.get(pk=entry.pk).amount_minor == 3500


def test_a_transfer_keeps_its_two_accounts_apart(owner, page, book):
    entry = record_entry(owner, draft=transfer(book, "bank", "wallet"))
    fields = filled(page, book, entry)
    fields["to_place"] = fields["from_place"]
    answer = page.post(at("entry-edit", book, entry.client_id), fields)
    assert answer.status_code == 422
    assert answer.context["form"].errors["to_place"]


def test_deleting_can_be_undone_from_the_toast(page, book, entry):
    answer = page.post(at("entry-delete", book, entry.client_id), follow=True)
    assert Entry.objects.get(pk=entry.pk).deleted_at is not None
    undo = at("entry-restore", book, entry.client_id)
    assert f'action="{undo}"' in answer.content.decode()
    page.post(undo)
    assert Entry.objects.get(pk=entry.pk).deleted_at is None


def test_the_bin_shows_what_was_deleted_and_takes_it_back(page, book, entry):
    page.post(at("entry-delete", book, entry.client_id))
    assert [e.pk for e in page.get(at("entry-bin", book)).context["entries"]] == [entry.pk]
    assert page.get(at("entry-edit", book, entry.client_id)).context["form"] is None
    page.post(at("entry-restore", book, entry.client_id), {"next": at("entry-bin", book)})
    assert page.get(at("entry-bin", book)).context["entries"] == []


def test_who_may_not_change_it_reads_it(viewer, book, entry):
    answer = signed_in(viewer.user).get(at("entry-edit", book, entry.client_id))
    assert answer.context["form"] is None
    assert "牛肉面" in words(answer)


def test_a_next_address_of_another_site_is_not_followed(page, book, entry):
    answer = page.post(at("entry-delete", book, entry.client_id), {"next": "https://example.com/"})
    assert answer.url == at("entry-list", book)
