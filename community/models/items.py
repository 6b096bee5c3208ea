"""Things that people bought: what each cost, whether it was worth it, and whether it still is."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from community.models.posts import Post

models.CharField.register_lookup(Length)

SHORTEST_WHY = 15


class Verdict(models.TextChoices):
    """Was it worth its price? All three rank equally."""

    WORTH = "worth", _("Worth it")
    FAIR = "fair", _("Fair")
    NOT_WORTH = "not_worth", _("Not worth it")


class Thing(models.Model):
    """What an item page is about: everything that people shared under one name. `key` is the name as it is compared.

    One that was merged keeps its row and its key, so that later shares of that name and old links find `merged_into`.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=60)
    key = models.CharField(max_length=180, unique=True, editable=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    class Meta:
        verbose_name = _("thing")
        verbose_name_plural = _("things")
        constraints = [
            models.CheckConstraint(
                name="community_thing_not_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
            )
        ]

    def __str__(self) -> str:
        return self.name


class PostItem(models.Model):
    """One thing of a share: its price in minor units of `currency`, the verdict and why.

    `bought_on` is the first day of a month.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="items", db_index=False)
    position = models.PositiveSmallIntegerField()
    thing = models.ForeignKey(Thing, models.PROTECT, related_name="items", db_index=False)
    name = models.CharField(_("name"), max_length=60)
    price_minor = models.BigIntegerField(_("price"))
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    place = models.CharField(_("where bought"), max_length=40, blank=True)
    bought_on = models.DateField(_("month"), null=True, blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    why = models.CharField(_("why"), max_length=500)
    link = models.URLField(_("link"), max_length=500, blank=True)
    # When its author was asked whether it was still worth it; once.
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("shared thing")
        verbose_name_plural = _("shared things")
        ordering = ["position"]
        constraints = [
            # Items change places within one save, so it is looked at when that is done.
            models.UniqueConstraint(
                fields=["post", "position"],
                name="community_item_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(name="community_item_price_known", condition=Q(price_minor__gte=0)),
            models.CheckConstraint(name="community_item_verdict_known", condition=Q(verdict__in=Verdict.values)),
            models.CheckConstraint(name="community_item_why_said", condition=Q(why__length__gte=SHORTEST_WHY)),
        ]
        indexes = [
            models.Index(fields=["thing", "price_minor"], name="community_item_thing"),
            models.Index(fields=["bought_on"], condition=Q(asked_at__isnull=True), name="community_item_to_ask"),
        ]

    def __str__(self) -> str:
        return self.name


class FollowUp(models.Model):
    """用了一年，还值吗？ What the author of an item says of it later. `at` is the instant."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    item = models.ForeignKey(PostItem, models.CASCADE, related_name="follow_ups")
    at = models.DateTimeField(_("when"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    text = models.CharField(_("why"), max_length=500)

    class Meta:
        verbose_name = _("later verdict")
        verbose_name_plural = _("later verdicts")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(name="community_followup_verdict_known", condition=Q(verdict__in=Verdict.values))
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.verdict}"


class WishItem(models.Model):
    """Something that a person means to buy, seen in a post or written by hand. Nobody else sees the list."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="wishes", db_index=False)
    # Where it was seen, as long as that stands.
    item = models.ForeignKey(PostItem, models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    price_minor = models.BigIntegerField(_("price"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    created_at = models.DateTimeField(_("added"))
    done_at = models.DateTimeField(_("bought"), null=True, blank=True)

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "item"], name="community_wish_once", condition=Q(item__isnull=False)
            ),
            models.CheckConstraint(
                name="community_wish_price_known", condition=Q(price_minor__isnull=True) | Q(price_minor__gte=0)
            ),
        ]
        indexes = [models.Index(fields=["user", "-id"], name="community_wish_list")]

    def __str__(self) -> str:
        return self.name
