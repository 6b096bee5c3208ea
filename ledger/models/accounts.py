from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from ledger.models import triggers
from ledger.models.books import Book
from ledger.models.fields import LedgerForeignKey
from ledger.rules.flow import ACCOUNT_CLASS, OWED_CLASSES, AccountClass


class Account(models.Model):
    """A place where a book's money lies, or a debt. `kind` is a key of `ledger.rules.flow.ACCOUNT_CLASS`.

    An account of kind `member` is a *pocket*: that person's money outside this book. `due_day` and `statement_day`
    are days of a month (31 means its last day). The currency is frozen after the first entry.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="accounts")
    key = models.CharField(_("key in the scene"), max_length=40, blank=True)
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20)
    currency = models.CharField(_("currency"), max_length=3)
    icon = models.CharField(_("icon"), max_length=40, blank=True)
    member = LedgerForeignKey("ledger.Member", null=True, blank=True, related_name="+", verbose_name=_("member"))
    number_tail = models.CharField(_("last digits of the number"), max_length=8, blank=True)
    due_day = models.PositiveSmallIntegerField(_("due day"), null=True, blank=True)
    statement_day = models.PositiveSmallIntegerField(_("statement day"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    hidden = models.BooleanField(_("hidden"), default=False)
    # Only managers see it, and what touches no other account. A change moves the kept sums (ledger/models/triggers.py).
    veiled = models.BooleanField(_("only managers see it"), default=False)
    at_till = models.BooleanField(_("at the till"), default=False)
    # The day on which a person last said that the balance is right: an anchor of the reading.
    balance_confirmed_on = models.DateField(_("balance confirmed on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True)
    # What stands for it since it was merged; then it is archived too.
    merged_into = LedgerForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["book", "name"],
                condition=Q(archived_at__isnull=True),
                name="ledger_account_name_unique",
            ),
            models.UniqueConstraint(
                fields=["book", "member", "currency"], condition=Q(kind="member"), name="ledger_account_one_pocket"
            ),
            models.CheckConstraint(
                name="ledger_account_pocket_has_member", condition=~Q(kind="member") | Q(member__isnull=False)
            ),
            models.CheckConstraint(
                name="ledger_account_due_day",
                condition=Q(due_day__isnull=True) | Q(due_day__gte=1, due_day__lte=31),
            ),
        ]
        # The statement triggers of entries ask for the veiled accounts of a book each time.
        indexes = [models.Index(fields=["book"], condition=Q(veiled=True), name="ledger_account_veiled")]
        triggers = [
            *triggers.refuse_deleting_used("e.from_account_id = OLD.id", "e.to_account_id = OLD.id"),
            *triggers.draw_directory_version(),
            triggers.MOVE_SUMS_OF_VEILED,
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def account_class(self) -> AccountClass:
        return ACCOUNT_CLASS[self.kind]

    @property
    def is_liquid(self) -> bool:
        return self.account_class is AccountClass.LIQUID

    @property
    def is_owed(self) -> bool:
        """Is a balance below zero here a debt of the book's?"""
        return self.account_class in OWED_CLASSES
