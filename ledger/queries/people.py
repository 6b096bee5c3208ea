"""The people of a book."""

from ledger.models import Book, Member


def book_people(book: Book) -> list[Member]:
    """Everybody who is in the book now, in order, with their users. One query."""
    live = Member.objects.filter(book=book, archived_at__isnull=True)
    return list(live.select_related("user").order_by("position", "id"))
