"""Whom and what people follow."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from community.models.topics import Topic


class Follow(models.Model):
    """A person follows another, a topic, or the posts about one scene: exactly one of the three."""

    follower = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    # The key of a scene of `ledger.scenarios`.
    scene = models.CharField(_("scene"), max_length=40, blank=True)
    at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            models.CheckConstraint(
                name="community_follow_one_thing",
                condition=Q(person__isnull=False, topic=None, scene="")
                | Q(person=None, topic__isnull=False, scene="")
                | Q(person=None, topic=None) & ~Q(scene=""),
            ),
            models.CheckConstraint(name="community_follow_not_oneself", condition=~Q(person=F("follower"))),
            # They also serve whoever reads what a person follows.
            models.UniqueConstraint(
                fields=["follower", "person"],
                condition=Q(person__isnull=False),
                name="community_follow_person_once",
            ),
            models.UniqueConstraint(
                fields=["follower", "topic"], condition=Q(topic__isnull=False), name="community_follow_topic_once"
            ),
            models.UniqueConstraint(
                fields=["follower", "scene"], condition=~Q(scene=""), name="community_follow_scene_once"
            ),
        ]
        indexes = [
            # How many follow.
            models.Index(fields=["person"], condition=Q(person__isnull=False), name="community_follow_of_person"),
            models.Index(fields=["topic"], condition=Q(topic__isnull=False), name="community_follow_of_topic"),
            models.Index(fields=["scene"], condition=~Q(scene=""), name="community_follow_of_scene"),
        ]

    def __str__(self) -> str:
        return f"{self.follower_id} follows {self.person_id or self.topic_id or self.scene}"


class HomeChoice(models.Model):
    """What a person chose for home; who has no row has everything as it is by default.

    `fits_books`: whether it may show what fits the scenes of the person's books. Of a book only its scene's name is
    used.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    fits_books = models.BooleanField(_("posts that fit my books"), default=True)

    class Meta:
        verbose_name = _("choice for home")
        verbose_name_plural = _("choices for home")

    def __str__(self) -> str:
        return str(self.user_id)
