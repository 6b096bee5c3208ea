"""Finding posts, topics and people by words."""

from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from community.models import Post, PostWords, Profile, Topic
from community.queries.people import hidden_authors
from community.queries.posts import public_posts
from community.rules.tokens import asked_tokens

BESIDE = 6


class _Query(SearchQuery):
    """A text search query as it is written: no dictionary of PostgreSQL's looks at its words."""

    template = "%(expressions)s::tsquery"


def found_posts(viewer: User | None, text: str) -> QuerySet[Post]:
    """The posts that have every word of the text. None where it has no words that tell."""
    words = asked_tokens(text)
    if not words:
        return Post.objects.none()
    asked = " & ".join("'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in words)
    rows = PostWords.objects.filter(post=OuterRef("pk"), words=_Query(asked))
    return public_posts(viewer).filter(Exists(rows), state=Post.State.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Beside:
    """What else is called so: topics, the busiest first, and people by name; a few of each."""

    topics: list[Topic]
    people: list[Profile]


def found_beside(viewer: User | None, text: str) -> Beside:
    """Topics and people whose names contain the text. Two queries."""
    text = text.strip()
    if not text:
        return Beside([], [])
    people = Profile.objects.filter(name__icontains=text, user__is_active=True)
    if viewer is not None:
        people = people.exclude(user__in=hidden_authors(viewer))
    topics = Topic.objects.filter(name__icontains=text, posts__gt=0).order_by("-posts", "id")
    return Beside(list(topics[:BESIDE]), list(people.order_by("name_key")[:BESIDE]))
