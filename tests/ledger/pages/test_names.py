"""Keeping names tidy, and adding one in the middle of recording."""

import pytest
from django.urls import reverse

from ledger.models import Account, Category, Entry, Member, Merchant, Project, Tag
from ledger.services.accounts import add_account
from ledger.services.categories import add_category
from ledger.services.entries import record_entry
from ledger.services.members import add_member
from tests.cast import account, category, expense
from tests.ledger.pages.conftest import at, signed_in

pytestmark = pytest.mark.django_db


def names(text: str) -> list[str]:
    """The names of a list in the order in which they stand."""
    return [part.split("</span>")[0] for part in text.split('class="item-title">')[1:]]


def test_the_list_tells_how_much_each_is_used(page, owner, book):
    for _ in range(3):
        record_entry(owner, draft=expense(book, merchant="美宜佳", tags=("a",), project="装修"))
    for sort in ("categories", "accounts", "projects", "merchants", "tags"):
        text = page.get(at("name-list", book, sort)).content.decode()
        assert "3 笔" in text or "3 entries" in text, sort


def test_categories_are_listed_in_two_levels_and_put_in_order(page, book):
    before = names(page.get(at("name-list", book, "categories")).content.decode())
    tops = list(Category.objects.filter(book=book, kind="expense", parent=None).order_by("position", "id"))
    assert [name for name in before if name in {row.name for row in tops}] == [row.name for row in tops]

    ids = [str(row.public_id) for row in tops]
    page.post(at("name-order", book, "categories"), {"ids": ids, "up": ids[1]})
    page.post(at("name-order", book, "categories"), {"ids": [ids[3], ids[2]]}, HTTP_HX_REQUEST="true")

    # Projects that nobody put anywhere follow by name.
    for name in ("c", "b", "a"):
        page.post(at("name-new", book, "projects"), {"name": name})
    last = str(Project.objects.get(book=book, name="c").public_id)
    first = str(Project.objects.get(book=book, name="a").public_id)
    page.post(at("name-order", book, "projects"), {"ids": [last, first]})
    page.post(at("name-new", book, "projects"), {"name": "0"})
    assert names(page.get(at("name-list", book, "projects")).content.decode()) == ["c", "b", "a", "0"]
    # Without scripts the list comes back, to be put in order further.
    accounts = [str(row.public_id) for row in Account.objects.filter(book=book).order_by("position", "id")[:2]]
    sent = {"kind": "expense", "ids": accounts, "up": accounts[1]}
    back = page.post(at("name-order", book, "accounts"), sent, follow=True)
    assert (back.status_code, back.redirect_chain[-1][0]) == (200, at("name-list", book, "accounts") + "?order")

    now = [row.name for row in Category.objects.filter(book=book, kind="expense", parent=None).order_by("position")]
    assert now[:4] == [tops[1].name, tops[0].name, tops[3].name, tops[2].name]


def test_a_category_is_added_renamed_and_put_under_another(page, book):
    top = category(book)
    page.post(at("name-new", book, "categories"), {"kind": "expense", "name": "奶茶", "icon": "basket", "parent": ""})
    row = Category.objects.get(book=book, name="奶茶")
    assert (row.icon, row.parent) == ("basket", None)

    address = at("name-edit", book, "categories", row.public_id)
    page.post(address, {"name": "茶饮", "icon": "car", "parent": str(top.public_id)})
    row.refresh_from_db()
    assert (row.name, row.icon, row.parent) == ("茶饮", "car", top)


