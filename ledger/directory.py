"""What names things in a book: the book itself, its people, accounts, categories, projects and tags.

Every page needs most of these few dozen rows, and they hardly ever change. So a process keeps them for the books it
was asked for last, by the book's `directory_version`, which triggers change with any of the rows: a request asks for
the version (`ledger.access.access_book` does) and for nothing else. Merchants are too many: those are here that were
named lately, until one of the book's merchants is renamed or deleted.

The rows are shared by all requests of the process: read them, and fetch a row of your own to change it.
"""

import copy
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models
from django.utils.translation import gettext as _

from ledger.errors import BookNotFound
from ledger.models import Account, Book, BookState, Category, Entry, Member, Merchant, Project, Scheduled, Tag

# A book takes about 200 kB, and each merchant about one more.
BOOKS_KEPT = 200
MERCHANTS_KEPT = 100
# No account has this id.
UNDISCLOSED_ID = UUID(int=0)

Row = TypeVar("Row", Account, Category, Member, Project, Tag)


@dataclass(frozen=True)
class Directory:
    """The rows of a book by primary key, in the order in which they are shown, archived ones among them.

    `veiled` are the accounts that only managers see; in the directory of those who do not, `accounts` lacks them.
    """

    book: Book
    people: dict[int, Member]
    accounts: dict[int, Account]
    categories: dict[int, Category]
    projects: dict[int, Project]
    tags: dict[int, Tag]
    veiled: frozenset[int] = frozenset()
    _hidden: dict[int, Account] = field(default_factory=dict, repr=False)
    _merchants: dict[str, Merchant] = field(default_factory=dict, repr=False)

    @cached_property
    def open(self) -> "Directory":
        """What all of the book see."""
        if not self.veiled:
            return self
        shown = {pk: row for pk, row in self.accounts.items() if pk not in self.veiled}
        return replace(self, accounts=shown, _hidden={pk: self.accounts[pk] for pk in self.veiled})

    def account(self, pk: int | None) -> Account | None:
        """An account that an entry names: itself, or what stands for it where it is not shown."""
        account = self.accounts.get(pk or 0)
        if account is None and pk in self.veiled:
            return _undisclosed(self._hidden[pk])
        return account

    @cached_property
    def is_shared(self) -> bool:
        """Do several people write in it, those who came as guests among them?"""
        return sum(row.user_id is not None or row.is_guest for row in self.people.values()) > 1

    @cached_property
    def projects_by_name(self) -> dict[str, Project]:
        return {row.name: self.projects.get(row.merged_into_id or 0, row) for row in self.projects.values()}

    @cached_property
    def tags_by_name(self) -> dict[str, Tag]:
        return {row.name: self.tags.get(row.merged_into_id or 0, row) for row in self.tags.values()}

    def merchant(self, name: str) -> Merchant | None:
        """The book's merchant that this name means, or None. A query unless it was found lately."""
        row = self._merchants.get(name)
        if row is not None:
            return row
        row = Merchant.objects.filter(book_id=self.book.pk, name=name).select_related("merged_into").first()
        row = row and (row.merged_into or row)
        # Inside a transaction it may be one that was made there, and that is taken back with it.
        if row is not None and not connection.in_atomic_block:
            if len(self._merchants) >= MERCHANTS_KEPT:
                self._merchants.clear()
            self._merchants[name] = row
        return row

    @cached_property
    def _by_public_id(self) -> dict[tuple[type[models.Model], UUID], models.Model]:
        listed = (self.people, self.accounts, self.categories, self.projects, self.tags)
        return {(type(row), row.public_id): row for rows in listed for row in rows.values()}

    def find(self, model: type[models.Model], public_id: UUID) -> Any:
        """The book's row of this kind and id, or None."""
        return self._by_public_id.get((model, public_id))

    def membership(self, pk: int) -> Member:
        """A person of the book, with the book, both for one request alone."""
        member = copy.copy(self.people[pk])
        member.book = self.handed_out()
        return member

    def handed_out(self) -> Book:
        """The book, for one request alone."""
        book = copy.copy(self.book)
        book.directory = self
        return book

    def name_entries(self, entries: Iterable[Entry]) -> None:
        """Gives entries of the book the rows that they name, all but their merchant, and `tag_rows`.

        What came into the book after this directory was read is fetched.
        """
        named = (
            ("from_account", self.accounts),
            ("to_account", self.accounts),
            ("category", self.categories),
            ("member", self.people),
            ("paid_by", self.people),
            ("recorded_by", self.people),
            ("project", self.projects),
        )
        for entry in entries:
            self._name(entry, *named)
            tags = self.tags
            if not tags.keys() >= set(entry.tags):
                tags = Tag.objects.in_bulk(entry.tags)
            entry.tag_rows = [tags[pk] for pk in entry.tags if pk in tags]

    def name_scheduled(self, row: Scheduled) -> None:
        """Gives what is scheduled in the book the rows that it names."""
        self._name(
            row,
            ("account", self.accounts),
            ("to_account", self.accounts),
            ("category", self.categories),
            ("member", self.people),
        )

    def _name(self, row: models.Model, *named: tuple[str, dict[int, Any]]) -> None:
        for name, rows in named:
            pk = getattr(row, f"{name}_id")
            found = self.account(pk) if rows is self.accounts else rows.get(pk)
            if found is not None:
                setattr(row, name, found)


