"""The categories of a book."""

from ledger.directory import directory_of, live
from ledger.models import Book, Category


def live_categories(book: Book, kind: str = "", *, keep: Category | None = None) -> list[Category]:
    """The book's categories (of a kind) that are not archived, in their order; `keep` is among them in any case."""
    rows = [row for row in live(directory_of(book).categories.values()) if kind in ("", row.kind)]
    return rows if keep is None or keep in rows else [*rows, keep]
