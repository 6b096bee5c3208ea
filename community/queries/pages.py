"""What the page of a post shows, of a published one and of one that is only looked at beforehand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils.functional import Promise

from accounts.models import User
from community.models import Decision, Photo, Post, PostItem, PostRevision, WishItem
from community.rules.challenges import CHALLENGES


@dataclass(frozen=True, slots=True)
class PostPage:
    """A post with its parts. `own` says that the reader wrote it; `wished` are the keys of items on their list."""

    post: Post
    items: Sequence[PostItem]
    photos: Sequence[Photo]
    revised: bool
    own: bool
    wished: frozenset[int] = frozenset()
    preview: bool = False

    @property
    def challenge(self) -> str | Promise:
        known = CHALLENGES.get(str(self.post.data.get("challenge", "")))
        return known.name if known else ""

    @property
    def chart(self) -> Mapping[str, Any] | None:
        return self.post.data.get("chart")

    @property
    def structure(self) -> Mapping[str, Any] | None:
        return self.post.data.get("scene")


def post_page(viewer: User | None, post: Post) -> PostPage:
    """Everything of a post that the viewer may read. A fixed number of queries."""
    items = list(
        PostItem.objects.filter(post=post)
        .select_related("thing__merged_into")
        .prefetch_related("photos", "follow_ups")
        .order_by("position")
    )
    wished = (
        frozenset(WishItem.objects.filter(user=viewer, item__in=items).values_list("item_id", flat=True))
        if viewer and items
        else frozenset()
    )
    return PostPage(
        post=post,
        items=items,
        photos=list(Photo.objects.filter(post=post, waiting=False).order_by("position", "id")),
        revised=post.version > 1,
        own=viewer is not None and viewer.pk == post.author_id,
        wished=wished,
    )


def revisions(viewer: User | None, post: Post) -> list[PostRevision]:
    """How a post read before, latest first. What stood there until the staff took it away is its author's alone."""
    found = PostRevision.objects.filter(post=post).order_by("-version")
    if viewer is None or viewer.pk != post.author_id:
        against = Decision.objects.filter(case__kind="post", case__thing_id=post.pk, overturned_at=None)
        last = against.exclude(outcome=Decision.Outcome.LEAVE).aggregate(at=Max("at"))["at"]
        found = found.filter(at__gt=last) if last else found
    return list(found)


def photos_of_draft(post: Post) -> list[Photo]:
    """The photos of what is being written: as its author put them, else as they are published."""
    photos = Photo.objects.filter(post=post).order_by("position", "id")
    if "photos" not in post.form:
        return [photo for photo in photos if post.state == Post.State.DRAFT or not photo.waiting]
    by_id = {str(photo.public_id): photo for photo in photos}
    return [by_id[each] for each in post.form["photos"] if each in by_id]


def drafts_of(author: User) -> list[Post]:
    """What somebody has begun and not published, latest first."""
    return list(Post.objects.filter(author=author, state=Post.State.DRAFT).order_by("-id"))
