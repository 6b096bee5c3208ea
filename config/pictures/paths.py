"""Which pages there are to take pictures of: those that links lead to, one of each kind."""

from collections.abc import Iterable
from urllib.parse import parse_qs, urlsplit

from django.urls import Resolver404, resolve

# Addresses whose pages differ by a parameter, and which one.
PARAMETERS = {"ledger:entry-record": "mode", "ledger:book-new": "scene"}


def page_name(address: str, books: dict[str, str]) -> str | None:
    """The name of the picture of a page: its URL name, with the book's scene where it is inside a book.

    `books` has the scene by public id; a page of another book has no picture, nor has anything but a page.
    """
    parts = urlsplit(address)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    if match.view_name.startswith(("admin:", "api")) or match.app_names[:1] == ["admin"]:
        return None
    words = [match.view_name.partition(":")[2] or match.view_name]
    if "book_id" in match.kwargs:
        scene = books.get(str(match.kwargs["book_id"]))
        if scene is None:
            return None
        words.insert(0, scene)
    parameter = PARAMETERS.get(match.view_name)
    words += parse_qs(parts.query).get(parameter, []) if parameter else []
    return "-".join(words)


def new_pages(links: Iterable[str], known: dict[str, str], books: dict[str, str]) -> dict[str, str]:
    """Of the links of a page those that lead to a kind of page not known yet, by name."""
    found: dict[str, str] = {}
    for link in links:
        name = page_name(link, books)
        if name and name not in known:
            found.setdefault(name, link)
    return found
