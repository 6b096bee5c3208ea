"""The category of a bill's row: what the book was told to do, else what somebody chose last, else a guess."""

import datetime as dt
from collections.abc import Callable
from functools import cache

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Coalesce

from ledger import scenarios
from ledger.guessing import guess
from ledger.models import Book, Category, Merchant, MerchantRule

# Enough for the merchants of a lifetime; past it the guess decides.
_MOST_MERCHANTS = 50_000

# The kind of category of a row of each kind; a row of another kind has none.
CATEGORY_KIND = {"expense": "expense", "refund": "expense", "income": "income"}


class Categoriser:
    """Says the category id of a row of one book, 0 for none.

    Built from at most four queries; what it keeps depends on the book, not on the length of the bill.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._named: dict[tuple[str, str], int] = {}
        self._of_concept = _concepts(book)
        live = set(Category.objects.filter(book=book, archived_at__isnull=True).values_list("pk", flat=True))
        told = {**_last_chosen(book), **_rules(book)}
        self._told = {key: category for key, category in told.items() if category in live}

    def category(self, kind: str, merchant: str, note: str, word: str, time: dt.time | None, amount_minor: int) -> int:
        category_kind = CATEGORY_KIND.get(kind)
        if category_kind is None:
            return 0
        told = self._told.get((merchant, category_kind))
        if told is not None:
            return told
        found = guess(merchant, note, word, category_kind, time, amount_minor)
        return self._of_concept(found.concept, category_kind) or 0

    def category_named(
        self, kind: str, merchant: str, note: str, word: str, time: dt.time | None, amount_minor: int
    ) -> int:
        """As `category`, but a word that is the name of one of the book's categories is that one, whoever was paid."""
        category_kind = CATEGORY_KIND.get(kind)
        named = self._named.get((word.casefold(), category_kind)) if word and category_kind else None
        return named or self.category(kind, merchant, note, word, time, amount_minor)

    def know_names(self) -> None:
        """Looks up what the book calls its categories, for `category_named`."""
        rows = Category.objects.filter(book=self._book, archived_at__isnull=True).order_by("-position", "-id")
        self._named = {(name.casefold(), kind): pk for name, kind, pk in rows.values_list("name", "kind", "pk")}


def concept_category(book: Book, concept: str, kind: str) -> int | None:
    """The id of the book's category that a concept of the guesser belongs to; `kind` is expense or income."""
    return _concepts(book)(concept, kind)


def _concepts(book: Book) -> Callable[[str | None, str], int | None]:
    try:
        scene = scenarios.scene(book.scene)
    except scenarios.UnknownScene:
        return lambda _concept, _kind: None
    # What was merged stands for the other one.
    alive = Q(archived_at__isnull=True) | Q(merged_into__archived_at__isnull=True, merged_into__isnull=False)
    keyed = Category.objects.filter(alive, book=book).exclude(key="").annotate(at=Coalesce("merged_into_id", "pk"))
    ids = {(kind, key): pk for pk, kind, key in keyed.values_list("at", "kind", "key")}

    @cache
    def category_of(concept: str | None, kind: str) -> int | None:
        return ids.get((kind, scene.category_for_concept(concept, kind) or ""))

    return category_of


def _rules(book: Book) -> dict[tuple[str, str], int]:
    rules = MerchantRule.objects.filter(book=book, category__isnull=False)
    return {(name, kind): category for name, kind, category in rules.values_list("name", "kind", "category_id")}


def _last_chosen(book: Book) -> dict[tuple[str, str], int]:
    """For each merchant and kind the category that a person chose last.

    That is an entry's category where it was typed by hand or edited, or what was set in an import's preview
    (`Merchant.category`). What an import guessed and nobody touched is no choice: it is guessed again, so that a better
    dictionary is not held back by an old mistake.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT ON (m.name, c.kind) m.name, c.kind, said.category_id
            FROM (
                SELECT merchant_id, category_id, changed_at
                FROM ledger_entry
                WHERE book_id = %(book)s AND deleted_at IS NULL AND merchant_id IS NOT NULL
                  AND category_id IS NOT NULL AND (batch_id IS NULL OR version > 1)
                UNION ALL
                SELECT id, category_id, '-infinity' FROM ledger_merchant
                WHERE book_id = %(book)s AND category_id IS NOT NULL
            ) said
            JOIN ledger_merchant m ON m.id = said.merchant_id
            JOIN ledger_category c ON c.id = said.category_id
            ORDER BY m.name, c.kind, said.changed_at DESC
            LIMIT %(most)s
            """,
            {"book": book.pk, "most": _MOST_MERCHANTS},
        )
        chosen = {(name, kind): category for name, kind, category in cursor.fetchall()}
    # A bill goes on naming a merchant by the name that it had before it was merged.
    merged = Merchant.objects.filter(book=book, merged_into__isnull=False)
    for old, new in merged.values_list("name", "merged_into__name"):
        chosen |= {(old, kind): chosen[new, kind] for kind in ("expense", "income") if (new, kind) in chosen}
    return chosen
