"""What people write as Markdown, made into HTML with the addresses of this community."""

from django.urls import reverse

from community.queries.people import linked_people
from community.rules import markup
from community.rules.naming import topic_slug


def html_of(source: str) -> str:
    """The cleaned HTML of a text; `#topics` and `@people` are links."""
    return markup.html_of(source, topic=_topic, people=linked_people)


def _topic(name: str) -> str | None:
    slug = topic_slug(name)
    return reverse("community:topic", args=[slug]) if slug else None
