"""What authors write and what stands under topics, for readers of feeds."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.syndication.views import Feed
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from community.models import Post, PostItem, Profile, Topic
from community.queries.feeds import latest, posts_by, topic_feed
from community.queries.follows import shown_person, shown_topic
from community.queries.posts import with_texts
from community.templatetags.community_feeds import card_title

_SIZE = 20


class _Posts(Feed):
    """The newest posts of a list in full, as anybody may read them."""

    feed_type = Atom1Feed

    def item_title(self, item: Post) -> str:
        return card_title(item)

    def item_description(self, item: Post) -> str:
        return render_to_string("community/_atom_post.html", {"post": item})

    def item_link(self, item: Post) -> str:
        return reverse("community:post", args=[item.public_id])

    def item_guid(self, item: Post) -> str:
        return f"urn:uuid:{item.public_id}"

    def item_author_name(self, item: Post) -> str:
        return item.author.profile.name

    def item_pubdate(self, item: Post) -> dt.datetime | None:
        return item.published_at

    def item_updateddate(self, item: Post) -> dt.datetime | None:
        return item.edited_at or item.published_at

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = super().__call__(request, *args, **kwargs)
        response["Cache-Control"] = "public, max-age=600"
        return response


class PersonAtom(_Posts):
    def get_object(self, request: HttpRequest, person_id: UUID) -> Profile:
        return shown_person(None, person_id)

    def title(self, person: Profile) -> str:
        return _("%(name)s in the community of Changji") % {"name": person.name}

    def subtitle(self, person: Profile) -> str:
        return person.bio

    def link(self, person: Profile) -> str:
        return reverse("community:person", args=[person.public_id])

    def items(self, person: Profile) -> Sequence[Post]:
        return _whole(latest(posts_by(None, person), size=_SIZE).posts)


class TopicAtom(_Posts):
    def get_object(self, request: HttpRequest, slug: str) -> Topic:
        return shown_topic(slug)

    def title(self, topic: Topic) -> str:
        return _("#%(topic)s in the community of Changji") % {"topic": topic.name}

    def link(self, topic: Topic) -> str:
        return reverse("community:topic", args=[topic.slug])

    def items(self, topic: Topic) -> Sequence[Post]:
        return _whole(topic_feed(None, topic, size=_SIZE).posts)


def _whole(posts: Sequence[Post]) -> Sequence[Post]:
    """The same posts with their texts and, in `things`, all that is said of each thing. Two queries."""
    prefetch_related_objects(posts, Prefetch("items", PostItem.objects.order_by("position"), to_attr="things"))
    return with_texts(posts)
