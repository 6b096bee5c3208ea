"""The topics of posts. A row says that a published post stands under a topic, so a topic is read by its own index."""

from collections.abc import Iterable

from django.db.models import F

from community.models import Post, PostTopic, Topic
from community.rules.naming import topic_slug


def set_topics(post: Post, names: Iterable[str]) -> None:
    """Puts a post under these topics and no others, and keeps how many posts each has; in the caller's transaction."""
    wanted = {topic_slug(name): name for name in names}
    wanted.pop("", None)
    Topic.objects.bulk_create(
        [Topic(slug=slug, name=name) for slug, name in sorted(wanted.items())], ignore_conflicts=True
    )
    # In one order for all, so that two who publish at once wait for each other and never across.
    now = {topic.pk for topic in Topic.objects.filter(slug__in=wanted)}
    before = set(PostTopic.objects.filter(post=post).values_list("topic_id", flat=True))
    for pk in sorted(now ^ before):
        Topic.objects.filter(pk=pk).update(posts=F("posts") + (1 if pk in now else -1))
    PostTopic.objects.filter(post=post, topic__in=before - now).delete()
    if post.published_at is not None:
        PostTopic.objects.bulk_create(
            [PostTopic(post=post, topic_id=pk, published_at=post.published_at) for pk in sorted(now - before)]
        )
