import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from ledger.models import triggers
from ledger.models.accounts import Account
from ledger.models.books import Book
from ledger.models.fields import LedgerForeignKey
from ledger.models.labels import Tag
from ledger.rules.flow import Flow


class EntryKind(models.TextChoices):
    EXPENSE = "expense", _("Expense")
    INCOME = "income", _("Income")
    TRANSFER = "transfer", _("Transfer")
    REFUND = "refund", _("Refund")
    ADJUSTMENT = "adjustment", _("Balance set right")


class Claim(models.TextChoices):
    """Paid for someone who will pay it back (代付, 报销): is it still open?"""

    NONE = "", _("None")
    OPEN = "open", _("To be paid back")
    SETTLED = "settled", _("Paid back")
    DROPPED = "dropped", _("Given up")


class Approval(models.TextChoices):
    """Spent above the book's limit: did somebody say yes? Until then it has left its account and stands in no total."""

    NONE = "", _("None")
    PENDING = "pending", _("To be approved")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Not approved")


_expense = Q(kind="expense", from_account__isnull=False, to_account__isnull=True)
_income = Q(kind="income", from_account__isnull=True, to_account__isnull=False)
_transfer = Q(kind="transfer", from_account__isnull=False, to_account__isnull=False, category__isnull=True) & ~Q(
    from_account=models.F("to_account")
)
_one_side = Q(from_account__isnull=False, to_account__isnull=True) | Q(
    from_account__isnull=True, to_account__isnull=False
)


# What people bear of an entry goes with it; nothing else refers to that.
SHARES_GO = pgtrigger.Trigger(
    name="shares_go_with_entries",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Delete,
    referencing=pgtrigger.Referencing(old="old_rows"),
    func="""
        DELETE FROM ledger_share s USING old_rows o WHERE s.book_id = o.book_id AND s.entry_id = o.id;
        RETURN NULL;
    """,
)


