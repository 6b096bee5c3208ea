"""The people of a book."""

from ledger.directory import directory_of, live
from ledger.models import Book, Member


def book_people(book: Book) -> list[Member]:
    """Everybody who is in the book now, in order."""
    return live(directory_of(book).people.values())


def people_without_account(book: Book) -> list[Member]:
    """Those in the book who are only a name: they can be invited to become it, or come as a guest."""
    return [person for person in book_people(book) if person.user_id is None]
