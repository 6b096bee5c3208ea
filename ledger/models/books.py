from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from ledger.models import triggers
from ledger.models.fields import LedgerForeignKey


class Book(models.Model):
    """A book for one scene of life. `scene` names the ready-made book it was opened from."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=60)
    scene = models.CharField(_("scene"), max_length=40)
    icon = models.CharField(_("icon"), max_length=40)
    color = models.CharField(_("colour"), max_length=20)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")
    month_start_day = models.PositiveSmallIntegerField(_("first day of the month"), default=1)
    reading_mode = models.CharField(_("reading mode"), max_length=20, default="household")
    reading_enabled = models.BooleanField(_("reading switched on"), default=True)
    # May a contributor see what others recorded? The owner says.
    contributors_see_all = models.BooleanField(_("contributors see all entries"), default=True)
    contributors_see_balances = models.BooleanField(_("contributors see balances"), default=True)
    # What members without the right to approve spend above it waits for a yes; None: nothing waits.
    approval_above_minor = models.BigIntegerField(_("approval above"), null=True, blank=True)
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    # Who shares what no entry says otherwise of (`ledger.queries.shares.default_split`); null: as the scene has it.
    split = models.JSONField(_("shared by"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("opened by"),
    )
    created_at = models.DateTimeField(_("opened at"), db_default=Now())
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)
    # A sample, which everybody may read and nobody writes, stands still at this moment.
    sample_at = models.DateTimeField(_("sample as of"), null=True, blank=True)

    # Set by `ledger.directory` on the book of a request.
    directory: Any
    # Does whoever it was opened for see the accounts that only managers see? Set by `ledger.visibility`.
    shows_veiled = False
    # The same of what lies in accounts.
    shows_balances = True

    class Meta:
        verbose_name = _("book")
        verbose_name_plural = _("books")
        constraints = [
            models.CheckConstraint(
                name="ledger_book_month_start_day",
                condition=Q(month_start_day__gte=1, month_start_day__lte=28),
            )
        ]
        triggers = triggers.draw_directory_version("id")

    # What logs, staff and error reports call it: the name of a book is its people's own.
    def __str__(self) -> str:
        return str(self.public_id)


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    BOOKKEEPER = "bookkeeper", _("Bookkeeper")
    CONTRIBUTOR = "contributor", _("Contributor")
    VIEWER = "viewer", _("Viewer")


class Member(models.Model):
    """A person of a book: with a user and a role, or only a name (a child, a guest on a trip) and no role."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="members", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="memberships"
    )
    name = models.CharField(_("name"), max_length=50)
    role = models.CharField(_("role"), max_length=20, blank=True)
    color = models.CharField(_("colour"), max_length=20, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    # Set up for the till (店员模式): sees own entries and no balances, and begins on the page that records.
    till = models.BooleanField(_("at the till"), default=False)
    counts_in_totals = models.BooleanField(_("counted in my totals"), default=True)
    # When the person got a role; None for a name, and for those who came before it was noted.
    joined_at = models.DateTimeField(_("joined at"), null=True, blank=True)
    last_opened_at = models.DateTimeField(_("last opened at"), null=True, blank=True)
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True)
    # The link through which somebody came as this person without signing in, and the key of that browser.
    guest_link = models.ForeignKey(
        "ledger.GuestLink", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    guest_key = models.UUIDField(null=True, blank=True, editable=False)
    # Who stands for this name since it was merged; then it is archived too.
    merged_into = LedgerForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(fields=["book", "user"], name="ledger_member_one_per_user"),
            models.UniqueConstraint(
                fields=["book", "name"],
                condition=Q(archived_at__isnull=True),
                name="ledger_member_name_unique",
            ),
            models.CheckConstraint(name="ledger_member_role_known", condition=Q(role__in=["", *Role.values])),
            models.CheckConstraint(
                name="ledger_member_role_needs_user",
                condition=Q(role="") | Q(user__isnull=False) | Q(archived_at__isnull=False),
            ),
            models.CheckConstraint(
                name="ledger_member_guest_has_no_user",
                condition=Q(user__isnull=True) | Q(guest_link__isnull=True, guest_key__isnull=True),
            ),
        ]
        triggers = [
            *triggers.refuse_deleting_used(
                "e.member_id = OLD.id",
                "e.paid_by_id = OLD.id",
                "e.recorded_by_id = OLD.id",
                "e.changed_by_id = OLD.id",
            ),
            *triggers.draw_directory_version(unless_only=("last_opened_at",)),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_guest(self) -> bool:
        """Did somebody who does not sign in act as this person, through the book's link for guests?"""
        return self.guest_link_id is not None and self.user_id is None
