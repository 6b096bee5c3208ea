"""Whom and what people follow, and who can be followed: a person, a topic, the posts about a scene."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.models import User
from community.errors import PersonNotFound, SceneNotFound, TopicNotFound
from community.models import Follow, HomeChoice, Profile, Topic
from community.queries.people import hidden_authors, keeps_away
from ledger.scenarios import Scene, UnknownScene, load_scenes, scene

Target = Profile | Topic | Scene
# Beyond so many nobody counts.
MOST_COUNTED = 10_000


def shown_person(viewer: User | None, public_id: UUID) -> Profile:
    """A person of the community. Raises PersonNotFound, also where one of the two blocks the other."""
    profile = Profile.objects.select_related("user").filter(public_id=public_id, user__is_active=True).first()
    if profile is None or (viewer is not None and keeps_away(viewer, profile.user)):
        raise PersonNotFound
    return profile


def shown_topic(slug: str) -> Topic:
    """Raises TopicNotFound."""
    # PostgreSQL keeps no NUL, and an address may have one.
    topic = Topic.objects.filter(slug=slug).first() if "\0" not in slug else None
    if topic is None:
        raise TopicNotFound
    return topic


def shown_scene(key: str) -> Scene:
    """Raises SceneNotFound."""
    try:
        return scene(key)
    except UnknownScene as error:
        raise SceneNotFound from error


def columns_of(target: Target) -> dict[str, Any]:
    """The column of a follow that names the target, with its value."""
    match target:
        case Profile():
            return {"person_id": target.user_id}
        case Topic():
            return {"topic_id": target.pk}
        case _:
            return {"scene": target.slug}


def follows(user: User | None, target: Target) -> bool:
    return user is not None and Follow.objects.filter(follower=user, **columns_of(target)).exists()


def followers(target: Target) -> int:
    """How many follow it, `MOST_COUNTED` at most."""
    return Follow.objects.filter(**columns_of(target))[:MOST_COUNTED].count()


@dataclass(frozen=True, slots=True)
class Followed:
    """All that a person follows, each sort by name."""

    people: list[Profile]
    topics: list[Topic]
    scenes: list[Scene]

    def __bool__(self) -> bool:
        return bool(self.people or self.topics or self.scenes)


def followed_by(user: User) -> Followed:
    """What somebody follows, without those who are kept away. Three queries."""
    rows = Follow.objects.filter(follower=user)
    people = Profile.objects.filter(user__in=rows.filter(person__isnull=False).values("person_id"))
    topics = Topic.objects.filter(pk__in=rows.filter(topic__isnull=False).values("topic_id"))
    keys = set(rows.exclude(scene="").values_list("scene", flat=True))
    return Followed(
        list(people.filter(user__is_active=True).exclude(user__in=hidden_authors(user)).order_by("name_key")),
        list(topics.order_by("slug")),
        [each for each in load_scenes() if each.slug in keys],
    )


def fits_books(user: User) -> bool:
    """Whether home may show what fits the scenes of the person's books; so it is unless they said otherwise."""
    choice = HomeChoice.objects.filter(user=user).first()
    return choice is None or choice.fits_books
