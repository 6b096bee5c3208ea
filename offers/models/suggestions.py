"""What was suggested to whom and why, what the reader said to it, and which cost tables were read."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from ledger.models import Book
from offers.models.products import Product
from offers.models.readings import CONFIDENCES, STATES, Reading


class Suggestion(models.Model):
    """Up to three products of one kind for one member of a book, from one reading.

    `products` is what was shown, frozen (name, provider, version, price or yield, in order); `reason` the numbers of
    "why do I see this", frozen too. There is one open suggestion a reader, book and kind; withdrawing the consent
    deletes the rows.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("user")
    )
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="+")
    reading = models.ForeignKey(
        Reading, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("reading")
    )
    kind = models.CharField(_("kind"), max_length=20)
    state = models.CharField(_("state of the reading"), max_length=10, choices=STATES)
    confidence = models.PositiveSmallIntegerField(_("confidence"), choices=CONFIDENCES)
    as_of = models.DateField(_("as of"))
    products = models.JSONField()
    reason = models.JSONField()
    created_at = models.DateTimeField(_("made"), db_default=Now())
    shown_at = models.DateTimeField(_("first shown"), null=True)
    dismissed_at = models.DateTimeField(_("dismissed at"), null=True)

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "book", "kind"],
                condition=Q(dismissed_at__isnull=True),
                name="offers_suggestion_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.as_of}"


class Mute(models.Model):
    """A reader does not want to see a kind in a book: until a day, or never again (`until` empty).

    `times` counts dismissals: 30, then 90, then 180 days.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    times = models.PositiveSmallIntegerField(default=0)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "book", "kind"], name="offers_mute_one")]

    def __str__(self) -> str:
        return f"{self.kind} until {self.until}"


class Impression(models.Model):
    """A card was on a reader's page: one row a suggestion and day, with the reason as it was shown."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="impressions", db_index=False)
    day = models.DateField(_("day"))
    reason = models.JSONField()
    shown_at = models.DateTimeField(_("shown"), db_default=Now())

    class Meta:
        verbose_name = _("impression")
        verbose_name_plural = _("impressions")
        constraints = [models.UniqueConstraint(fields=["suggestion", "day"], name="offers_impression_one_a_day")]

    def __str__(self) -> str:
        return f"{self.suggestion_id} {self.day}"


class CostReading(models.Model):
    """A reader opened the whole cost of a loan, and confirmed it when the reading time was over.

    `table` is the cost table word for word, `digest` its hash; both stay as they were read.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    table = models.JSONField()
    digest = models.CharField(max_length=64)
    opened_at = models.DateTimeField(_("opened"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)

    class Meta:
        verbose_name = _("cost table read")
        verbose_name_plural = _("cost tables read")
        constraints = [
            models.CheckConstraint(
                name="offers_costreading_confirmed_later",
                condition=Q(confirmed_at__isnull=True) | Q(confirmed_at__gte=models.F("opened_at")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.product_id} v{self.version}"
