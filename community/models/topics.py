"""What posts are about, as people write it: #租房."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from community.models.posts import Post


class Topic(models.Model):
    """A topic: `name` as it was first written, `slug` as topics are compared and addressed (`rules.topics.slug`).

    `posts` counts the published ones; `services.topics` keeps it.
    """

    name = models.CharField(_("name"), max_length=40)
    slug = models.CharField(_("address"), max_length=80, unique=True)
    posts = models.PositiveIntegerField(_("posts"), default=0)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        indexes = [models.Index(fields=["-posts", "id"], name="community_topic_busy")]

    def __str__(self) -> str:
        return self.name


class PostTopic(models.Model):
    """A post under a topic. `published_at` is the post's, so that a topic is read by its own index."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+", db_index=False)
    published_at = models.DateTimeField()

    class Meta:
        verbose_name = _("topic of a post")
        verbose_name_plural = _("topics of posts")
        constraints = [models.UniqueConstraint(fields=["post", "topic"], name="community_posttopic_once")]
        indexes = [models.Index(fields=["topic", "-published_at", "-post"], name="community_posttopic_latest")]

    def __str__(self) -> str:
        return f"post {self.post_id} under topic {self.topic_id}"
