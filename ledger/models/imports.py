from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from ledger.models.books import Book
from ledger.models.fields import LedgerForeignKey


class ImportBatch(models.Model):
    """One import of one or more files into a book, from the upload to the preview, the writing and the undo.

    `mapping` waits until a person has said which column of a table is what.
    """

    class State(models.TextChoices):
        LOCKED = "locked", _("Waiting for the password")
        MAPPING = "mapping", _("Waiting for its columns")
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
    # The last sign of life: a job that was lost with its worker or broker is found by it and queued again.
    moved_at = models.DateTimeField(_("last moved at"), db_default=Now())
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.READING)
    # Each run of the reading job takes the next number; a run that is no longer the last one stops by itself.
    attempt = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(_("rows done"), default=0)
    total = models.PositiveIntegerField(_("rows in all"), default=0)
    # What each file was recognised as, its period and counts, and a sentence where it could not be read.
    files = models.JSONField(_("files"), default=list, blank=True)
    # The accounts that the bills name (`ledger.services.imports.places` says how one looks), until they are written.
    places = models.JSONField(default=list, blank=True)
    # Is another app's whole book among the files? Then `names` holds the categories, members and projects that it
    # brings (`ledger.services.imports.moving` says how one looks).
    whole = models.BooleanField(default=False)
    names = models.JSONField(default=dict, blank=True)
    # Rows by state, and what was written.
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    # Should rows like an entry typed by hand complete that entry, and rows in the recycle bin be restored?
    merge_typed = models.BooleanField(default=True)
    restore_binned = models.BooleanField(default=False)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [
            models.Index(fields=["book", "-id"], name="ledger_importbatch_list"),
            models.Index(
                fields=["moved_at"],
                condition=Q(state__in=["locked", "mapping", "reading", "preview", "writing"]),
                name="ledger_importbatch_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.state}"


class ImportFile(models.Model):
    """A part of an uploaded file, kept from the upload until it has been read.

    It lies in the database and not in a folder, because the web process that takes an upload and the worker that
    reads it need not share a disk. Parts of a megabyte keep the memory of both small. An archive whose password is
    still missing is kept as it came, locked; everything else is kept unlocked, so that no password is kept.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="parts", db_index=False)
    position = models.PositiveSmallIntegerField()
    part = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    locked = models.BooleanField(default=False)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "position", "part"], name="ledger_importfile_unique")]

    def __str__(self) -> str:
        return f"{self.name} {self.part}"


class ImportRow(models.Model):
    """One row of a bill between reading and writing. COPY fills the table; a batch that ends takes its rows along.

    `merchant`, `note`, `word` (the exporter's category), `number` and `order_number` are the bill's words. `place`
    and `counter_place` index the batch's `places`, -1 where the bill does not say: the own side, or for a transfer
    where the money leaves and where it arrives. `category` is what was guessed, 0 for nothing; below zero, -1 is the
    first of the batch's own categories. `member` and `project` index the batch's names. An amount below zero takes
    from `place` what its kind would add: a balance lowered, an income given back. `counter_amount_minor` is what
    arrives where the currencies of the two places differ. `entry` is the entry
    that the row is already, or is like. `pair` is the row that tells the same transfer from its other side,
    `refunds` the row that this one gives back, `refunds_entry` the entry. No reference is a foreign key of the
    database: the rows come by the hundred thousand and are gone in minutes.
    """

    class State(models.TextChoices):
        NEW = "new", _("New")
        KNOWN = "known", _("Already there")
        IN_BIN = "in_bin", _("In the recycle bin")
        TYPED = "typed", _("Like one typed by hand")
        PAIRED = "paired", _("Other side of a transfer")
        ASKED = "asked", _("Needs your word")
        SKIPPED = "skipped", _("Did not happen")
        REJECTED = "rejected", _("Could not be read")

    batch = LedgerForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    file = models.SmallIntegerField()
    line = models.IntegerField()
    state = models.CharField(max_length=8)
    kind = models.CharField(max_length=10)
    key = models.UUIDField(null=True)
    date = models.DateField(null=True)
    time = models.TimeField(null=True)
    amount_minor = models.BigIntegerField(default=0)
    fee_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    place = models.SmallIntegerField(default=-1)
    counter_place = models.SmallIntegerField(default=-1)
    category = models.BigIntegerField(default=0)
    member = models.SmallIntegerField(null=True)
    project = models.SmallIntegerField(null=True)
    counter_amount_minor = models.BigIntegerField(null=True)
    merchant = models.CharField(max_length=120)
    note = models.CharField(max_length=500)
    word = models.CharField(max_length=60)
    number = models.CharField(max_length=80)
    order_number = models.CharField(max_length=80)
    reason = models.TextField()
    entry = models.BigIntegerField(null=True)
    pair = models.BigIntegerField(null=True)
    refunds = models.BigIntegerField(null=True)
    refunds_entry = models.BigIntegerField(null=True)

    # Set by `ledger.queries.imports.row_page`.
    file_name: str
    state_name: Any

    class Meta:
        indexes = [models.Index(fields=["batch", "id"], name="ledger_importrow_batch")]

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.state}"


class ImportGroup(models.Model):
    """Rows of one batch that are decided together: one kind, one merchant, one guessed category (0: none).

    `category` and `account` are what will be written; an empty account means the one that each row names. `paid_for`
    is who somebody is in another book for which the rows were paid: then they are written there too, as linked
    payments, and here under a category of that book's name.
    `taken_as` is what a neutral row is to be written as, empty for not at all.
    """

    batch = LedgerForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="groups")
    kind = models.CharField(max_length=10)
    merchant = models.CharField(max_length=120)
    guess = models.BigIntegerField(default=0)
    category = LedgerForeignKey("ledger.Category", models.SET_NULL, null=True, blank=True, related_name="+")
    account = LedgerForeignKey("ledger.Account", models.SET_NULL, null=True, blank=True, related_name="+")
    counter_account = LedgerForeignKey("ledger.Account", models.SET_NULL, null=True, blank=True, related_name="+")
    paid_for = LedgerForeignKey("ledger.Member", models.SET_NULL, null=True, blank=True, related_name="+")
    taken_as = models.CharField(max_length=10, blank=True, default="")
    # Was it changed by hand, and should it always be so?
    chosen = models.BooleanField(default=False)
    always = models.BooleanField(default=False)
    n = models.IntegerField(default=0)
    amount_minor = models.BigIntegerField(default=0)
    # The first and the last place that its rows name; where they are one, the page can say which.
    place = models.SmallIntegerField(default=-1)
    last_place = models.SmallIntegerField(default=-1)

    # Set by `ledger.queries.imports.group_page`.
    account_name: str

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "kind", "merchant", "guess"], name="ledger_importgroup_unique")
        ]

    def __str__(self) -> str:
        return self.merchant


class ImportedKey(models.Model):
    """A further identity of an entry: the other side of a transfer, or the bill's row of an entry typed by hand."""

    book = models.ForeignKey(Book, on_delete=models.CASCADE, db_index=False)
    key = models.UUIDField()
    # Without a constraint in the database, which would look here once for each of 100,000 entries that an undo deletes.
    entry = LedgerForeignKey("ledger.Entry", on_delete=models.CASCADE, db_index=True, related_name="imported_keys")
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, null=True, related_name="+")
    # The version that the import gave to an entry typed by hand; undo looks up there what it replaced.
    merged_version = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "key"], name="ledger_importedkey_unique")]

    def __str__(self) -> str:
        return str(self.key)


class MerchantRule(models.Model):
    """以后都这样: what an import does with this merchant from now on. One rule a merchant name and kind."""

    book = models.ForeignKey(Book, on_delete=models.CASCADE, db_index=False)
    name = models.CharField(_("merchant as the bill names it"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12)
    category = LedgerForeignKey("ledger.Category", models.CASCADE, null=True, blank=True, related_name="+")
    account = LedgerForeignKey("ledger.Account", models.CASCADE, null=True, blank=True, related_name="+")
    # Only an import of the person whose membership of another book it is follows this.
    paid_for = LedgerForeignKey("ledger.Member", models.CASCADE, null=True, blank=True, related_name="+")
    created_by = LedgerForeignKey("ledger.Member", related_name="+")

    class Meta:
        verbose_name = _("merchant rule")
        verbose_name_plural = _("merchant rules")
        constraints = [
            models.UniqueConstraint(fields=["book", "name", "kind"], name="ledger_merchantrule_unique"),
            models.CheckConstraint(
                name="ledger_merchantrule_says_something",
                condition=Q(category__isnull=False) | Q(account__isnull=False) | Q(paid_for__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name
