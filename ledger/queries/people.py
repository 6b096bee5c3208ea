"""The people of a book."""

from ledger.directory import directory_of, live
from ledger.models import Book, Member


def book_people(book: Book) -> list[Member]:
    """Everybody who is in the book now, in order."""
    return live(directory_of(book).people.values())
