"""Removing a book for good, with everything that any app keeps of it."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from accounts.notices import forget_about
from ledger.models import Book, BookState, Entry
from ledger.services.locking import lock_books, writes_books


@writes_books
def erase_book(book_id: int) -> None:
    """Deletes a book, its entries, and every row of every app that belongs to it. Nothing brings it back.

    An entry of another book that was one payment with an entry of this one stays, and stands alone from now on. Django
    would look for references row by row in columns without an index; here each table is asked once, by its book, and
    the database checks the references when the transaction ends.
    """
    links = Entry.objects.filter(book_id=book_id, link_id__isnull=False)
    others = Entry.objects.filter(link_id__in=links.values("link_id")).exclude(book_id=book_id)
    lock_books(book_id, *others.values_list("book_id", flat=True).distinct())
    others.update(link_id=None)
    # The triggers take the entries out of the book's sums, so these go after them, and the state last.
    _delete(Entry.objects.filter(book_id=book_id))
    for model, path in _tables_of_a_book():
        _delete(model._default_manager.filter(Q(**{path: book_id})))
    _delete(BookState.objects.filter(book_id=book_id))
    forget_about(Book.objects.values_list("public_id", flat=True).get(pk=book_id))
    _delete(Book.objects.filter(pk=book_id))


def _delete(rows: models.QuerySet) -> None:
    rows._raw_delete(rows.db)


def _tables_of_a_book() -> Iterator[tuple[type[models.Model], str]]:
    """Each model whose rows belong to a book, with the way from a row to it; rows of rows come first."""
    others = [model for model in apps.get_models() if model is not Entry]
    direct = {model: path for model in others if (path := _path(model, {Book: ""}))}
    for model in others:
        if model not in direct and (path := _path(model, direct)):
            yield model, path
    for model, path in direct.items():
        if model is not BookState:
            yield model, path


def _path(model: type[models.Model], owners: Mapping[Any, str]) -> str:
    """The first field by which a row belongs to a row of `owners`, with the way on from there.

    A reference that may be empty owns nothing.
    """
    for field in model._meta.concrete_fields:
        if field.is_relation and field.related_model in owners and not field.null:
            return "__".join(filter(None, (field.name, owners[field.related_model])))
    return ""
