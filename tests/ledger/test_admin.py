"""What staff see of books: counts and dates. Whatever people wrote, and every amount, stays out of the admin."""

import datetime as dt
import os
import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.figures import StaffBoard, register_staff_board, staff_boards
from ledger.models import Book, Category, ImportBatch
from ledger.services.books import archive_book, open_book
from ledger.services.entries import edit_entry, record_entry
from ledger.services.imports import Upload, begin_import, import_files
from ledger.services.members import add_member
from tests.cast import account, expense, make_user
from tests.ledger.imports.bills import alipay, alipay_row

pytestmark = pytest.mark.django_db

BOOKS = "/admin/ledger/book/"
IMPORTS = "/admin/ledger/importbatch/"

# A word that nothing else on a page has, and an amount whose digits would show however it is written.
MARK = "紫貂"
AMOUNT_MINOR = 918273645
SPELLINGS = ("918273645", "9182736.45", "9,182,736.45", "9 182 736", "918万", "9182736")


@pytest.fixture
def told(alice):
    """A book in which every text that a person can write is marked, and every amount is the odd one."""
    owner = open_book(alice, scene="family", name=f"{MARK}的家")
    book = owner.book
    child = add_member(owner, name=f"{MARK}孩子")
    marked = {"note": f"{MARK}备注", "merchant": f"{MARK}商店", "project": f"{MARK}项目", "tags": (f"{MARK}标签",)}
    entry = record_entry(owner, draft=expense(book, AMOUNT_MINOR, member=child, extra={"order": MARK}, **marked))
    edit_entry(owner, entry, version=1, changes={"note": f"{MARK}又改"})
    cash = account(book, "cash")
    cash.name = f"{MARK}钱包"
    cash.save()
    Category.objects.filter(book=book).update(icon="tag")
    Category.objects.filter(pk=entry.category_id).update(name=f"{MARK}分类")
    row = alipay_row(
        "2026-11-03 12:13:00",
        f"{MARK}商家",
        "9182736.45",
        number="2026110322001",
        what=MARK,
        method=f"{MARK}银行(1234)",
    )
    import_files(owner, files=[(f"{MARK}.csv", alipay(row))])
    other = alipay_row("2026-11-04 12:13:00", f"{MARK}商家", "9182736.45", number="2026110422001", what=MARK)
    begin_import(owner, uploads=[Upload(f"{MARK}.csv", alipay(other))])
    return book


@pytest.fixture
def staff(client, stella):
    """Staff with every permission there is, short of being a superuser."""
    stella.user_permissions.set(Permission.objects.all())
    client.force_login(stella)
    return client


@pytest.fixture
def superuser(client):
    client.force_login(make_user("root", is_staff=True, is_superuser=True))
    return client


# More than what the fixtures write of anything; the words that the migrations bring are more.
MOST_ROWS = 3


def crawl(client) -> dict[str, tuple[int, str]]:
    """The pages of the admin that its own links lead to, of a long list some rows, as address -> (status, page)."""
    seen: dict[str, tuple[int, str]] = {}
    rows: dict[str, set[str]] = {}
    waiting = ["/admin/"]
    while waiting:
        address = waiting.pop()
        if address in seen or "/logout/" in address or "/jsi18n/" in address:
            continue
        answer = client.get(address)
        page = answer.content.decode() if "text" in answer.get("Content-Type", "") else ""
        seen[address] = (answer.status_code, page)
        for found in re.findall(r'href="([^"#]*)', page):
            link = found.replace("&amp;", "&")
            if link.startswith("?") and address.startswith("/admin/ledger/"):
                link = address.split("?")[0] + link
            # One filter at a time is enough: their combinations, and the orders of a list, have no end.
            plain = "?" not in link or (
                link.startswith("/admin/ledger/") and link.count("=") == 1 and "?o=" not in link
            )
            if (row := re.match(r"/admin/\w+/\w+/[^/?]+/", link)) and not link.endswith("/add/"):
                some = rows.setdefault(os.path.dirname(row[0][:-1]), set())
                if row[0] not in some and len(some) == MOST_ROWS:
                    continue
                some.add(row[0])
            if link.startswith("/admin/") and plain:
                waiting.append(link)
    return seen


def test_no_page_of_the_admin_tells_what_people_wrote_or_any_amount(superuser, told):
    pages = crawl(superuser)
    assert BOOKS in pages
    assert IMPORTS in pages
    assert len(pages) > 20
    assert {address: status for address, (status, _page) in pages.items() if status >= 400} == {}
    for address, (_status, page) in pages.items():
        assert MARK not in page, address
        assert not [spelling for spelling in SPELLINGS if spelling in page], address


