"""Entries that go to another of my books: what each names there, by the names that it bore here."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import ngettext
from psycopg.types.json import Jsonb

from accounts.ids import uuid7
from ledger.directory import directory_of
from ledger.errors import BookNotFound, EntryInvalid, RateMissing
from ledger.models import Account, Book, Category, Entry, EntryKind, ImportedKey, Member, Merchant, Project, Tag
from ledger.permissions import Action, require, require_open
from ledger.queries.balances import last_rate
from ledger.rules.flow import entry_flow
from ledger.services.approvals import ask_for_those, limit_for
from ledger.services.bulk import Change, Refusals
from ledger.services.shares import forget_shares
from ledger.services.steps import Doing

_MOVABLE = (EntryKind.EXPENSE, EntryKind.INCOME, EntryKind.REFUND)

L = TypeVar("L", Merchant, Project, Tag)

# What an entry names becomes what bears the same name in the other book; whom it was for, and who shares it,
# is somebody of this book.
_MOVE = """
    UPDATE ledger_entry e SET
        book_id = %(book)s,
        from_account_id = CASE WHEN e.from_account_id IS NULL THEN NULL ELSE %(account)s::bigint END,
        to_account_id = CASE WHEN e.to_account_id IS NULL THEN NULL ELSE %(account)s::bigint END,
        category_id = (%(categories)s::jsonb ->> e.category_id::text)::bigint,
        merchant_id = (%(merchants)s::jsonb ->> e.merchant_id::text)::bigint,
        project_id = (%(projects)s::jsonb ->> e.project_id::text)::bigint,
        tags = ARRAY (
            SELECT (%(tags)s::jsonb ->> t.id::text)::bigint
            FROM unnest(e.tags) WITH ORDINALITY AS t (id, place) ORDER BY t.place
        ),
        member_id = NULL,
        paid_by_id = %(paid_by)s,
        recorded_by_id = %(to)s,
        changed_by_id = %(to)s,
        batch_id = NULL,
        split = NULL,
        approval = CASE WHEN e.kind = 'expense' AND b.base_minor > %(above)s::bigint THEN 'pending' ELSE '' END,
        flow = f.flow,
        liquid_sides = f.liquid_sides,
        base_amount_minor = b.base_minor,
        version = e.version + 1,
        changed_at = statement_timestamp()
    FROM (VALUES (true, %(paid_flow)s, %(paid_sides)s), (false, %(earned_flow)s, %(earned_sides)s))
         AS f (pays, flow, liquid_sides),
         LATERAL (SELECT moved.id, CASE %(base)s
                      WHEN 'same' THEN moved.amount_minor
                      WHEN 'kept' THEN moved.base_amount_minor
                      ELSE round(moved.amount_minor::numeric * %(rate_base)s / %(rate_foreign)s) END AS base_minor
                  FROM ledger_entry moved WHERE moved.id = ANY (%(ids)s)) b
    WHERE b.id = e.id AND e.id = ANY (%(ids)s) AND f.pays = (e.from_account_id IS NOT NULL)"""


@dataclass(frozen=True)
class MoveTo(Change):
    """To the book of `to`, the same user's membership there, paid from or into `account`.

    Categories, merchants, projects and tags follow by name (a category also by its scene's key); a category that the
    other book lacks is left empty. Raises RoleTooLow, BookArchived, and EntryInvalid where the account is not of that
    book.
    """

    to: Member
    account: Account

    @property
    def moved_to(self) -> Book:  # type: ignore[override]
        return self.to.book

    def check(self, member: Member) -> None:
        if member.user_id is None or self.to.user_id != member.user_id:
            raise BookNotFound
        require(self.to, Action.RECORD)
        require_open(self.to.book)
        if self.account.book_id != self.to.book_id or self.to.book_id == member.book_id:
            raise EntryInvalid(fields={"account": [EntryInvalid.message]})

    def refusals(self, member: Member) -> Refusals:
        other_money = [
            row.pk for row in directory_of(member.book).accounts.values() if row.currency != self.account.currency
        ]
        here = Entry.objects.filter(book_id=member.book_id)
        there = Entry.objects.filter(book_id=self.to.book_id)
        return {
            "not_movable": ~Q(kind__in=_MOVABLE),
            "linked": Q(link_id__isnull=False),
            "hangs_together": Q(group__isnull=False) | Q(refund_of__isnull=False),
            "refunded": Exists(here.filter(refund_of_id=OuterRef("pk"))),
            "other_currency": Q(from_account_id__in=other_money) | Q(to_account_id__in=other_money),
            # One bill may have been brought into both books, and then the entry is there already.
            "there_already": Exists(there.filter(client_id=OuterRef("client_id"))),
        }

    def said(self, n: int) -> str:
        sentence = ngettext("%(n)d entry moved to “%(book)s”", "%(n)d entries moved to “%(book)s”", n)
        return sentence % {"n": n, "book": self.to.book.name}

    def apply(self, doing: Doing, entries: QuerySet[Entry]) -> int:
        """Moves entries of the step's book; the caller holds the locks of both."""
        rows = list(entries.values_list("pk", "client_id", "batch_id"))
        ids = [pk for pk, _client_id, _batch in rows]
        # A bill that is brought again must find its rows in this book still, although they lie in another now.
        keys = [
            ImportedKey(book_id=doing.row.book_id, key=client_id, entry_id=pk) for pk, client_id, batch in rows if batch
        ]
        ImportedKey.objects.bulk_create(keys, ignore_conflicts=True)
        values = self._accounting(doing.row.book) | _named_there(Entry.objects.filter(pk__in=ids), self.to.book)
        with connection.cursor() as cursor:
            cursor.execute(
                _MOVE, values | {"ids": ids, "book": self.to.book_id, "to": self.to.pk, "above": limit_for(self.to)}
            )
            moved = cursor.rowcount
        ask_for_those(self.to, Entry.objects.filter(pk__in=ids), key=f"moved/{uuid7()}")
        forget_shares([doing.row.book_id], ids)
        return moved

    def _accounting(self, home: Book) -> dict[str, Any]:
        """What follows from the account: the flow, who paid, and where the amount in the book's currency comes from."""
        paid_flow, paid_sides = entry_flow(EntryKind.EXPENSE, self.account.kind, None)
        earned_flow, earned_sides = entry_flow(EntryKind.INCOME, None, self.account.kind)
        base, rate_foreign, rate_base = "rate", 1, 1
        if self.account.currency == self.to.book.currency:
            base = "same"
        elif home.currency == self.to.book.currency:
            base = "kept"
        else:
            rate = last_rate(self.to.book, self.account.currency)
            if rate is None:
                raise RateMissing
            rate_foreign, rate_base = rate
        return {
            "account": self.account.pk,
            "paid_by": self.account.member_id,
            "paid_flow": paid_flow,
            "paid_sides": int(paid_sides),
            "earned_flow": earned_flow,
            "earned_sides": int(earned_sides),
            "base": base,
            "rate_base": rate_base,
            "rate_foreign": rate_foreign,
        }


def _named_there(entries: QuerySet[Entry], book: Book) -> dict[str, Any]:
    """The other book's ids of what the entries name, as JSON by the ids here."""
    return {
        "categories": Jsonb(_categories_there(entries, book)),
        "merchants": Jsonb(_names_there(Merchant, _used(entries, "merchant_id"), book)),
        "projects": Jsonb(_names_there(Project, _used(entries, "project_id"), book)),
        "tags": Jsonb(_names_there(Tag, _tags(entries), book)),
    }


def _used(entries: QuerySet[Entry], column: str) -> list[int]:
    found = entries.exclude(**{column: None}).order_by().values_list(column, flat=True).distinct()
    return list(found)


def _tags(entries: QuerySet[Entry]) -> list[int]:
    each = entries.exclude(tags=[]).order_by().annotate(tag=models.Func("tags", function="unnest"))
    return list(each.values_list("tag", flat=True).distinct())


def _names_there(model: type[L], ids: list[int], book: Book) -> dict[str, int]:
    """The id of each row -> that of the other book's row of the same name, which is made where there is none."""
    here = dict(model._default_manager.filter(pk__in=ids).values_list("pk", "name"))
    there = model._default_manager.filter(book=book, name__in=here.values())
    known = set(there.values_list("name", flat=True))
    model._default_manager.bulk_create(
        [model(book=book, name=name) for name in dict.fromkeys(here.values()) if name not in known]
    )
    by_name = dict(there.values_list("name", "pk"))
    return {str(pk): by_name[name] for pk, name in here.items()}


def _categories_there(entries: QuerySet[Entry], book: Book) -> dict[str, int]:
    """The id of each category -> that of the other book's: by the scene's key, else by name."""
    live = list(Category.objects.filter(book=book, archived_at__isnull=True).order_by("parent_id", "id"))
    found = {}
    for here in Category.objects.filter(pk__in=_used(entries, "category_id")):
        alike = [row for row in live if row.kind == here.kind and here.key and row.key == here.key]
        alike += [row for row in live if row.kind == here.kind and row.name == here.name]
        if alike:
            found[str(here.pk)] = alike[0].pk
    return found
