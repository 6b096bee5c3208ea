"""What people write as Markdown, made into HTML with the addresses of this community."""

from collections.abc import Iterable

from django.urls import reverse

from community.queries.people import parts_of
from community.rules import markup
from community.rules.naming import topic_slug


def html_of(source: str) -> str:
    """The cleaned HTML of a text; `#topics` and `@people` are links."""
    return markup.html_of(source, topic=_topic, people=_people)


def _topic(name: str) -> str | None:
    slug = topic_slug(name)
    return reverse("community:topic", args=[slug]) if slug else None


def _people(text: str) -> Iterable[tuple[str, str | None]]:
    for part in parts_of(text):
        address = reverse("community:person", args=[part.person.public_id]) if part.person else None
        yield part.words, address
