"""What was done at once to much of a book, so that it can be taken back as one."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from ledger.models.books import Book, Member


class Step(models.Model):
    """A change of many entries, and of rows that name things, that one person made in one go.

    What each entry held before stands in its history, which the triggers write anyway: the rows of `EntryChange` from
    `first_change` to `last_change` that belong to `books`. Those books were locked while the step was made, so that no
    other row of theirs can lie between; a step of 100,000 entries is therefore one row. `rows` holds what the step
    changed outside of entries, with each column's value before and after (`ledger.services.steps`).
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="steps", db_index=False)
    by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+", db_index=False)
    # In the language of who did it: nobody else reads it.
    said = models.CharField(_("what was done"), max_length=200)
    books = ArrayField(models.BigIntegerField())
    # The book that the entries went to, where they were moved.
    moved_to = models.ForeignKey(Book, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    # How many entries it changed, in all its books.
    n = models.PositiveIntegerField(default=0)
    first_change = models.BigIntegerField(null=True)
    last_change = models.BigIntegerField(null=True)
    rows = models.JSONField(default=list)
    at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True)
    # How many of the entries somebody had changed since, so that taking the step back left them alone.
    left_alone = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        indexes = [models.Index(fields=["book", "by", "id"], name="ledger_step_mine")]
        constraints = [
            models.CheckConstraint(
                name="ledger_step_changes",
                condition=Q(n=0, first_change__isnull=True, last_change__isnull=True)
                | Q(n__gt=0, first_change__isnull=False, last_change__gte=models.F("first_change")),
            )
        ]

    def __str__(self) -> str:
        return f"step {self.public_id}"