def directory_of(book: Book) -> Directory:
    """The directory of a book as it was when `access_book` let the request in; else as it is now, by one query.

    It has the veiled accounts only where the book shows them to whom it was opened for. Raises BookNotFound where the
    book was erased since it was read.
    """
    found = directories_of([book]).get(book.pk)
    if found is None:
        raise BookNotFound
    return found


def directories_of(books: Iterable[Book]) -> dict[int, Directory]:
    """The directories of several books by their ids. One query, and none where `access_book` let the request in.

    A book that was erased since it was read has none.
    """
    books = list(books)
    whole: dict[int, Directory] = {book.pk: book.directory for book in books if hasattr(book, "directory")}
    unknown = [book.pk for book in books if book.pk not in whole]
    if unknown:
        versions = BookState.objects.filter(book_id__in=unknown).values_list("book_id", "directory_version")
        for pk, version in versions:
            with suppress(Book.DoesNotExist):
                whole[pk] = directory_at(pk, version)
    return {book.pk: whole[book.pk] if book.shows_veiled else whole[book.pk].open for book in books if book.pk in whole}


@lru_cache(maxsize=BOOKS_KEPT)
def directory_at(book_id: int, version: UUID) -> Directory:
    """The directory of a book, which has this version now."""
    book = Book.objects.get(pk=book_id)

    def rows(model: type[Row], *order: str) -> dict[int, Row]:
        found = {row.pk: row for row in model._default_manager.filter(book_id=book_id).order_by(*order)}
        for row in found.values():
            row.book = book
        return found

    by_hand = ("position", "name")
    people = rows(Member, "position", "id")
    accounts = rows(Account, "position", "id")
    categories = rows(Category, "position", "id")
    for account in accounts.values():
        account.member = people.get(account.member_id or 0)
    for category in categories.values():
        category.parent = categories.get(category.parent_id or 0)
    veiled = frozenset(pk for pk, row in accounts.items() if row.veiled)
    return Directory(book, people, accounts, categories, rows(Project, *by_hand), rows(Tag, *by_hand), veiled)


def _undisclosed(account: Account) -> Account:
    """What stands for a veiled account at the other end of a transfer: its currency, and nothing else of it."""
    return Account(
        pk=account.pk,
        public_id=UNDISCLOSED_ID,
        book=account.book,
        name=_("An account that is not shown"),
        kind="bank",
        currency=account.currency,
        icon="eye-off",
    )


def live(rows: Iterable[Row]) -> list[Row]:
    """Those that are not archived."""
    return [row for row in rows if row.archived_at is None]
