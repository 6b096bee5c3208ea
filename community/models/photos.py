"""Pictures of posts, as we made them anew from what was uploaded."""

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from community.models.items import PostItem
from community.models.posts import Post


def photo_storage():
    return storages["photos"]


class Photo(models.Model):
    """A picture of a post, or of one of its items. `width` and `height` are those of `file`, in pixels.

    `sha256` is that of what was uploaded; `dhash` (64 bits, signed) tells pictures that look alike; `blur` is a tiny
    picture as a data address, shown until the real one is there.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="photos")
    post = models.ForeignKey(Post, models.CASCADE, null=True, blank=True, related_name="photos", db_index=False)
    item = models.ForeignKey(PostItem, models.SET_NULL, null=True, blank=True, related_name="photos")
    position = models.PositiveSmallIntegerField(default=0)
    # Put in while the post was changed; readers see it when the change is published.
    waiting = models.BooleanField(default=False)
    alt = models.CharField(_("what is on it"), max_length=120, blank=True)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    dhash = models.BigIntegerField(db_index=True)
    blur = models.CharField(max_length=1500)
    file = models.FileField(storage=photo_storage, max_length=120)
    thumbnail = models.FileField(storage=photo_storage, max_length=120)
    created_at = models.DateTimeField(_("uploaded"))

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["post", "position"], name="community_photo_post")]

    def __str__(self) -> str:
        return str(self.public_id)
