"""The people of a book."""

from ledger.models import Book, Member
from ledger.queries.directory import directory_of, live


def book_people(book: Book) -> list[Member]:
    """Everybody who is in the book now, in order."""
    return live(directory_of(book).people.values())
