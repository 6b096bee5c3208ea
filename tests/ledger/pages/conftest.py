import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from ledger.models import Account, Book, Category, Member
from ledger.queries.months import book_now
from ledger.services.books import open_book


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def page(alice) -> Client:
    """A browser in which Alice is signed in."""
    return signed_in(alice)


@pytest.fixture
def today(book) -> dt.date:
    return book_now(book).date()


@pytest.fixture
def shop(alice) -> Member:
    return open_book(alice, scene="shop", name="Bakery")


@pytest.fixture
def trip(alice) -> Member:
    """A trip of four days of which today is the second, with a budget of 4,800.00."""
    member = open_book(alice, scene="trip", name="Four days")
    first = book_now(member.book).date() - dt.timedelta(days=1)
    member.book.facts = {
        "start_date": first.isoformat(),
        "end_date": (first + dt.timedelta(days=3)).isoformat(),
        "plan_budget": 480000,
    }
    member.book.save(update_fields=["facts"])
    return member


def at(name: str, book: Book, *more: object) -> str:
    return reverse(f"ledger:{name}", args=[book.public_id, *more])


def account_key(book: Book, key: str) -> Account:
    return Account.objects.select_related("book").get(book=book, key=key)


def category_key(book: Book, key: str) -> Category:
    return Category.objects.get(book=book, key=key)


BLOCK_END = re.compile(r"</(?:p|div|li|t[dhr]|d[dt]|h\d|option|button|a|section|label)>")


# Random names may hold any digits; no amount stands among them.
RANDOM = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b\w{32}(?:\w{32})?\b", re.ASCII)


def markup(response) -> str:
    """All of a page but its keys and tokens, for looking for what must not be in it."""
    return RANDOM.sub("", response.content.decode())


def words(response) -> str:
    """The text of a page without its markup, with single spaces."""
    body = re.sub(r"<(script|style|template)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", BLOCK_END.sub(" ", body))).strip()