def test_a_name_that_is_taken_is_refused_where_it_was_typed(page, owner, book):
    add_category(owner, name="奶茶", kind="expense", icon="cup")
    answer = page.post(at("name-new", book, "categories"), {"kind": "expense", "name": "奶茶", "icon": "basket"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


@pytest.mark.parametrize(
    ("sort", "model"), [("projects", Project), ("merchants", Merchant), ("tags", Tag), ("people", Member)]
)
def test_a_name_is_added_renamed_hidden_brought_back_and_deleted(page, owner, book, sort, model):
    page.post(at("name-new", book, sort), {"name": "甲"})
    row = model.objects.get(book=book, name="甲")
    page.post(at("name-edit", book, sort, row.public_id), {"name": "乙"})
    row.refresh_from_db()
    assert row.name == "乙"

    page.post(at("name-hide", book, sort, row.public_id))
    row.refresh_from_db()
    assert row.archived_at is not None
    # What the toast's undo posts.
    page.post(at("name-hide", book, sort, row.public_id) + "?hidden=no")
    row.refresh_from_db()
    assert row.archived_at is None

    assert page.post(at("name-delete", book, sort, row.public_id)).status_code == 302
    assert not model.objects.filter(pk=row.pk).exists()


def test_what_is_in_use_is_not_deleted(page, owner, book):
    record_entry(owner, draft=expense(book, merchant="美宜佳"))
    row = Merchant.objects.get()
    assert (
        at("name-delete", book, "merchants", row.public_id)
        not in page.get(at("name-edit", book, "merchants", row.public_id)).content.decode()
    )
    assert page.post(at("name-delete", book, "merchants", row.public_id)).status_code == 409
    assert Merchant.objects.exists()


def test_who_signs_in_is_neither_hidden_nor_merged_away(page, owner, book, bookkeeper):
    address = at("name-hide", book, "people", bookkeeper.public_id)
    assert address not in page.get(at("name-edit", book, "people", bookkeeper.public_id)).content.decode()
    assert page.post(address).status_code == 403


def test_merging_says_so_and_the_toast_takes_it_back(page, owner, book):
    entries = [record_entry(owner, draft=expense(book, merchant=name)) for name in ("美宜佳(店)", "美宜佳")]
    source, target = (Merchant.objects.get(name=name) for name in ("美宜佳(店)", "美宜佳"))
    answer = page.post(
        at("name-merge", book, "merchants", source.public_id), {"into": str(target.public_id)}, follow=True
    )
    toast = next(iter(answer.context["messages"]))
    assert "美宜佳(店)" in str(toast)
    assert set(Entry.objects.values_list("merchant", flat=True)) == {target.pk}
    listed = names(page.get(at("name-list", book, "merchants")).content.decode())
    assert listed == ["美宜佳"]
    assert "美宜佳(店)" in page.get(at("name-edit", book, "merchants", target.public_id)).content.decode()

    page.post(toast.extra_tags)
    entries[0].refresh_from_db()
    assert entries[0].merchant == source


def test_an_account_is_merged_and_deleted_from_its_page(page, owner, book):
    old, unused = (add_account(owner, name=name, kind="bank") for name in ("旧卡", "空卡"))
    record_entry(owner, draft=expense(book, 1000, from_account=old))
    text = page.get(at("account-edit", book, old.public_id)).content.decode()
    assert at("name-delete", book, "accounts", old.public_id) not in text
    page.post(at("name-merge", book, "accounts", old.public_id), {"into": str(account(book, "bank").public_id)})
    assert Entry.objects.get().from_account == account(book, "bank")
    page.post(at("name-delete", book, "accounts", unused.public_id))
    assert not Account.objects.filter(pk=unused.pk).exists()


def test_an_account_that_the_scene_keeps_hidden_is_brought_out(page, book):
    hidden = Account.objects.filter(book=book, hidden=True)[0]
    assert 'name="hidden" value="no"' in page.get(at("account-edit", book, hidden.public_id)).content.decode()
    page.post(at("name-hide", book, "accounts", hidden.public_id), {"hidden": "no"})
    hidden.refresh_from_db()
    assert (hidden.hidden, hidden.archived_at) == (False, None)


def test_merchants_come_by_the_page_and_are_searched(page, book):
    Merchant.objects.bulk_create(Merchant(book=book, name=f"店{n:03}") for n in range(120))
    text = page.get(at("name-list", book, "merchants")).content.decode()
    assert len(names(text)) == 100
    more = page.get(at("name-list", book, "merchants"), {"after": "店099"}).content.decode()
    assert names(more)[0] == "店100"
    assert names(page.get(at("name-list", book, "merchants"), {"q": "店11"}).content.decode()) == [
        f"店{n:03}" for n in range(110, 120)
    ]


def test_a_category_is_added_while_recording_and_nothing_of_the_pad_is_lost(page, book):
    pad = {
        "mode": "expense",
        "amount": "12+8",
        "note": "新店",
        "date": "2026-11-20",
        "from_place": f"account:{account(book, 'cash').public_id}",
        "csrfmiddlewaretoken": "secret",
        "then": "record",
    }
    opened = page.post(at("name-new", book, "categories") + "?kind=expense", pad)
    assert opened.status_code == 302
    assert "secret" not in opened.url
    form = page.get(opened.url)
    assert 'value="12+8"' in form.content.decode()

    sent = {key: pad[key] for key in ("then", "mode", "amount", "note", "date", "from_place")}
    back = page.post(opened.url, sent | {"kind": "expense", "name": "露营", "icon": "car"}, follow=True)
    text = back.content.decode()
    row = Category.objects.get(book=book, name="露营")
    assert back.redirect_chain[0][0].startswith(at("entry-record", book))
    assert 'value="12+8"' in text
    assert f'value="{row.public_id}" checked' in text
    assert 'value="新店"' in text


def test_an_account_and_a_person_are_added_while_recording(page, book):
    pad = {"mode": "expense", "amount": "9", "then": "record"}
    back = page.post(
        at("account-new", book), pad | {"name": "饭卡", "kind": "prepaid", "currency": "CNY", "balance": ""}
    )
    chosen = f"account%3A{Account.objects.get(name='饭卡').public_id}"
    assert back.url == f"{at('entry-record', book)}?mode=expense&amount=9&from_place={chosen}"
    back = page.post(at("name-new", book, "people"), pad | {"name": "奶奶"})
    assert f"member={Member.objects.get(name='奶奶').public_id}" in back.url
    assert page.post(at("account-new", book), pad).url == f"{at('account-new', book)}?then=record&mode=expense&amount=9"


def test_only_who_manages_people_sees_their_page(book, bookkeeper, manager):
    keeper = signed_in(bookkeeper.user)
    text = keeper.get(at("name-list", book, "categories")).content.decode()
    assert at("name-list", book, "people") not in text
    assert keeper.get(at("name-list", book, "people")).status_code == 403
    assert signed_in(manager.user).get(at("name-list", book, "people")).status_code == 200


def test_a_sort_that_there_is_not(page, book, owner):
    add_member(owner, name="小满")
    assert page.get(at("name-list", book, "wishes")).status_code == 404
    somebody = Member.objects.get(name="小满").public_id
    assert page.get(reverse("ledger:name-edit", args=[book.public_id, "tags", somebody])).status_code == 404
