"""Every line of the table of roles is asked as every role, and no address of the site stands outside the table.

An address that is in no table fails a test, and so does a method that its line leaves out.
"""

import datetime as dt
import uuid
from copy import deepcopy

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from ledger.models import Book, ImportGroup, Tag
from ledger.services.entries import record_entry
from ledger.services.guests import make_guest_link
from ledger.services.imports import Upload, begin_import, read_import
from ledger.services.invitations import invite
from ledger.services.members import add_member
from ledger.services.plans import BudgetDraft, ScheduledDraft, schedule, set_budget
from tests.accounts.conftest import delete_keys
from tests.addresses import address, every_address, is_api
from tests.cast import account, category, expense
from tests.clients import api_client_of, client_of
from tests.ledger.imports.bills import alipay, alipay_row
from tests.roles_table import IN_A_BOOK, OPEN_IN_A_SAMPLE, OPEN_TO_GUESTS, OPEN_TO_STAFF, ROLES, WHO, WITHOUT_BOOK, Line

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(owner, manager, bookkeeper, contributor, viewer):
    return dict(zip(ROLES, (owner, manager, bookkeeper, contributor, viewer), strict=True))


@pytest.fixture
def arguments(owner, book) -> dict[str, object]:
    """Something of the book for every argument that an address takes."""
    entry = record_entry(owner, draft=expense(book))
    bill = alipay(alipay_row("2026-11-03 12:13:00", "老李家常菜馆", "35.00", number="2026110322001"))
    batch = read_import(begin_import(owner, uploads=[Upload("bill.csv", bill)], queued=False).pk)
    budget = set_budget(owner, BudgetDraft(amount_minor=100000))
    scheduled = schedule(owner, ScheduledDraft(kind="expense", name="Rent", due=dt.date(2026, 11, 1)))
    nobodys = uuid.uuid4()
    values = {
        "book": book.public_id,
        "entry": entry.client_id,
        "account": account(book, "cash").public_id,
        "category": category(book).public_id,
        "budget": budget.public_id,
        "row": scheduled.public_id,
        "scheduled": scheduled.public_id,
        "change": 1,
        "batch": batch.public_id,
        "group": ImportGroup.objects.filter(batch=batch)[0].pk,
        "name": Tag.objects.create(book=book, name="a").public_id,
        "label": Tag.objects.create(book=book, name="b").public_id,
        "stream": nobodys,
        "suggestion": nobodys,
        "step": nobodys,
        "settlement": nobodys,
        "line": nobodys,
        "comment": nobodys,
        "photo": nobodys,
        "thing": nobodys,
        "item": nobodys,
        "wish": nobodys,
        "post": nobodys,
        "collection": nobodys,
        "template": nobodys,
        "product": nobodys,
        "cost": nobodys,
        "article": nobodys,
        "decision": nobodys,
        "export": nobodys,
        "browser": nobodys,
        "source": "alipay",
        "kind": "post",
        "person": add_member(owner, name="小岚").public_id,
        "invitation": invite(owner, role="viewer", at=timezone.now()).invitation.public_id,
    }
    values |= {f"{name}_id": value for name, value in values.items()}
    return values | {
        "version": "1900-01",
        "slug": "nothing",
        "scene": "car",
        "section": "nothing",
        "index": 0,
        "shown": "there",
        "sort": "tags",
        "period": 202611,
        "public_id": nobodys,
        "purpose": "unknown",
        "token": "nothing",
        "pk": 0,
        "size": "full",
        "course": "keep",
        "lesson": "see-it",
        "calculator": "buffer",
    }


@pytest.fixture
def guests_cookie(owner) -> dict[str, str]:
    """What the browser of a guest carries, who came by the link of the book."""
    delete_keys("allauth:*")
    jie = add_member(owner, name="阿杰")
    browser = Client()
    token = make_guest_link(owner, at=timezone.now()).token
    browser.post(reverse("ledger:guest-door", args=[token]), {"person": jie.public_id})
    return {name: morsel.value for name, morsel in browser.cookies.items() if name.startswith("guest_")}


def send(client: Client, method: str, place: str) -> int:
    """The status of an empty request; what it changes, here and in the client, is taken back."""
    more = {"format": "multipart" if place.endswith("/imports/") else "json"} if isinstance(client, APIClient) else {}
    more = {} if method == "get" else more
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        status = getattr(client, method)(place, **more).status_code
        transaction.set_rollback(True)
    client.cookies = cookies
    return status


