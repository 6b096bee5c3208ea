from django.core.management.base import BaseCommand, CommandError

from ledger.models import Book
from ledger.services.rollups import integrity_differences


class Command(BaseCommand):
    help = "Recomputes every sum from the entries and names each difference. Exit status 1 where there is one."

    def add_arguments(self, parser):
        parser.add_argument("--book", help="the public id of one book; without it, all books")

    def handle(self, *args, book=None, **options):
        book_id = None
        if book is not None:
            book_id = Book.objects.filter(public_id=book).values_list("pk", flat=True).first()
            if book_id is None:
                raise CommandError(f"There is no book {book}.")
        differences = 0
        for difference in integrity_differences(book_id):
            differences += 1
            self.stdout.write(str(difference))
        if differences:
            raise CommandError(f"{differences} sums differ from the entries.")
        self.stdout.write(self.style.SUCCESS("Every sum agrees with the entries."))
