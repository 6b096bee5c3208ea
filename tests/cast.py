"""The cast of every test: Alice owns, Max manages, Bob keeps the books, Carol contributes, Vera views; Mallory is a
stranger, Stella is staff. They are made by the services, in a family book opened from its scene."""

import datetime as dt

import pytest

from accounts.models import User
from ledger.models import Account, Book, Category, Member
from ledger.services.books import open_book
from ledger.services.drafts import EntryDraft
from ledger.services.members import add_member

PASSWORD = "correct horse battery"


def make_user(name: str, **fields) -> User:
    # A weak hasher would be a second configuration; tests that sign in by password set one themselves.
    user = User(email=f"{name}@example.com", name=name.title(), **fields)
    user.set_unusable_password()
    user.save()
    return user


@pytest.fixture
def alice(db) -> User:
    return make_user("alice")


@pytest.fixture
def max_(db) -> User:
    return make_user("max")


@pytest.fixture
def bob(db) -> User:
    return make_user("bob")


@pytest.fixture
def carol(db) -> User:
    return make_user("carol")


@pytest.fixture
def vera(db) -> User:
    return make_user("vera")


@pytest.fixture
def mallory(db) -> User:
    return make_user("mallory")


@pytest.fixture
def stella(db) -> User:
    return make_user("stella", is_staff=True)


@pytest.fixture
def owner(alice) -> Member:
    return open_book(alice, scene="family", name="Home")


@pytest.fixture
def book(owner) -> Book:
    return owner.book


@pytest.fixture
def manager(owner, max_) -> Member:
    return add_member(owner, name="Max", user=max_, role="manager")


@pytest.fixture
def bookkeeper(owner, bob) -> Member:
    return add_member(owner, name="Bob", user=bob, role="bookkeeper")


@pytest.fixture
def contributor(owner, carol) -> Member:
    return add_member(owner, name="Carol", user=carol, role="contributor")


@pytest.fixture
def viewer(owner, vera) -> Member:
    return add_member(owner, name="Vera", user=vera, role="viewer")


@pytest.fixture
def child(owner) -> Member:
    """A person of the book without a user."""
    return add_member(owner, name="小满")


def account(book: Book, kind: str) -> Account:
    """The book's first account of a kind."""
    return Account.objects.filter(book=book, kind=kind).order_by("position", "id").select_related("book")[0]


def category(book: Book, kind: str = "expense", n: int = 0) -> Category:
    """The book's n-th category of the first level."""
    return Category.objects.filter(book=book, kind=kind, parent=None).order_by("position", "id")[n]


def expense(book: Book, amount_minor: int = 3500, **more) -> EntryDraft:
    """An expense paid in cash on 1 November 2026, unless told otherwise."""
    fields = {
        "kind": "expense",
        "date": dt.date(2026, 11, 1),
        "amount_minor": amount_minor,
        "from_account": account(book, "cash"),
        "category": category(book),
    }
    return EntryDraft(**(fields | more))


def income(book: Book, amount_minor: int = 864000, **more) -> EntryDraft:
    """Income into the bank on 10 November 2026, unless told otherwise."""
    fields = {
        "kind": "income",
        "date": dt.date(2026, 11, 10),
        "amount_minor": amount_minor,
        "to_account": account(book, "bank"),
        "category": category(book, "income"),
    }
    return EntryDraft(**(fields | more))


def transfer(book: Book, source: str, target: str, amount_minor: int = 10000, **more) -> EntryDraft:
    """A transfer between two kinds of account on 2 November 2026, unless told otherwise."""
    fields = {
        "kind": "transfer",
        "date": dt.date(2026, 11, 2),
        "amount_minor": amount_minor,
        "from_account": account(book, source),
        "to_account": account(book, target),
    }
    return EntryDraft(**(fields | more))
