"""What somebody records again and again, ready for the pad."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from ledger.models.books import Book, Member


class EntryTemplate(models.Model):
    """The fields of the pad as one person saved them, under a name.

    `fields` holds what the pad's form is called and carries (`amount` as it is typed, `category` as a public id,
    `from_place` as `account:<id>`), so that it opens with them; what the book no longer has falls away there.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="templates", db_index=False)
    name = models.CharField(_("name"), max_length=40)
    # A key of the scene's modes.
    mode = models.CharField(max_length=40)
    fields = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    created_at = models.DateTimeField(db_default=Now())
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        indexes = [models.Index(fields=["member", "position"], name="ledger_template_mine")]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "name"], condition=Q(deleted_at__isnull=True), name="ledger_template_name_unique"
            )
        ]

    def __str__(self) -> str:
        return f"template {self.public_id}"
