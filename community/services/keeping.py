"""What the community keeps of a person's writing: taken along, and what becomes of it when they leave."""

import datetime as dt
import json
from collections.abc import Mapping
from zipfile import ZipFile

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.privacy import Fate
from community.models import Photo, Post, PostRevision, Profile, WishItem
from community.services.photos import throw_away as throw_photos_away
from community.services.posts import item_as_json
from community.services.posts import throw_away as throw_posts_away


def take_posts_along(user: User, archive: ZipFile, now: dt.datetime) -> None:
    """Adds the person's name here, posts and drafts with their earlier versions, photos and list."""
    profile = Profile.objects.filter(user=user).first()
    posts = Post.objects.filter(author=user).prefetch_related("items__follow_ups", "photos", "revisions").order_by("id")
    wishes = WishItem.objects.filter(user=user).order_by("id")
    photos = list(Photo.objects.filter(owner=user).order_by("id"))
    told = {
        "name": profile.name if profile else "",
        "bio": profile.bio if profile else "",
        "taken_name": profile.taken_name if profile else "",
        "taken_bio": profile.taken_bio if profile else "",
        "posts": [_post(post) for post in posts],
        "list": [
            {"name": row.name, "price_minor": row.price_minor, "currency": row.currency, "bought": bool(row.done_at)}
            for row in wishes
        ],
    }
    if not (profile or told["posts"] or told["list"] or photos):
        return
    archive.writestr("community.json", json.dumps(told, ensure_ascii=False, indent=2))
    for photo in photos:
        with photo.file.open() as file:
            archive.writestr(f"community/photos/{photo.public_id}.webp", file.read())


def post_fates(user: User) -> list[Fate]:
    count = Post.objects.filter(author=user).exclude(state=Post.State.DRAFT).count()
    if not count and not Profile.objects.filter(user=user).exists():
        return []
    return [Fate("posts", _("What you wrote in the community"), _("Your posts, photos and name there are deleted."))]


def forget_posts(user: User, choices: Mapping[str, str]) -> None:
    """Deletes everything that the person wrote, with the files of the photos; safe to run twice."""
    throw_posts_away(list(Post.objects.filter(author=user)))
    throw_photos_away(Photo.objects.filter(owner=user))
    WishItem.objects.filter(user=user).delete()
    Profile.objects.filter(user=user).delete()


def _post(post: Post) -> dict[str, object]:
    return {
        "kind": post.kind,
        "state": post.state,
        "title": post.title,
        "text": post.body,
        "city": post.city,
        "published_at": post.published_at.isoformat() if post.published_at else None,
        "items": [
            item_as_json(item)
            | {"later": [{"verdict": row.verdict, "text": row.text} for row in item.follow_ups.all()]}
            for item in post.items.all()
        ],
        "data": post.data,
        "draft": post.form,
        "photos": [str(photo.public_id) for photo in post.photos.all()],
        "before": [_before(row) for row in post.revisions.all()],
    }


def _before(row: PostRevision) -> dict[str, object]:
    return {"version": row.version, "at": row.at.isoformat(), "title": row.title, "text": row.body, "items": row.items}
