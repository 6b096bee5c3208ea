"""What people write, and how it read before."""

import math

from django.conf import settings
from django.db import models
from django.db.models import DurationField, ExpressionWrapper, F, FloatField, Q, Value
from django.db.models.functions import Cast, Extract, Ln
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from community.rules.hot import BOOKMARK_WEIGHT, EPOCH, TENFOLD_SECONDS, THANKS_WEIGHT

# Of a duration, since the seconds of an instant depend on no time zone, but PostgreSQL does not know that.
_AGE = ExpressionWrapper(F("published_at") - Value(EPOCH, models.DateTimeField()), DurationField())
HOT = (
    Ln(Cast(1 + F("likes") + BOOKMARK_WEIGHT * F("bookmarks") + THANKS_WEIGHT * F("thanks"), FloatField()))
    / math.log(10)
    + Cast(Extract(_AGE, "epoch"), FloatField()) / TENFOLD_SECONDS
)


class Post(models.Model):
    """Something that somebody tells the community.

    `body` is Markdown as it was written, `body_html` what is shown of it, cleaned when it was written. `form` holds
    what its author is writing and has not published yet: everything of a draft, later changes of a published one.
    `data` is what was frozen at posting: the structure of a scene, the numbers of a chart, the key of a challenge.
    """

    class Kind(models.TextChoices):
        STORY = "story", _("Story")
        SHARE = "share", _("Things I bought")
        QUESTION = "question", _("Question")
        SCENE = "scene", _("My scene")
        CHART = "chart", _("Chart")
        CHECKIN = "checkin", _("Monthly check-in")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        # Waits for a look of the staff; only its author reads it meanwhile.
        HELD = "held", _("held")
        # Taken down by the staff.
        HIDDEN = "hidden", _("taken down")
        # By its author; `deleted_at` says when, and it can be brought back for a while.
        DELETED = "deleted", _("deleted")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="posts", db_index=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=80, blank=True)
    body = models.TextField(_("text"), blank=True)
    body_html = models.TextField(blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    city = models.CharField(_("city"), max_length=30, blank=True)
    # The key of a scene of `ledger.scenarios`.
    scene = models.CharField(_("scene"), max_length=40, blank=True)
    topics = models.ManyToManyField("community.Topic", through="community.PostTopic", related_name="+")
    cover = models.ForeignKey("community.Photo", models.SET_NULL, null=True, blank=True, related_name="+")
    form = models.JSONField(default=dict, blank=True)
    # Goes up each time `form` is kept, so that a program does not write over what was typed elsewhere.
    form_version = models.PositiveIntegerField(default=0, editable=False)
    data = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(_("begun"))
    # When it came before readers first; it stays so, whatever becomes of the post.
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)
    # What it was then, and is again when it is brought back.
    deleted_from = models.CharField(max_length=10, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    # A question's answer that helped; no reference, since comments refer to posts.
    accepted_comment_id = models.BigIntegerField(null=True, blank=True, editable=False)
    likes = models.PositiveIntegerField(_("likes"), default=0)
    thanks = models.PositiveIntegerField(_("thanks"), default=0)
    comments = models.PositiveIntegerField(_("comments"), default=0)
    bookmarks = models.PositiveIntegerField(_("bookmarks"), default=0)
    # `rules.hot`, kept by the database: no counter moves without it. It never has to be renewed.
    hot = models.GeneratedField(expression=HOT, output_field=models.FloatField(), db_persist=True)
    # By the editors.
    picked_at = models.DateTimeField(_("picked at"), null=True, blank=True)
    sponsored = models.BooleanField(_("sponsored"), default=False)

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        indexes = [
            models.Index(
                fields=["author", "-published_at", "-id"],
                condition=Q(state="published"),
                name="community_post_author",
            ),
            models.Index(fields=["-published_at", "-id"], condition=Q(state="published"), name="community_post_latest"),
            models.Index(fields=["-hot", "-id"], condition=Q(state="published"), name="community_post_hot"),
            models.Index(
                fields=["kind", "-published_at", "-id"], condition=Q(state="published"), name="community_post_kind"
            ),
            models.Index(
                fields=["scene", "-published_at", "-id"],
                condition=Q(state="published") & ~Q(scene=""),
                name="community_post_scene",
            ),
            models.Index(
                fields=["-picked_at"],
                condition=Q(state="published", picked_at__isnull=False),
                name="community_post_picked",
            ),
            # What its author alone sees.
            models.Index(fields=["author", "state", "-id"], condition=~Q(state="published"), name="community_post_own"),
        ]
        constraints = [
            models.CheckConstraint(
                name="community_post_published_when",
                condition=Q(state="draft") | Q(state="deleted", deleted_from="draft") | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="community_post_deleted_when",
                condition=Q(state="deleted", deleted_at__isnull=False) | ~Q(state="deleted") & Q(deleted_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.public_id)


class PostRevision(models.Model):
    """How a post read at an earlier version; the present one is the post itself."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="revisions", db_index=False)
    version = models.PositiveIntegerField()
    # When this version was published.
    at = models.DateTimeField()
    title = models.CharField(max_length=80, blank=True)
    body = models.TextField(blank=True)
    items = models.JSONField(default=list)

    class Meta:
        verbose_name = _("earlier version")
        verbose_name_plural = _("earlier versions")
        constraints = [models.UniqueConstraint(fields=["post", "version"], name="community_revision_once")]

    def __str__(self) -> str:
        return f"post {self.post_id}, version {self.version}"
