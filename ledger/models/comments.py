"""What people of a book say to one another about an entry."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from ledger.models.books import Book


class Comment(models.Model):
    """A remark on an entry. A deleted one keeps its row without its text, so that the talk around it reads on."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="+", db_index=False)
    # An entry that moves to another book leaves its comments behind: they were said to the people of this one.
    entry_id = models.BigIntegerField()
    by_id = models.BigIntegerField()
    text = models.CharField(_("comment"), max_length=500, blank=True)
    at = models.DateTimeField(db_default=Now())
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    deleted_by_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [models.Index(fields=["book", "entry_id"], name="ledger_comment_entry")]
        constraints = [
            models.CheckConstraint(
                name="ledger_comment_says_something",
                condition=~Q(text="") | Q(deleted_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.public_id)
