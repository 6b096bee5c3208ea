"""Who bears what of a payment, and what was settled between people."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from ledger.models.books import Book, Member
from ledger.models.entries import Entry
from ledger.models.fields import LedgerForeignKey


class Share(models.Model):
    """What one person bears of an entry that says how it is shared (`Entry.split`, from which this follows).

    In minor units of the entry's currency and of the book's; over the people both sum to the entry's amounts.
    `ledger.services.shares` writes them, and with an entry that is deleted for good they go (a trigger).
    """

    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    entry = LedgerForeignKey(Entry, models.DO_NOTHING, related_name="shares")
    member = LedgerForeignKey(Member, related_name="+")
    amount_minor = models.BigIntegerField(_("amount"))
    base_amount_minor = models.BigIntegerField(_("amount in the book's currency"))

    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")
        constraints = [
            models.UniqueConstraint(fields=["book", "entry", "member"], name="ledger_share_once"),
            models.CheckConstraint(
                name="ledger_share_not_negative", condition=Q(amount_minor__gte=0, base_amount_minor__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"share of entry {self.entry_id}"


class Settlement(models.Model):
    """What was recorded with one button so that people are even; taken back as one.

    `payments` says who gave whom how much then, and which entry is the payment: `{"giver", "taker", "amount_minor",
    "entry"}`, people by their keys (null: the book's own money), minor units of the book's currency. The entries are
    the truth: what was settled stays settled, and what changes afterwards is a new difference.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="settlements", db_index=False)
    by = LedgerForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    payments = models.JSONField()
    at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        indexes = [models.Index(fields=["book", "-id"], name="ledger_settlement_list")]

    def __str__(self) -> str:
        return f"settlement {self.public_id}"


class PayCode(models.Model):
    """Somebody's own 收款码: a picture that members of the same books may see. Made anew from what was sent."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="pay_code")
    picture = models.BinaryField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("payment code")
        verbose_name_plural = _("payment codes")

    def __str__(self) -> str:
        return f"payment code of user {self.user_id}"
