"""The sample books that anybody may walk through: lives of the demo, kept by people who can't sign in."""

import dataclasses
import datetime as dt
import secrets
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from accounts.models import User
from ledger.demo.records import Demo
from ledger.models import Book
from ledger.services.demo import write_demo
from ledger.services.erasing import erase_book
from ledger.services.locking import writes_books

# The keys of the demo's books that are shown, in the order of their covers.
SAMPLES = ("family", "bakery", "chaoshan")
# A domain that no mail will ever reach.
_DOMAIN = "@sample.invalid"
# By then a shop has closed its day.
_EVENING = dt.time(21, 45)
_ZONE = ZoneInfo("Asia/Shanghai")


@writes_books
def write_samples(demo: Demo) -> list[Book]:
    """Puts those of the demo's books that are samples in the place of the ones there were, as of the demo's evening.

    The people who keep them are accounts of their own, closed and without a password.
    """
    for book_id in Book.objects.filter(sample_at__isnull=False).values_list("pk", flat=True):
        erase_book(book_id)
    User.objects.filter(email__endswith=_DOMAIN).delete()
    chosen = [book for key in SAMPLES for book in demo.books if book.key == key]
    keepers = {member.person for book in chosen for member in book.members}
    people = tuple(
        dataclasses.replace(person, email=f"{person.key}{_DOMAIN}") for person in demo.people if person.key in keepers
    )
    evening = dt.datetime.combine(demo.today, _EVENING, _ZONE)
    shown = dataclasses.replace(demo, people=people, books=tuple(chosen))
    books = write_demo(shown, password=secrets.token_urlsafe(), now=evening)
    User.objects.filter(email__endswith=_DOMAIN).update(is_active=False, password=make_password(None))
    Book.objects.filter(pk__in=[book.pk for book in books.values()]).update(sample_at=evening)
    return list(books.values())