def test_the_lists_tell_counts_and_dates(staff, told):
    page = staff.get(BOOKS).content.decode()
    assert str(told.public_id) in page
    # The marked entry and the imported one; Alice and the child.
    assert cells(page, "field-entries") == ["2"]
    assert cells(page, "field-people") == ["2"]
    page = staff.get(IMPORTS).content.decode()
    # The latest one is still to be read.
    assert cells(page, "field-total") == ["0", "1"]
    assert cells(page, "field-written") == ["0", "1"]


def cells(page: str, name: str) -> list[str]:
    found = re.findall(rf'<td[^>]*class="[^"]*{name}\b[^"]*"[^>]*>(.*?)</td>', page, re.DOTALL)
    return [re.sub(r"<[^>]*>", "", cell).strip() for cell in found]


@pytest.mark.parametrize("model", [Book, ImportBatch])
def test_a_book_or_an_import_has_no_page_of_its_own_and_nobody_writes_it(superuser, told, model):
    row = model.objects.all()[0]
    place = f"/admin/ledger/{model._meta.model_name}/"
    assert superuser.get(f"{place}{row.pk}/change/").status_code == 403
    assert superuser.get(f"{place}{row.pk}/history/").status_code == 403
    assert superuser.get(f"{place}add/").status_code == 403
    assert superuser.post(f"{place}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert superuser.post(place, {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
    assert model.objects.filter(pk=row.pk).exists()


def test_nothing_else_of_the_ledger_is_in_the_admin():
    registered = {
        model.__name__ for model in apps.get_app_config("ledger").get_models() if model in admin.site._registry
    }
    assert registered == {"Book", "ImportBatch"}


@pytest.mark.parametrize(("model", "field"), [("importbatch", "book"), ("member", "book"), ("entry", "member")])
def test_no_field_of_the_admin_completes_names_of_books_or_people(superuser, told, model, field):
    asked = {"app_label": "ledger", "model_name": model, "field_name": field, "term": ""}
    answer = superuser.get(reverse("admin:autocomplete"), asked)
    assert answer.status_code in (403, 404)
    assert MARK not in answer.content.decode()


def test_a_book_is_called_by_its_id_wherever_a_row_is_named(told):
    assert MARK not in f"{told} {told.members.all()[0]} {ImportBatch.objects.all()[0]}"


def test_staff_without_the_permission_see_neither_list_nor_number(client, stella, told):
    client.force_login(stella)
    assert client.get(BOOKS).status_code == 403
    assert client.get(IMPORTS).status_code == 403
    assert client.get("/admin/").context["boards"] == []


def test_a_person_who_is_not_staff_is_asked_to_sign_in(client, alice):
    client.force_login(alice)
    assert client.get(BOOKS).status_code == 302


def test_the_lists_cost_the_same_with_one_row_and_with_many(staff, told, alice):
    with CaptureQueriesContext(connection) as few:
        staff.get(BOOKS)
    for n in range(20):
        open_book(alice, scene="trip", name=f"T{n}")
    with CaptureQueriesContext(connection) as many:
        staff.get(BOOKS)
    assert len(many) == len(few)


def test_the_dashboard_counts_sign_ups_active_books_and_imports(staff, told, alice):
    open_book(alice, scene="trip")
    archive_book(open_book(alice, scene="shop"), archived=True)
    with translation.override("en"):
        boards = {str(title): [count.n for count in counts] for title, counts in boards_of(staff)}
    # Alice and Stella; one of three books has an entry; one import is written, one is being read.
    assert boards["Sign-ups"] == [2, 2, 2, 2]
    assert boards["Active books"] == [1, 1, 1, 3]
    assert boards["Imports in 30 days"] == [1, 1]


def boards_of(client):
    client.cookies["django_language"] = "en"
    return client.get("/admin/").context["boards"]


def test_another_app_adds_its_block_to_the_dashboard(staff, monkeypatch):
    monkeypatch.setattr("accounts.figures._boards", {})
    asked: list[dt.datetime] = []
    board = StaffBoard("readings", "Readings", "accounts.view_user", lambda at: asked.append(at) or [])
    register_staff_board(board)
    with pytest.raises(ValueError, match="readings"):
        register_staff_board(board)
    assert staff_boards() == [board]
    assert boards_of(staff) == [("Readings", [])]
    assert len(asked) == 1
