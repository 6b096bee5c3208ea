"""Photos: taken in, put in order, thrown away with their files."""

import datetime as dt
import secrets
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from community.errors import PictureRefused, TooMuchToday
from community.models import Photo, Post
from community.rules.pictures import Remade, remake

MOST_PHOTOS = 9
# Kept of a post that is being written, with what its author took out again; or uploaded and put into no post.
MOST_KEPT = 30
MOST_A_DAY = 200
_DAY = dt.timedelta(days=1)


def add_photo(owner: User, data: bytes, *, at: dt.datetime, post: Post | None = None) -> Photo:
    """Makes a picture anew and keeps it, at the end of a post where one is named.

    How many a post shows is said when it is published. Raises PictureRefused, TooMuchToday.
    """
    if Photo.objects.filter(owner=owner, created_at__gt=at - _DAY).count() >= MOST_A_DAY:
        raise TooMuchToday(n=MOST_A_DAY)
    others = Photo.objects.filter(owner=owner, post=post).count()
    if others >= MOST_KEPT:
        raise PictureRefused(_("A post has at most 9 photos. Take one out first."))
    made = remake(data)
    return _keep(owner, made, at=at, post=post, position=others)


@transaction.atomic
def _keep(owner: User, made: Remade, *, at: dt.datetime, post: Post | None, position: int) -> Photo:
    # Nobody guesses it, and nothing tells whose it is.
    name = secrets.token_hex(20)
    folder = f"{name[:2]}/{name}"
    photo = Photo(
        owner=owner,
        post=post,
        position=position,
        waiting=post is not None,
        width=made.width,
        height=made.height,
        sha256=made.sha256,
        dhash=made.dhash,
        blur=made.blur,
        created_at=at,
    )
    photo.file.save(f"{folder}.webp", ContentFile(made.full), save=False)
    photo.thumbnail.save(f"{folder}-small.webp", ContentFile(made.thumbnail), save=False)
    photo.save(force_insert=True)
    return photo


@transaction.atomic
def take_photos(owner: User, post: Post, ids: Sequence[UUID]) -> list[UUID]:
    """Lets a post that is being written keep the person's loose photos; readers see none before it is published.

    Returns the ids of those that are the post's now, in this order. Raises PictureRefused for too many.
    """
    wanted = list(dict.fromkeys(ids))
    if len(wanted) > MOST_PHOTOS:
        raise PictureRefused(_("A post has at most 9 photos. Take one out first."))
    Photo.objects.filter(owner=owner, post=None, public_id__in=wanted).update(post=post, waiting=True)
    known = set(Photo.objects.filter(post=post, public_id__in=wanted).values_list("public_id", flat=True))
    return [each for each in wanted if each in known]


@transaction.atomic
def place_photos(owner: User, post: Post, ids: Sequence[UUID]) -> list[Photo]:
    """Puts the person's photos into a post, in this order; those of the post that are not named are thrown away.

    Raises PictureRefused for too many; photos of others and of other posts are left out.
    """
    known = {
        photo.public_id: photo
        for photo in Photo.objects.filter(owner=owner, public_id__in=ids)
        if photo.post_id in (None, post.pk)
    }
    chosen = [known[each] for each in dict.fromkeys(ids) if each in known]
    if len(chosen) > MOST_PHOTOS:
        raise PictureRefused(_("A post has at most 9 photos. Take one out first."))
    for position, photo in enumerate(chosen):
        photo.post, photo.position, photo.waiting = post, position, False
    Photo.objects.bulk_update(chosen, ["post", "position", "waiting"])
    throw_away(Photo.objects.filter(post=post).exclude(pk__in=[photo.pk for photo in chosen]))
    return chosen


def throw_away_waiting(post: Post, ids: Collection[UUID] | None = None) -> None:
    """Deletes photos that were put in while the post is written, all or those named; what readers see stays."""
    waiting = Photo.objects.filter(post=post, waiting=True)
    throw_away(waiting if ids is None else waiting.filter(public_id__in=ids))


def throw_away(photos: QuerySet[Photo] | Iterable[Photo]) -> int:
    """Deletes photos, and their files when this transaction commits; returns how many."""
    rows = list(photos)
    Photo.objects.filter(pk__in=[photo.pk for photo in rows]).delete()
    names = [file.name for photo in rows for file in (photo.file, photo.thumbnail) if file.name]
    transaction.on_commit(lambda: _remove(names))
    return len(rows)


def _remove(names: Sequence[str]) -> None:
    for name in names:
        storages["photos"].delete(name)


def purge_loose_photos(*, now: dt.datetime) -> int:
    """Throws away what was uploaded and put into no post within a day."""
    return throw_away(Photo.objects.filter(post=None, created_at__lt=now - _DAY))
