from django.db import models
from django.db.models.functions import Now

from ledger.models.books import Book
from ledger.models.fields import LedgerForeignKey


class TableLayout(models.Model):
    """How a book reads tables with this heading: remembered when a person has said which column is what.

    `heading` is the SHA-256 of the heading's cells, `layout` a `ledger.importers.generic.Layout`, `account` the one
    that rows belong to where the table has no column for it.
    """

    book = models.ForeignKey(Book, on_delete=models.CASCADE, db_index=False)
    heading = models.CharField(max_length=64)
    layout = models.JSONField()
    account = LedgerForeignKey("ledger.Account", models.SET_NULL, null=True, blank=True, related_name="+")
    changed_by = LedgerForeignKey("ledger.Member", related_name="+")
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "heading"], name="ledger_tablelayout_unique")]

    def __str__(self) -> str:
        return self.heading
