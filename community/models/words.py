"""The words of posts, by which they are searched."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from community.models.posts import Post


class PostWords(models.Model):
    """The words of one post. A table of its own, since each like writes the row of the post anew, with all its indexes.

    `version` is that of the post they were taken from.
    """

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="words")
    version = models.PositiveIntegerField()
    words = SearchVectorField()

    class Meta:
        verbose_name = _("words of a post")
        verbose_name_plural = _("words of posts")
        indexes = [GinIndex(fields=["words"], name="community_words")]

    def __str__(self) -> str:
        return str(self.post_id)
