from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from ledger.models.books import Book
from ledger.models.fields import LedgerForeignKey


class ImportBatch(models.Model):
    """One import of one or more files into a book, from the upload to the preview, the writing and the undo."""

    class State(models.TextChoices):
        READING = "reading", _("Reading")
        PREVIEW = "preview", _("Ready to look at")
        WRITING = "writing", _("Writing")
        DONE = "done", _("Imported")
        FAILED = "failed", _("Could not be read")
        UNDONE = "undone", _("Taken back")
        CANCELLED = "cancelled", _("Cancelled")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="import_batches")
    created_by = LedgerForeignKey("ledger.Member", related_name="+", verbose_name=_("imported by"))
    created_at = models.DateTimeField(_("started at"), db_default=Now())
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.READING)
    done = models.PositiveIntegerField(_("rows done"), default=0)
    total = models.PositiveIntegerField(_("rows in all"), default=0)
    # What each file was recognised as, its period and counts, and a sentence where it could not be read.
    files = models.JSONField(_("files"), default=list, blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["book", "-id"], name="ledger_importbatch_list")]

    def __str__(self) -> str:
        return f"{self.public_id} {self.state}"


class ImportedKey(models.Model):
    """A further identity of an entry: the other side of a transfer, or the bill's row of an entry typed by hand."""

    book = models.ForeignKey(Book, on_delete=models.CASCADE, db_index=False)
    key = models.UUIDField()
    entry = models.ForeignKey("ledger.Entry", on_delete=models.CASCADE, related_name="imported_keys")
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "key"], name="ledger_importedkey_unique")]

    def __str__(self) -> str:
        return str(self.key)


class MerchantRule(models.Model):
    """以后都这样: what an import does with this merchant from now on. One rule a merchant name and kind."""

    book = models.ForeignKey(Book, on_delete=models.CASCADE, db_index=False)
    name = models.CharField(_("merchant as the bill names it"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12)
    category = LedgerForeignKey("ledger.Category", null=True, blank=True, related_name="+")
    account = LedgerForeignKey("ledger.Account", null=True, blank=True, related_name="+")
    created_by = LedgerForeignKey("ledger.Member", related_name="+")

    class Meta:
        verbose_name = _("merchant rule")
        verbose_name_plural = _("merchant rules")
        constraints = [
            models.UniqueConstraint(fields=["book", "name", "kind"], name="ledger_merchantrule_unique"),
            models.CheckConstraint(
                name="ledger_merchantrule_says_something",
                condition=Q(category__isnull=False) | Q(account__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name
