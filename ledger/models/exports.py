from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from ledger.models.books import Book
from ledger.models.fields import LedgerForeignKey


class BookExport(models.Model):
    """A file that a worker writes for one member, from the book or from a part of it.

    `format` is a key of `ledger.services.exports.FORMATS`; `narrowed` is what the list of entries was narrowed to when
    it was asked for. Nobody but `created_by` may have the file.
    """

    class State(models.TextChoices):
        WRITING = "writing", _("Writing")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Could not be written")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="exports", db_index=False)
    created_by = LedgerForeignKey("ledger.Member", related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)
    # The last sign of life: what was lost with its worker is found by it and queued again.
    moved_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=8, choices=State, default=State.WRITING)
    # Each run takes the next number; a run that is no longer the last one stops by itself.
    attempt = models.PositiveSmallIntegerField(default=0)
    format = models.CharField(max_length=8)
    narrowed = models.JSONField(default=dict, blank=True)
    name = models.CharField(max_length=120)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    bytes = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes = [
            models.Index(fields=["book", "created_by", "-id"], name="ledger_bookexport_list"),
            models.Index(fields=["moved_at"], condition=Q(state="writing"), name="ledger_bookexport_open"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.state}"


class ExportPart(models.Model):
    """A part of a written file, in the database for the reason that `ImportFile` is."""

    export = models.ForeignKey(BookExport, on_delete=models.CASCADE, related_name="parts", db_index=False)
    part = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["export", "part"], name="ledger_exportpart_unique")]

    def __str__(self) -> str:
        return str(self.part)
