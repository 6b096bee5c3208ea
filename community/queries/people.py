"""Who keeps whom away, and who is meant by an @ and a name."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.models import User
from community.errors import PersonNotFound
from community.models import Block, Comment, Mute, Post, Profile
from community.rules.naming import name_key

LONGEST_NAME = 24
SUGGESTED = 8
# So many people are told of one text, however many it names.
MOST_TOLD = 20
_AT = re.compile(r"(?<![0-9A-Za-z_.])[@＠]")


def hidden_authors(viewer: User) -> QuerySet:
    """The ids of the people whose posts and words somebody does not see: whom they block or mute, and who block them.

    To be used inside another query: `exclude(author__in=hidden_authors(viewer))`.
    """
    blocks = Block.objects.filter(user=viewer).values_list("other_id", flat=True)
    blocked_by = Block.objects.filter(other=viewer).values_list("user_id", flat=True)
    mutes = Mute.objects.filter(user=viewer).values_list("other_id", flat=True)
    return blocks.union(blocked_by, mutes, all=True)


def keeps_away(one: User, other: User) -> bool:
    """Whether one of the two blocks the other."""
    return Block.objects.filter(Q(user=one, other=other) | Q(user=other, other=one)).exists()


def mutes(user: User | None, other: User) -> bool:
    """Whether somebody sees nothing of the other, by their own choice."""
    return user is not None and Mute.objects.filter(user=user, other=other).exists()


def listening(users: Iterable[User], by: User) -> list[User]:
    """Of these people, those who may be told of what somebody did: not themselves, and nobody who keeps them away."""
    ids = {user.pk for user in users}
    away = set(Block.objects.filter(other=by, user__in=ids).values_list("user_id", flat=True))
    away |= set(Block.objects.filter(user=by, other__in=ids).values_list("other_id", flat=True))
    away |= set(Mute.objects.filter(other=by, user__in=ids).values_list("user_id", flat=True))
    return [user for user in users if user.pk not in away and user.pk != by.pk]


def still_told_of(user: User, people: Collection[UUID]) -> set[UUID]:
    """Of these people (public ids of profiles), those whom somebody may still be told of."""
    found = Profile.objects.filter(public_id__in=people, user__is_active=True).exclude(user__in=hidden_authors(user))
    return set(found.values_list("public_id", flat=True))


def hidden_people(user: User) -> list[tuple[Profile, bool, bool]]:
    """Whom somebody keeps away, by name: the profile, whether blocked, whether muted."""
    blocked = set(Block.objects.filter(user=user).values_list("other_id", flat=True))
    muted = set(Mute.objects.filter(user=user).values_list("other_id", flat=True))
    found = Profile.objects.filter(user__in=blocked | muted).order_by("name_key")
    return [(profile, profile.user_id in blocked, profile.user_id in muted) for profile in found]


def known_person(public_id: UUID) -> Profile:
    """Somebody of the community, also one whom the reader keeps away. Raises PersonNotFound."""
    profile = Profile.objects.select_related("user").filter(public_id=public_id, user__is_active=True).first()
    if profile is None:
        raise PersonNotFound
    return profile


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text; with the person whom it mentions, where it does."""

    words: str
    person: Profile | None = None


def parts_of(text: str) -> list[Part]:
    """The text in pieces: each `@` with the longest name of somebody behind it, and what stands between. One query.

    “@何静你看” mentions 何静: nobody leaves a space in Chinese. An `@` inside an address is none.
    """
    starts = [match.start() for match in _AT.finditer(text)]
    if not starts:
        return [Part(text)] if text else []
    begun = {start: text[start + 1 : start + 1 + LONGEST_NAME] for start in starts}
    keys = {name_key(words[:n]) for words in begun.values() for n in range(1, len(words) + 1)}
    known = {row.name_key: row for row in Profile.objects.filter(name_key__in=keys, user__is_active=True)}
    parts: list[Part] = []
    end = 0
    for start, words in begun.items():
        if start < end:
            continue
        for n in range(len(words), 0, -1):
            person = known.get(name_key(words[:n]))
            if person is None or not _ends_a_name(words, n):
                continue
            stop = start + 1 + len(words[:n].rstrip())
            parts += [Part(text[end:start]), Part(text[start:stop], person)]
            end = stop
            break
    return [part for part in [*parts, Part(text[end:])] if part.words]


def linked_people(text: str) -> list[tuple[str, str | None]]:
    """As `parts_of`: the words of each piece, with the address of the person whom it mentions, or None."""
    return [
        (part.words, reverse("community:person", args=[part.person.public_id]) if part.person else None)
        for part in parts_of(text)
    ]


def _ends_a_name(words: str, n: int) -> bool:
    """A name of letters goes on to the end of its word: “@Annabel” does not mention Anna."""
    return n == len(words) or not (_latin(words[n - 1]) and _latin(words[n]))


def _latin(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")


def mentioned(text: str) -> list[User]:
    """Who is mentioned in a text, each once, the first MOST_TOLD of them. Two queries."""
    ids = list(dict.fromkeys(part.person.user_id for part in parts_of(text) if part.person is not None))[:MOST_TOLD]
    return list(User.objects.filter(pk__in=ids).order_by("pk"))


def suggested_people(viewer: User, begun: str, *, post: Post | None = None) -> list[Profile]:
    """Whom an `@` may mean whose name begins so: by name, those of the post's talk first; at most eight."""
    found = Profile.objects.filter(user__is_active=True).exclude(user=viewer).exclude(user__in=hidden_authors(viewer))
    begun = name_key(begun)
    near: list[Profile] = []
    if post is not None:
        talking = Comment.objects.filter(post=post, state=Comment.State.PUBLISHED).values("author_id")
        here = found.filter(Q(user=post.author_id) | Q(user__in=talking), name_key__startswith=begun)
        near = list(here.order_by("name_key")[:SUGGESTED])
    if not begun or len(near) == SUGGESTED:
        return near
    others = found.filter(name_key__startswith=begun).exclude(pk__in=[row.pk for row in near])
    return near + list(others.order_by("name_key")[: SUGGESTED - len(near)])
