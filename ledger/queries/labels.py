"""What a book's entries are sorted by."""

from django.db.models import QuerySet

from ledger.models import Book, Category


def live_categories(book: Book) -> QuerySet[Category]:
    """The book's categories that are not archived, in their order, each with its parent. One query."""
    rows = Category.objects.filter(book=book, archived_at__isnull=True)
    return rows.select_related("parent").order_by("position", "id")
