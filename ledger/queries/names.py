"""The names of a book, and how much they are used: categories, accounts, people, projects, merchants and tags."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.models import Count, F, ManyToOneRel, Q, Sum

from ledger.directory import directory_of
from ledger.models import Account, Book, Category, Entry, ImportGroup, Member, Merchant, Project, Tag
from ledger.queries.sums import account_months, category_months
from ledger.visibility import book_entries, book_merchants, known_merchants, veiled_accounts

MERCHANTS_A_PAGE = 100

Name = Account | Category | Member | Merchant | Project | Tag

# What the sorts of names are called in addresses.
SORTS: dict[str, type[Name]] = {
    "categories": Category,
    "accounts": Account,
    "people": Member,
    "projects": Project,
    "merchants": Merchant,
    "tags": Tag,
}


def uses(book: Book, model: type[Name], ids: Collection[int]) -> dict[int, int]:
    """How many entries of the book, without its bin, name each of these rows. From the kept sums where they say it."""
    if model in (Category, Member):
        column = f"{model._meta.model_name}_id"
        months = category_months(book, pending=True).filter(**{f"{column}__in": ids})
        return dict(months.values_list(column).annotate(Sum("n")))
    if model is Account:
        moved = account_months(book).filter(account_id__in=ids)
        return dict(moved.values_list("account_id").annotate(Sum("n")))
    if model is Tag:
        return _uses_of_tags(book, ids)
    column = str(model._meta.model_name)
    entries = book_entries(book, pending=True).filter(**{f"{column}__in": ids})
    return dict(entries.order_by().values_list(f"{column}_id").annotate(Count("id")))


def _uses_of_tags(book: Book, ids: Collection[int]) -> dict[int, int]:
    hidden = [] if book.shows_veiled else veiled_accounts([book])
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT tag, count(*) FROM ledger_entry e CROSS JOIN unnest(e.tags) AS tag
               WHERE e.book_id = %(book)s AND e.deleted_at IS NULL AND e.tags <> '{}' AND tag = ANY(%(ids)s)
                 AND NOT ((e.from_account_id IS NULL OR e.from_account_id = ANY(%(hidden)s))
                          AND (e.to_account_id IS NULL OR e.to_account_id = ANY(%(hidden)s)))
               GROUP BY tag""",
            {"book": book.pk, "ids": list(ids), "hidden": hidden},
        )
        return dict(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class NamePage:
    """Rows in their order, each with those below it; hidden ones apart. `after` begins the next page."""

    rows: list[tuple[Any, list[Any]]]
    hidden: list[Any]
    after: str = ""

    @property
    def ids(self) -> list[int]:
        return [row.pk for top, below in self.rows for row in (top, *below)] + [row.pk for row in self.hidden]


def name_page(book: Book, model: type[Name], *, kind: str = "", search: str = "", after: str = "") -> NamePage:
    """The book's names of one sort. Merchants come by the page, and `search` finds those that hold a word."""
    if model is Merchant:
        return _merchant_page(book, search.strip(), after)
    rows: list[Any] = [row for row in _rows(book, model) if row.merged_into_id is None]
    if model is Category:
        rows = [row for row in rows if row.kind == kind]
    if model is Account:
        rows = [row for row in rows if row.kind != "member"]
    shown = [row for row in rows if row.archived_at is None and not getattr(row, "hidden", False)]
    hidden = [row for row in rows if row not in shown]
    tops = [row for row in shown if getattr(row, "parent_id", None) is None]
    return NamePage([(top, [row for row in shown if getattr(row, "parent_id", 0) == top.pk]) for top in tops], hidden)


def labels(member: Member, model: type[Name]) -> list[Any]:
    """The merchants, projects or tags that the member may know of, hidden ones too, but none merged into others."""
    if model is Merchant:
        return list(known_merchants(member).filter(merged_into=None).order_by("name"))
    return [row for row in _rows(member.book, model) if row.merged_into_id is None]


def _rows(book: Book, model: type[Name]) -> list[Any]:
    directory = directory_of(book)
    listed: dict[type[Name], dict[int, Any]] = {
        Account: directory.accounts,
        Category: directory.categories,
        Member: directory.people,
        Project: directory.projects,
        Tag: directory.tags,
    }
    return list(listed[model].values())


def _merchant_page(book: Book, search: str, after: str) -> NamePage:
    rows = book_merchants(book).filter(merged_into=None).order_by("name")
    if search:
        rows = rows.filter(name__icontains=search)
    found = list(rows.filter(archived_at=None, name__gt=after)[: MERCHANTS_A_PAGE + 1])
    hidden = list(rows.exclude(archived_at=None)[:MERCHANTS_A_PAGE]) if not after else []
    more = len(found) > MERCHANTS_A_PAGE
    found = found[:MERCHANTS_A_PAGE]
    return NamePage([(row, []) for row in found], hidden, found[-1].name if more else "")


def in_use(row: Name) -> bool:
    """Does anything of the book name this row: an entry (also in the bin), a budget, a rule, a row merged into it?"""
    entries = Entry.objects.filter(book_id=row.book_id)
    if isinstance(row, Tag) and entries.filter(tags__contains=[row.pk]).exists():
        return True
    ends = Q()
    for model, column in referring(type(row)):
        if model is Entry:
            ends |= Q(**{column: row.pk})
        # The groups of an import are gone when it is over, and do without.
        elif model is not ImportGroup and model._default_manager.filter(**{column: row.pk}).exists():
            return True
    return bool(ends) and entries.filter(ends).exists()


def referring(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Every model that refers to this one, with the name of the column."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel):
            yield relation.related_model, relation.field.name


def merged_names(row: Name) -> list[str]:
    """The names that stand for this row since they were merged into it."""
    model: type[Any] = type(row)
    rows = model.objects.filter(book_id=row.book_id, merged_into=row.pk)
    return list(rows.order_by("name").values_list("name", flat=True))


def merge_targets(row: Name) -> list[Any]:
    """What this row can be merged into, by name; categories and accounts in their order."""
    if isinstance(row, Category):
        categories = Category.objects.filter(book_id=row.book_id, archived_at=None, kind=row.kind).exclude(pk=row.pk)
        if Category.objects.filter(parent=row, merged_into=None).exists():
            categories = categories.filter(parent=None)
        categories = categories.exclude(parent=row).select_related("parent")
        return list(categories.order_by(F("parent__position").asc(nulls_first=True), "position", "id"))
    if isinstance(row, Account):
        accounts = Account.objects.filter(
            book_id=row.book_id, archived_at=None, currency=row.currency, veiled=row.veiled
        )
        accounts = accounts.exclude(pk=row.pk).exclude(kind="member").order_by("position", "id")
        return [other for other in accounts if other.account_class == row.account_class]
    model: type[Any] = type(row)
    return list(model.objects.filter(book_id=row.book_id, archived_at=None).exclude(pk=row.pk).order_by("name"))
