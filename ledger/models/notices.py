from django.db import models

from ledger.models.books import Book


class NoticeCursor(models.Model):
    """How far the people of a book have been told: of budgets up to which revision, of what is due on which day."""

    book = models.OneToOneField(Book, on_delete=models.CASCADE, primary_key=True, db_constraint=False, related_name="+")
    revision = models.BigIntegerField(null=True)
    told_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"book {self.book_id} up to {self.revision}"
