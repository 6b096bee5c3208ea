"""Topics in a list, the busiest first."""

from dataclasses import dataclass

from django.db.models import Q

from community.models import Topic
from community.rules.cursors import Standing

PAGE_SIZE = 60
BUSY = 12


@dataclass(frozen=True, slots=True)
class TopicPage:
    topics: list[Topic]
    after: str


def busy_topics(size: int = BUSY) -> list[Topic]:
    """The topics with the most posts."""
    return list(Topic.objects.filter(posts__gt=0).order_by("-posts", "id")[:size])


def topic_page(*, after: str = "", size: int = PAGE_SIZE) -> TopicPage:
    """A page of the topics that have posts, by how many they have."""
    found = Topic.objects.filter(posts__gt=0).order_by("-posts", "id")
    start = Standing.parse(after)
    if start is not None:
        found = found.filter(posts__lte=start.score).filter(Q(posts__lt=start.score) | Q(id__gt=start.pk))
    rows = list(found[: size + 1])
    last = rows[size - 1] if len(rows) > size else None
    return TopicPage(rows[:size], str(Standing(last.posts, last.pk)) if last else "")
