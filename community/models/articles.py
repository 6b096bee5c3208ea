"""What the house's editors write: columns, series, articles with their history."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from community.models.photos import photo_storage


class Column(models.Model):
    """A standing place for articles of one sort, such as 算一算."""

    slug = models.SlugField(_("address"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=20)
    name_en = models.CharField(_("name in English"), max_length=40)
    summary = models.CharField(_("what it is about"), max_length=80)
    summary_en = models.CharField(_("what it is about, in English"), max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("column")
        verbose_name_plural = _("columns")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Series(models.Model):
    """Articles that are read one after the other."""

    slug = models.SlugField(_("address"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=60)
    summary = models.CharField(_("what it is about"), max_length=160)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class ArticlePicture(models.Model):
    """A picture for the text of articles, as we made it anew from what an editor uploaded; any article may show it.

    `width` and `height` are in pixels. Nothing is deleted: earlier versions of an article show it too.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    alt = models.CharField(_("what is on it"), max_length=120)
    file = models.FileField(_("picture"), storage=photo_storage, max_length=120)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("uploaded"))

    class Meta:
        verbose_name = _("picture of articles")
        verbose_name_plural = _("pictures of articles")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(name="community_articlepicture_says_what", condition=~Q(alt=""))]

    def __str__(self) -> str:
        return self.alt


class Article(models.Model):
    """An article by the editors. It is read by everybody once it is published and its moment has come."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("taken down")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    slug = models.SlugField(
        _("address"), max_length=80, unique=True, help_text=_("In the address of its page; it stays as it is.")
    )
    title = models.CharField(_("title"), max_length=60)
    summary = models.CharField(_("summary"), max_length=160, blank=True)
    # Cleaned when it is written (community.rules.article_html).
    body = models.TextField(_("text"), blank=True)
    # A photo of the editors', made anew as those of posts are; without one a cover is drawn (community.rules.covers).
    cover = models.FileField(_("cover photo"), storage=photo_storage, max_length=120, blank=True)
    # Those that its text shows; kept when it is written.
    pictures = models.ManyToManyField(ArticlePicture, related_name="articles", editable=False)
    cover_alt = models.CharField(_("what is on the photo"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="zh-hans")
    byline = models.CharField(_("by"), max_length=30, default="编辑部", help_text=_("The name that readers see."))
    column = models.ForeignKey(Column, verbose_name=_("column"), on_delete=models.PROTECT, related_name="articles")
    series = models.ForeignKey(
        Series, verbose_name=_("series"), on_delete=models.PROTECT, null=True, blank=True, related_name="articles"
    )
    series_position = models.PositiveSmallIntegerField(_("part of the series"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    publish_at = models.DateTimeField(
        _("publish at"), null=True, blank=True, help_text=_("Empty: at the moment somebody publishes it.")
    )
    sponsor = models.CharField(
        _("paid by"), max_length=60, blank=True, help_text=_("Who paid for it; readers then see 广告 and this name.")
    )
    picked = models.BooleanField(_("staff pick"), default=False)
    version = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    edited_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-publish_at", "-pk"]
        indexes = [
            models.Index(fields=["-publish_at", "-id"], name="community_article_live", condition=Q(state="published")),
            models.Index(
                fields=["column", "-publish_at", "-id"],
                name="community_article_in_column",
                condition=Q(state="published"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="community_article_published_at_a_moment",
                condition=~Q(state="published") | Q(publish_at__isnull=False),
            ),
            models.CheckConstraint(
                name="community_article_part_of_a_series",
                condition=Q(series__isnull=True, series_position__isnull=True)
                | Q(series__isnull=False, series_position__isnull=False),
            ),
            models.UniqueConstraint(fields=["series", "series_position"], name="community_article_place_in_series"),
        ]

    def __str__(self) -> str:
        return self.title

    def is_out(self, now: dt.datetime) -> bool:
        """Can everybody read it at `now`?"""
        return self.state == self.State.PUBLISHED and self.publish_at is not None and self.publish_at <= now


class ArticleVersion(models.Model):
    """What an article said each time it was written."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    title = models.CharField(max_length=60)
    summary = models.CharField(max_length=160, blank=True)
    body = models.TextField(blank=True)
    sponsor = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("version of an article")
        verbose_name_plural = _("versions of articles")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="community_articleversion_number")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"
