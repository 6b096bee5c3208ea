import datetime as dt

from django.core.management.base import BaseCommand
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services import agree_to_documents
from community.demo.cast import build_community
from community.services.demo import write_community
from ledger.demo.cast import SEED, build_demo
from ledger.demo.records import Demo
from ledger.models import Book
from ledger.services.demo import demo_is_there, write_demo
from ledger.services.samples import SAMPLES, write_samples
from offers.demo import load_products
from offers.services.readings import read_books

PASSWORD = "changji-demo"


class Command(BaseCommand):
    help = "Fills a new database with the demo: people who sign in, their books, thirty-six months to today."

    def add_arguments(self, parser):
        parser.add_argument("--today", type=dt.date.fromisoformat, help="the demo's today (YYYY-MM-DD)")
        parser.add_argument(
            "--samples",
            action="store_true",
            help="only the sample books that visitors walk through, in place of those there",
        )
        parser.add_argument(
            "--trip-ended", action="store_true", help="the trip that is under way has ended, and is to be settled"
        )
        parser.add_argument("--seed", type=int, default=SEED, help="another number, another life")

    def handle(self, *args, today=None, seed=SEED, samples=False, trip_ended=False, **options):
        now = timezone.now()
        today = today or timezone.localdate(now)
        if samples:
            written = _write_samples(today, seed)
            self.stdout.write(f"Visitors may walk through {', '.join(book.name for book in written)}.")
            return
        demo = build_demo(today, seed, trip_ended=trip_ended)
        if demo_is_there(demo.people):
            self.stdout.write("The demo is there already; nothing was changed.")
            return
        with transaction.atomic():
            books = write_demo(demo, password=PASSWORD, now=now)
            for person in demo.people:
                agree_to_documents(User.objects.get(email=person.email), where=reverse("account_signup"), at=now)
            staff = {person.key: User.objects.get(email=person.email) for person in demo.people if person.is_staff}
            _load_products(demo, now)
            write_community(build_community(demo), books=books, staff=staff, now=now)
        _read(list(books.values()), demo.today)
        self.stdout.write(f"The demo's people all sign in with the password {PASSWORD}:")
        for person in demo.people:
            shelf = [book.name for book in demo.books if any(member.person == person.key for member in book.members)]
            where = "staff" if person.is_staff else ", ".join(shelf)
            self.stdout.write(f"  {person.email}  {person.name} ({where})")


def _write_samples(today: dt.date, seed: int) -> list[Book]:
    books = write_samples(build_demo(today, seed, only=SAMPLES))
    _read(books, today)
    return books


def _load_products(demo: Demo, now: dt.datetime) -> None:
    """The example products, handed in and published by the demo's two members of staff."""
    staff = {person.staff_group: User.objects.get(email=person.email) for person in demo.people if person.is_staff}
    load_products(maker=staff["产品"], checker=staff["合规"], now=now)


def _read(books: list[Book], today: dt.date) -> None:
    """Reads the books as of each of the last days: a state that takes several days to enter has been entered then."""
    for days_ago in reversed(range(4)):
        read_books([book.pk for book in books], today - dt.timedelta(days=days_ago), wait=True)
