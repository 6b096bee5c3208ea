"""What the editors hold up of what people wrote."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from community.errors import NotToPick
from community.models import Post


def pick_post(post: Post, *, at: dt.datetime) -> None:
    """Puts it among the picks; one that is there already keeps its place.

    Raises NotToPick for what readers don't see, and for what somebody paid for.
    """
    if post.state != Post.State.PUBLISHED:
        raise NotToPick(_("Readers don't see it, so it can't be a pick."))
    if post.sponsored:
        raise NotToPick
    Post.objects.filter(pk=post.pk, picked_at__isnull=True).update(picked_at=at)


def unpick_post(post: Post) -> None:
    Post.objects.filter(pk=post.pk).update(picked_at=None)
