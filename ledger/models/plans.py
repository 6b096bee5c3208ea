"""What is meant to happen with a book's money: budgets, and movements and days to come."""

from django.db import models
from django.db.models import Manager, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from ledger.models.books import Book


class NotDeleted(Manager):
    """What was deleted stays for its undo alone, so nobody meets it who does not ask `_base_manager`."""

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().filter(deleted_at__isnull=True)


class Budget(models.Model):
    """What may be spent, in minor units of the book's currency: each month, or once from one day to another.

    It holds for the whole book unless it names one thing: a category with its children, a project, or a `stage` (the
    key of a choice of the scene's entry field `stage`). Without days it is for each of the book's months.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="budgets")
    category = models.ForeignKey(
        "ledger.Category", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("category")
    )
    project = models.ForeignKey(
        "ledger.Project", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("project")
    )
    stage = models.CharField(_("stage"), max_length=40, blank=True)
    amount_minor = models.BigIntegerField(_("amount"))
    first = models.DateField(_("first day"), null=True, blank=True)
    last = models.DateField(_("last day"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    # What the last change replaced, by column, so that it can be taken back.
    before = models.JSONField(default=dict, blank=True, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = NotDeleted()

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        constraints = [
            models.UniqueConstraint(
                fields=["book", "category", "project", "stage", "first", "last"],
                name="ledger_budget_once",
                condition=Q(deleted_at__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="ledger_budget_amount_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="ledger_budget_days",
                condition=Q(first__isnull=True, last__isnull=True) | Q(first__lte=models.F("last")),
            ),
            models.CheckConstraint(
                name="ledger_budget_one_thing",
                condition=Q(category__isnull=True, project__isnull=True)
                | Q(category__isnull=True, stage="")
                | Q(project__isnull=True, stage=""),
            ),
        ]

    def __str__(self) -> str:
        return f"budget {self.public_id}"


class Scheduled(models.Model):
    """Money that is to move, or a day to remember: a bill, a pay day, an instalment, the end of a warranty, a wedding.

    `due` is the next day it comes. What repeats moves on when it is done; what comes once then has `done_at`. `done_by`
    names the entry that did it last, where there is one. `amount_minor` is in minor units of the book's currency, None
    where only the day is known. `lunar` repeats by the Chinese calendar. `stage` and `extra` hold what the scene says
    further.
    """

    class Kind(models.TextChoices):
        EXPENSE = "expense", _("To pay")
        INCOME = "income", _("To come in")
        TRANSFER = "transfer", _("To move")
        DAY = "day", _("A day to remember")

    class Every(models.TextChoices):
        ONCE = "", _("Once")
        WEEK = "week", _("Every week")
        MONTH = "month", _("Every month")
        QUARTER = "quarter", _("Every quarter")
        HALF_YEAR = "half_year", _("Every half year")
        YEAR = "year", _("Every year")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="scheduled")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=60)
    icon = models.CharField(_("icon"), max_length=40, blank=True)
    due = models.DateField(_("day"))
    # The day of the month that was meant: the 31st falls on the 30th in June, and on the 31st again in July. Of the
    # Chinese month where it goes by that calendar.
    anchor_day = models.PositiveSmallIntegerField(_("day of the month"))
    every = models.CharField(_("how often"), max_length=10, choices=Every, blank=True, default="")
    lunar = models.BooleanField(_("by the lunar calendar"), default=False)
    amount_minor = models.BigIntegerField(_("amount"), null=True, blank=True)
    party = models.CharField(_("with whom"), max_length=120, blank=True)
    category = models.ForeignKey(
        "ledger.Category", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("category")
    )
    account = models.ForeignKey(
        "ledger.Account", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("account")
    )
    to_account = models.ForeignKey(
        "ledger.Account", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("to account")
    )
    member = models.ForeignKey(
        "ledger.Member", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("for whom")
    )
    stage = models.CharField(_("stage"), max_length=40, blank=True)
    extra = models.JSONField(default=dict, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    # The `client_id` of the entry that did it last. No reference: an entry may be deleted for good.
    done_by = models.UUIDField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    # What the last change replaced, by column, so that it can be taken back.
    before = models.JSONField(default=dict, blank=True, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = NotDeleted()

    class Meta:
        verbose_name = _("scheduled movement")
        verbose_name_plural = _("scheduled movements")
        indexes = [
            models.Index(
                fields=["book", "due"],
                condition=Q(done_at__isnull=True, deleted_at__isnull=True),
                name="ledger_scheduled_due",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="ledger_scheduled_amount_positive", condition=Q(amount_minor__isnull=True) | Q(amount_minor__gt=0)
            ),
            models.CheckConstraint(name="ledger_scheduled_lunar_yearly", condition=Q(lunar=False) | Q(every="year")),
        ]

    def __str__(self) -> str:
        return self.name
