import datetime as dt

from django.core.management.base import BaseCommand
from django.utils import timezone

from ledger.demo.cast import SEED, build_demo
from ledger.services.demo import demo_is_there, write_demo

PASSWORD = "changji-demo"


class Command(BaseCommand):
    help = "Fills a new database with the demo: people who sign in, their books, thirty-six months to today."

    def add_arguments(self, parser):
        parser.add_argument("--today", type=dt.date.fromisoformat, help="the demo's today (YYYY-MM-DD)")
        parser.add_argument("--seed", type=int, default=SEED, help="another number, another life")

    def handle(self, *args, today=None, seed=SEED, **options):
        now = timezone.now()
        demo = build_demo(today or timezone.localdate(now), seed)
        if demo_is_there(demo.people):
            self.stdout.write("The demo is there already; nothing was changed.")
            return
        write_demo(demo, password=PASSWORD, now=now)
        self.stdout.write(f"The demo's people all sign in with the password {PASSWORD}:")
        shelves = {member.person: book.name for book in demo.books for member in book.members}
        for person in demo.people:
            where = "staff" if person.is_staff else shelves[person.key]
            self.stdout.write(f"  {person.email}  {person.name} ({where})")
