"""An entry recorded once more, at once or on the pad, and templates."""

import pytest

from ledger.models import Entry, EntryTemplate
from ledger.services.entries import record_entry
from ledger.services.links import record_linked_payment
from ledger.services.pad import Counterparty, record_from_pad
from tests.cast import account, expense, transfer
from tests.ledger.pages.conftest import at, signed_in, words


@pytest.fixture
def lunch(owner, book, child):
    draft = expense(
        book, 3550, note="牛肉面", merchant="老李家", project="秋游", tags=("急",), member=child, claim="settled"
    )
    return record_entry(owner, draft=draft)


def test_one_tap_records_it_again_today(page, book, today, lunch):
    answer = page.post(at("entry-repeat", book, lunch.client_id), follow=True)
    again = Entry.objects.exclude(pk=lunch.pk).get()
    same = ("kind", "amount_minor", "from_account", "category", "member", "merchant", "project", "tags", "note")
    assert [getattr(again, name) for name in same] == [getattr(lunch, name) for name in same]
    # What was paid back last time is open again.
    assert (again.date, again.claim, lunch.claim) == (today, "open", "settled")
    undo = at("entry-delete", book, again.client_id)
    assert undo in answer.content.decode()
    page.post(undo)
    assert list(Entry.objects.filter(deleted_at=None)) == [lunch]


def test_what_i_paid_from_another_book_is_paid_from_there_again(owner, book, trip, page):
    draft = expense(trip.book, 23800).changed(from_account=None)
    first = record_linked_payment(trip, draft=draft, home=owner, home_account=account(book, "bank"))
    page.post(at("entry-repeat", trip.book, first.client_id))
    again = Entry.objects.filter(book=trip.book).exclude(pk=first.pk).get()
    there = Entry.objects.get(book=book, link_id=again.link_id)
    assert again.link_id not in (None, first.link_id)
    assert (there.from_account, there.amount_minor) == (account(book, "bank"), 23800)


def test_a_balance_set_right_is_not_repeated(page, owner, book):
    entry = record_entry(owner, draft=expense(book, kind="adjustment", category=None))
    assert page.post(at("entry-repeat", book, entry.client_id)).status_code == 409
    assert "entry-repeat" not in page.get(at("entry-edit", book, entry.client_id)).content.decode()


def test_the_pad_opens_with_all_of_an_entry_but_its_day(page, book, today, lunch, child):
    form = page.get(at("entry-record", book), {"repeat": lunch.client_id}).context["form"]
    shown = {name: form[name].value() for name in ("amount", "note", "merchant", "project", "tags", "member", "date")}
    assert shown == {
        "amount": "35.50",
        "note": "牛肉面",
        "merchant": "老李家",
        "project": "秋游",
        "tags": "急",
        "member": str(child.public_id),
        "date": today,
    }
    assert form["from_place"].value() == f"account:{lunch.from_account.public_id}"
    assert form["client_id"].value() != str(lunch.client_id)


def test_a_template_is_saved_put_in_order_and_taken_away(page, owner, book, lunch):
    save = at("template-save", book, lunch.client_id)
    assert page.post(save, {"name": " 牛肉面 "}).status_code == 302
    page.post(at("entry-record", book))  # Something refused in between changes nothing.
    shifted = record_entry(owner, draft=transfer(book, "bank", "wallet", 50000))
    page.post(at("template-save", book, shifted.client_id), {"name": "零花"})
    assert page.post(save, {"name": "牛肉面"}).status_code == 422
    assert page.post(save, {"name": " "}).status_code == 422
    first, second = EntryTemplate.objects.order_by("position")
    assert [first.name, second.name] == ["牛肉面", "零花"]
    page.post(at("template-move", book, second.public_id), {"to": "up"})
    assert "零花 牛肉面" in words(page.get(at("entry-record", book)))

    pad = page.get(at("entry-record", book), {"template": second.public_id})
    assert pad.context["mode"].kind == "transfer"
    assert pad.context["form"]["amount"].value() == "500.00"
    assert pad.context["form"]["to_place"].value() == f"account:{account(book, 'wallet').public_id}"

    gone = page.post(at("template-delete", book, first.public_id), follow=True)
    assert at("template-restore", book, first.public_id) in gone.content.decode()
    assert "牛肉面" not in words(page.get(at("template-list", book)))
    page.post(at("template-restore", book, first.public_id))
    assert [row.name for row in page.get(at("template-list", book)).context["templates"]] == ["零花", "牛肉面"]


def test_a_template_of_a_loan_asks_nothing_but_the_amount(page, owner, book):
    lent = record_from_pad(
        owner,
        draft=transfer(book, "cash", "bank", 100000).changed(from_account=None, to_account=None),
        from_place=account(book, "cash"),
        to_place=Counterparty("receivable", "老王"),
    )
    page.post(at("template-save", book, lent.client_id), {"name": "借老王"})
    pad = page.get(at("entry-record", book), {"template": EntryTemplate.objects.get().public_id})
    assert pad.context["form"]["counterparty"].value() == "老王"


def test_nobody_else_has_my_templates(owner, manager, max_, page, book, lunch):
    page.post(at("template-save", book, lunch.client_id), {"name": "面"})
    template = EntryTemplate.objects.get()
    his = signed_in(max_)
    assert list(his.get(at("template-list", book)).context["templates"]) == []
    for name in ("move", "delete", "restore"):
        assert his.post(at(f"template-{name}", book, template.public_id)).status_code == 404
    assert his.get(at("entry-record", book), {"template": template.public_id}).status_code == 404


def test_what_the_book_no_longer_has_falls_away_on_the_pad(page, owner, book, lunch):
    page.post(at("template-save", book, lunch.client_id), {"name": "面"})
    template = EntryTemplate.objects.get()
    owner.book.categories.filter(pk=lunch.category_id).update(archived_at="2026-11-01T00:00Z")
    pad = page.get(at("entry-record", book), {"template": template.public_id})
    assert pad.status_code == 200
    assert pad.context["form"]["amount"].value() == "35.50"
