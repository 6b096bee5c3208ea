"""What people say and do about one another's posts: comments, reactions, bookmarks, and whom they keep away."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7


class Comment(models.Model):
    """Something said about a post or an article, or in answer to another comment.

    Two levels are kept: `root` is the comment of the first level that an answer stands below, `parent` the one it
    answers. `body` is as it was written; `body_html` is made of it at writing, clean. A deleted comment keeps its row,
    so that the talk around it reads on. `replies` counts what is shown below a root; it and `likes`, `thanks` move in
    the transaction of what they count.
    """

    class State(models.TextChoices):
        PUBLISHED = "published", _("published")
        HELD = "held", _("waits for a look")
        HIDDEN = "hidden", _("taken down")
        DELETED = "deleted", _("deleted")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    post = models.ForeignKey(
        "community.Post", models.CASCADE, null=True, blank=True, related_name="comment_rows", db_index=False
    )
    article = models.ForeignKey(
        "community.Article", models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    root = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    body = models.TextField(_("comment"), max_length=1000, blank=True)
    body_html = models.TextField(blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PUBLISHED)
    likes = models.PositiveIntegerField(_("likes"), default=0)
    thanks = models.PositiveIntegerField(_("thanks"), default=0)
    replies = models.PositiveIntegerField(_("replies"), default=0)
    created_at = models.DateTimeField(_("written"), db_default=Now())
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [
            models.Index(fields=["post", "created_at", "id"], condition=Q(root=None), name="community_comment_roots"),
            models.Index(
                fields=["article", "created_at", "id"],
                condition=Q(root=None, article__isnull=False),
                name="community_comment_article",
            ),
            models.Index(fields=["root", "created_at", "id"], name="community_comment_replies"),
            models.Index(fields=["author", "-id"], name="community_comment_author"),
            # What was deleted is forgotten after a while.
            models.Index(fields=["deleted_at"], condition=~Q(deleted_at=None), name="community_comment_gone"),
        ]
        constraints = [
            models.CheckConstraint(
                name="community_comment_about_one_thing",
                condition=Q(post__isnull=False, article=None) | Q(post=None, article__isnull=False),
            ),
            models.CheckConstraint(
                name="community_comment_levels",
                condition=Q(root=None, parent=None) | Q(root__isnull=False, parent__isnull=False, replies=0),
            ),
            models.CheckConstraint(name="community_comment_says_something", condition=~Q(body="") | Q(state="deleted")),
            models.CheckConstraint(
                name="community_comment_deleted_when",
                condition=Q(state="deleted", deleted_at__isnull=False) | ~Q(state="deleted") & Q(deleted_at=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Reaction(models.Model):
    """One person's like or thanks for one post or comment; the row is what makes it count once."""

    class Kind(models.TextChoices):
        LIKE = "like", _("like")
        THANKS = "thanks", _("thanks")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=6, choices=Kind)
    post = models.ForeignKey("community.Post", models.CASCADE, null=True, related_name="+")
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        constraints = [
            models.CheckConstraint(
                name="community_reaction_to_one_thing",
                condition=Q(post__isnull=False, comment=None) | Q(post=None, comment__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["user", "post", "kind"], condition=Q(comment=None), name="community_reaction_post_once"
            ),
            models.UniqueConstraint(
                fields=["user", "comment", "kind"], condition=Q(post=None), name="community_reaction_comment_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Collection(models.Model):
    """A named shelf of bookmarks. Nobody else sees it unless its owner makes it public."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(_("name"), max_length=30)
    is_public = models.BooleanField(_("Everybody may read it"), default=False)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="community_collection_name_once")]

    def __str__(self) -> str:
        return self.name


class Bookmark(models.Model):
    """A post that somebody keeps, once; in a collection of theirs, or in none yet."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    post = models.ForeignKey("community.Post", models.CASCADE, related_name="+")
    collection = models.ForeignKey(Collection, models.SET_NULL, null=True, blank=True, related_name="bookmarks")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        constraints = [models.UniqueConstraint(fields=["user", "post"], name="community_bookmark_once")]
        indexes = [models.Index(fields=["user", "-at", "-id"], name="community_bookmark_own")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.post_id}"


class Block(models.Model):
    """`user` wants nothing to do with `other`: neither reads, answers or is told of the other any more."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = [
            models.UniqueConstraint(fields=["user", "other"], name="community_block_once"),
            models.CheckConstraint(name="community_block_somebody_else", condition=~Q(user=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.other_id}"


class Mute(models.Model):
    """`user` wants to see nothing of `other`, who notices nothing of it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("mute")
        verbose_name_plural = _("mutes")
        constraints = [
            models.UniqueConstraint(fields=["user", "other"], name="community_mute_once"),
            models.CheckConstraint(name="community_mute_somebody_else", condition=~Q(user=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.other_id}"
