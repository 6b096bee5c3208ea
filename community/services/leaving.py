"""What is kept of what a person said and did among others: taken along, and erased when the person leaves."""

import datetime as dt
import json
from collections.abc import Mapping
from zipfile import ZipFile

from django.utils import timezone

from accounts.models import User
from accounts.notices import forget_about
from community.models import Bookmark, Comment, Post, Profile, Reaction
from community.queries.bookmarks import collections_of
from community.queries.comments import comments_of
from community.queries.people import hidden_people
from community.services.bookmarks import forget_bookmarks
from community.services.comments import forget_comments
from community.services.distance import forget_distance
from community.services.reactions import forget_reactions


def take_talk_along(user: User, archive: ZipFile, now: dt.datetime) -> None:
    """Adds a person's comments, likes, thanks, bookmarks and collections, and whom they keep away."""
    kept = {
        "comments": [_comment(row) for row in comments_of(user).select_related("post", "article").order_by("id")],
        "reactions": [
            {"kind": row.kind, "at": row.at.isoformat(), "to": _title(row.post) if row.post else "comment"}
            for row in Reaction.objects.filter(user=user).select_related("post").order_by("id")
        ],
        "bookmarks": [
            {"post": _title(row.post), "collection": row.collection.name if row.collection else None}
            for row in Bookmark.objects.filter(user=user).select_related("post", "collection").order_by("id")
        ],
        "collections": [{"name": row.name, "public": row.is_public} for row in collections_of(user)],
        "kept_away": [
            {"name": person.name, "blocked": blocked, "muted": muted} for person, blocked, muted in hidden_people(user)
        ],
    }
    if any(kept.values()):
        archive.writestr("community-talk.json", json.dumps(kept, ensure_ascii=False, indent=2))


def forget_talk(user: User, choices: Mapping[str, str]) -> None:
    """Erases it all. Where others answered a comment, its place stays without its words."""
    forget_comments(user, at=timezone.now())
    forget_reactions(user)
    forget_bookmarks(user)
    forget_distance(user)
    for public_id in Profile.objects.filter(user=user).values_list("public_id", flat=True):
        forget_about(public_id)


def _comment(row: Comment) -> dict[str, object]:
    about = _title(row.post) if row.post else row.article.title if row.article else ""
    return {"at": row.created_at.isoformat(), "about": about, "text": row.body}


def _title(post: Post) -> str:
    return post.title