class Person:
    """Who asks, by page and by API; without a user somebody who is not signed in, `cookies` being what they carry."""

    def __init__(self, user=None, cookies: dict[str, str] | None = None):
        self.page = client_of(user, raises=False) if user else Client(raise_request_exception=False)
        self.api = api_client_of(user, raises=False) if user else APIClient(raise_request_exception=False)
        for client in (self.page, self.api):
            client.cookies.load(cookies or {})

    def answers(self, table: list[Line], arguments: dict[str, object]) -> dict[str, int]:
        """The status of every line, each asked as if no other had been."""
        return {
            str(line): send(self.api if is_api(line.name) else self.page, line.method, address(line.name, arguments))
            for line in table
        }


def asked_to_sign_in(line: Line) -> int:
    return 401 if is_api(line.name) else 302


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_its_status(role, people, arguments):
    wanted = {str(line): line.status_for(role) if role in WHO[line.first] else 403 for line in IN_A_BOOK}
    assert Person(people[role].user).answers(IN_A_BOOK, arguments) == wanted


def test_a_stranger_is_told_of_nothing(arguments, mallory):
    assert Person(mallory).answers(IN_A_BOOK, arguments) == {str(line): 404 for line in IN_A_BOOK}


def test_a_visitor_is_asked_to_sign_in(arguments):
    assert Person().answers(IN_A_BOOK, arguments) == {str(line): asked_to_sign_in(line) for line in IN_A_BOOK}


def test_a_guest_opens_what_is_open_to_guests(arguments, guests_cookie):
    wanted = {str(line): OPEN_TO_GUESTS.get(str(line), asked_to_sign_in(line)) for line in IN_A_BOOK}
    assert Person(cookies=guests_cookie).answers(IN_A_BOOK, arguments) == wanted


def test_a_sample_opens_to_visitors_where_it_is_read(arguments, mallory):
    Book.objects.update(sample_at=timezone.now())
    opened = {str(line) for line in IN_A_BOOK if line.method == "get" and line.name in OPEN_IN_A_SAMPLE}
    wanted = {str(line): 200 if str(line) in opened else asked_to_sign_in(line) for line in IN_A_BOOK}
    assert Person().answers(IN_A_BOOK, arguments) == wanted

    def seen(line: Line) -> bool:
        by_everyone = line.first == "everyone" or line.name == "offers-api:reading"
        return line.method == "get" and (by_everyone or str(line) in opened)

    wanted = {str(line): int(line.second) if seen(line) else 403 for line in IN_A_BOOK}
    assert Person(mallory).answers(IN_A_BOOK, arguments) == wanted


def test_addresses_without_a_book_ask_to_sign_in_where_they_are_somebodys(arguments, mallory):
    assert Person().answers(WITHOUT_BOOK, arguments) == {str(line): int(line.first) for line in WITHOUT_BOOK}
    assert Person(mallory).answers(WITHOUT_BOOK, arguments) == {str(line): int(line.second) for line in WITHOUT_BOOK}


def test_every_address_is_in_a_table():
    known = {line.name for line in IN_A_BOOK + WITHOUT_BOOK}
    found = {name for name in every_address() if not name.startswith("admin:")}
    assert found - known == set(), "add a line for each of these"
    assert known - found == set(), "these addresses do not exist any more"


def test_every_address_below_a_book_is_in_the_table_of_roles():
    in_a_book = {name for name, (_pattern, arguments) in every_address().items() if arguments & {"book", "book_id"}}
    assert in_a_book == {line.name for line in IN_A_BOOK}


def test_a_method_that_the_table_leaves_out_is_refused(owner, arguments):
    listed = {str(line) for line in IN_A_BOOK}
    names = sorted({line.name for line in IN_A_BOOK})
    every = [Line(name, method, "", "") for name in names for method in ("get", "post", "put", "patch", "delete")]
    left_out = [line for line in every if str(line) not in listed]
    assert Person(owner.user).answers(left_out, arguments) == {str(line): 405 for line in left_out}


ADMIN_ARGUMENTS = {
    "object_id": "1",
    "app_label": "ledger",
    "content_type_id": 1,
    "url": "nowhere/",
    "id": 1,
    "user_id": 1,
}


def test_the_admin_is_closed_to_everybody_but_staff_and_to_staff_without_the_permission(alice, stella):
    person, staff = client_of(alice), client_of(stella)
    for name in every_address():
        short = name.removeprefix("admin:")
        if short == name or short in ("login", "None"):
            continue
        place = address(name, ADMIN_ARGUMENTS)
        assert send(Client(), "get", place) == 302, place
        assert send(person, "get", place) == 302, place
        if short not in OPEN_TO_STAFF:
            answer = staff.get(place)
            # The history of a row that is not there leads back to the first page before it looks at who asks.
            missing = short.endswith("_history") and answer.status_code == 302 and answer.url == "/admin/"
            assert answer.status_code in (403, 404, 405) or missing, place
