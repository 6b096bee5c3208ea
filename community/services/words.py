"""Keeping the words of posts, by which they are searched."""

import datetime as dt
from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, OuterRef, Q, Subquery, TextField, Value

from community.models import Post, PostWords
from community.rules.tokens import kept_tokens
from ledger.scenarios import UnknownScene, scene

_CHUNK = 500


class _Vector(Func):
    """Words as a text search vector, as they are: PostgreSQL's own dictionaries know no Chinese."""

    function = "array_to_tsvector"
    arity = 1


def index_posts(post_ids: Iterable[int]) -> int:
    """Keeps the words of these posts as they stand now, drafts left out; returns how many. Safe to run twice."""
    posts = Post.objects.filter(pk__in=post_ids).exclude(state=Post.State.DRAFT)
    rows = [
        PostWords(post=post, version=post.version, words=_Vector(Value(_words(post), ArrayField(TextField()))))
        for post in posts.prefetch_related("items", "topics")
    ]
    PostWords.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["post"], update_fields=["version", "words"], batch_size=_CHUNK
    )
    return len(rows)


def index_missed(*, at: dt.datetime, since: dt.timedelta | None = None) -> int:
    """Keeps the words of published posts whose words are missing or of an earlier version; returns how many.

    `since` looks only at those that were published so lately, by the index of the latest.
    """
    kept = Subquery(PostWords.objects.filter(post=OuterRef("pk")).values("version"))
    posts = Post.objects.filter(state=Post.State.PUBLISHED).annotate(kept=kept)
    if since is not None:
        posts = posts.filter(published_at__gt=at - since)
    missed = list(posts.filter(Q(kept=None) | ~Q(kept=F("version"))).values_list("pk", flat=True))
    return sum(index_posts(missed[start : start + _CHUNK]) for start in range(0, len(missed), _CHUNK))


def _words(post: Post) -> list[str]:
    """The words of everything in a post that somebody may look for."""
    items = [text for item in post.items.all() for text in (item.name, item.place, item.why)]
    topics = [topic.name for topic in post.topics.all()]
    return kept_tokens(post.title, post.body, post.city, _scene_name(post.scene), *items, *topics)


def _scene_name(key: str) -> str:
    try:
        return scene(key).name.text("zh-hans")
    except UnknownScene:
        return ""
