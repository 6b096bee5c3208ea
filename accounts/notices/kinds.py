"""What people can be told: each app registers its kinds in AppConfig.ready(), and accounts knows none of them."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.models import Channel, NoticeSettings, User

SENT = frozenset({Channel.EMAIL, Channel.PUSH, Channel.ROBOT})

Facts = Mapping[str, Any]
Sentence = Callable[[Facts, bool], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice.

    `sentence` has `%(name)s` places for the facts, or is called with the facts and whether amounts may be named.
    `channels` are on by default, and of `offered` a person may choose. `asks` stands first until it was opened; `shelf`
    puts it on the shelf, where nothing else there says it. `urgent` minds no quiet hours. What could not be sent
    within `expires` is not sent any more. `still(user, books)` says of which books the person may still be told:
    whoever left, or may see less than before, is not shown what was said.
    """

    key: str
    title: Any
    sentence: Any | Sentence
    help: Any = ""
    icon: str = "bell"
    channels: frozenset[str] = frozenset({Channel.PAGE})
    offered: frozenset[str] = frozenset({Channel.PAGE, *SENT})
    asks: bool = False
    shelf: bool = False
    urgent: bool = False
    expires: dt.timedelta = dt.timedelta(hours=24)
    still: Callable[[User, Collection[UUID]], Collection[UUID]] | None = None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Adds a kind; a second one of the same key is a programmer's error."""
    if kind.key in _kinds:
        raise ValueError(f"A kind of notice named {kind.key} is registered already.")
    _kinds[kind.key] = kind


def all_kinds() -> list[Kind]:
    return list(_kinds.values())


def kind_of(key: str) -> Kind | None:
    """The kind of this key; None for one that this version no longer knows."""
    return _kinds.get(key)


def registered_kind(key: str) -> Kind:
    """The kind of this key. Raises KeyError for one that nobody registered, which is a programmer's error."""
    return _kinds[key]


class _Known(dict[str, Any]):
    """Rows of an earlier version may lack a fact that the wording of today names."""

    def __missing__(self, key: str) -> str:
        return "…"


def sentence_of(kind: Kind, facts: Facts, *, amounts: bool = True) -> str:
    """What is said, in the language that is active now; without amounts where they are not to be named."""
    if callable(kind.sentence):
        return str(kind.sentence(_Known(facts), amounts))
    return str(kind.sentence) % _Known(facts)


def channels_of(kind: Kind, chosen: NoticeSettings | None) -> frozenset[str]:
    """The channels of a kind that a person has on."""
    own = chosen.channels.get(kind.key) if chosen else None
    return (kind.channels if own is None else frozenset(own)) & kind.offered