class Entry(models.Model):
    """One movement between two places, so that a book balances by construction.

    `amount_minor` is in minor units of the currency of `from_account`, or of `to_account` where there is no other;
    `to_amount_minor` in those of `to_account`, only where a transfer's currencies differ; `base_amount_minor` in
    those of the book. `client_id` is the idempotency key, the import identity and the public id. `flow` and
    `liquid_sides` come from `ledger.rules.flow.entry_flow`. `date` and `time` are those of the book's time zone.
    """

    # The triggers refuse a book that has no state row, once a statement instead of once a row.
    book = models.ForeignKey(
        Book, on_delete=models.PROTECT, related_name="entries", db_index=False, db_constraint=False
    )
    client_id = models.UUIDField(default=uuid7)
    kind = models.CharField(_("kind"), max_length=12)
    date = models.DateField(_("date"))
    time = models.TimeField(_("time"), null=True, blank=True)
    amount_minor = models.BigIntegerField(_("amount"))
    to_amount_minor = models.BigIntegerField(_("amount received"), null=True, blank=True)
    base_amount_minor = models.BigIntegerField(_("amount in the book's currency"))
    from_account = LedgerForeignKey("ledger.Account", null=True, blank=True, related_name="+")
    to_account = LedgerForeignKey("ledger.Account", null=True, blank=True, related_name="+")
    category = LedgerForeignKey("ledger.Category", null=True, blank=True, related_name="+")
    member = LedgerForeignKey("ledger.Member", null=True, blank=True, related_name="+")
    paid_by = LedgerForeignKey("ledger.Member", null=True, blank=True, related_name="+")
    recorded_by = LedgerForeignKey("ledger.Member", related_name="+")
    merchant = LedgerForeignKey("ledger.Merchant", null=True, blank=True, related_name="+")
    project = LedgerForeignKey("ledger.Project", null=True, blank=True, related_name="+")
    tags = ArrayField(models.BigIntegerField(), default=list, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    flow = models.CharField(max_length=12)
    liquid_sides = models.SmallIntegerField()
    group = models.UUIDField(null=True, blank=True)
    link_id = models.UUIDField(null=True, blank=True)
    refund_of = LedgerForeignKey("self", null=True, blank=True, related_name="refunds")
    batch = LedgerForeignKey("ledger.ImportBatch", null=True, blank=True, related_name="entries")
    claim = models.CharField(_("to be paid back"), max_length=10, blank=True, default="")
    approval = models.CharField(_("approval"), max_length=10, blank=True, default="", db_default="")
    # Typed extra fields of the scene, and what a bill said (order number, status).
    extra = models.JSONField(default=dict, blank=True)
    # How it is shared, as `ledger.rules.shares.Split.as_json` says it; null: as the book shares by default.
    split = models.JSONField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())
    changed_by = LedgerForeignKey("ledger.Member", null=True, blank=True, related_name="+")
    deleted_at = models.DateTimeField(null=True, blank=True)

    # Set by `ledger.directory.Directory.name_entries`.
    tag_rows: list[Tag]

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        indexes = [
            models.Index(fields=["book", "date", "id"], condition=Q(deleted_at__isnull=True), name="ledger_entry_list"),
            models.Index(fields=["book", "batch"], condition=Q(batch__isnull=False), name="ledger_entry_batch"),
            # Who recorded what last. An import is one line of that, so its entries cost nothing here.
            models.Index(
                fields=["book", "recorded_by", "created_at", "id"],
                condition=Q(batch__isnull=True),
                name="ledger_entry_recorded",
            ),
            models.Index(fields=["book", "group"], condition=Q(group__isnull=False), name="ledger_entry_group"),
            models.Index(
                fields=["book", "refund_of"], condition=Q(refund_of__isnull=False), name="ledger_entry_refund"
            ),
            # What waits for a yes, and what was refused: few.
            models.Index(
                fields=["book", "approval"],
                condition=Q(approval__in=["pending", "refused"]),
                name="ledger_entry_approval",
            ),
            models.Index(fields=["book", "deleted_at"], condition=Q(deleted_at__isnull=False), name="ledger_entry_bin"),
            models.Index(fields=["link_id"], condition=Q(link_id__isnull=False), name="ledger_entry_link"),
            GinIndex(fields=["tags"], condition=~Q(tags=[]), name="ledger_entry_tags"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["book", "client_id"], name="ledger_entry_client_id_unique"),
            models.CheckConstraint(
                name="ledger_entry_amount_positive",
                condition=Q(amount_minor__gt=0, base_amount_minor__gte=0)
                & (Q(to_amount_minor__isnull=True) | Q(kind="transfer", to_amount_minor__gt=0)),
            ),
            models.CheckConstraint(
                name="ledger_entry_kind_shape",
                condition=_expense
                | _income
                | _transfer
                | (Q(kind="refund") & _one_side)
                | (Q(kind="adjustment", category__isnull=True) & _one_side),
            ),
            models.CheckConstraint(name="ledger_entry_flow_known", condition=Q(flow__in=[f.value for f in Flow])),
            models.CheckConstraint(name="ledger_entry_claim_known", condition=Q(claim__in=Claim.values)),
            models.CheckConstraint(name="ledger_entry_approval_known", condition=Q(approval__in=Approval.values)),
        ]
        triggers = [*triggers.ENTRY_TRIGGERS, SHARES_GO]

    def __str__(self) -> str:
        return f"{self.kind} {self.client_id}"

    @property
    def account(self) -> Account:
        """The account in whose currency `amount_minor` is."""
        account = self.from_account or self.to_account
        assert account is not None  # ledger_entry_kind_shape
        return account


class EntryChange(models.Model):
    """What an entry's edit replaced: the keys that changed with their old values. Written by the update trigger."""

    book = models.ForeignKey(Book, on_delete=models.CASCADE, db_index=False, db_constraint=False, related_name="+")
    entry_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    at = models.DateTimeField(db_default=Now())
    by_id = models.BigIntegerField(null=True)
    before = models.JSONField()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        # An entry has few changes: putting them in order costs less than keeping their ids here too.
        indexes = [
            models.Index(fields=["book", "entry_id"], name="ledger_entrychange_entry"),
            models.Index(fields=["book", "id"], name="ledger_entrychange_latest"),
        ]

    def __str__(self) -> str:
        return f"entry {self.entry_id}, version {self.version}"
