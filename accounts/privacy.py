"""What the apps above this one keep of a person: how it is taken along, and what becomes of it when they leave.

An app registers in its AppConfig.ready(); this one knows none of them.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from zipfile import ZipFile


@dataclass(frozen=True, slots=True)
class Fate:
    """What will become of one thing when its person leaves. `key` names it, `title` and `sentence` tell the person.

    Where somebody has to take it over, `choices` has who may, as (value, name), the first one by default.
    """

    key: str
    title: str
    sentence: str
    choices: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Keeper:
    """An app that keeps something of people.

    `take_along(user, archive, now)` writes files into the archive; `fates(user)` says what leaving means;
    `forget(user, choices)` does it, with what the person chose by the key of the fate, and is safe to run twice.
    """

    key: str
    take_along: Callable[[Any, ZipFile, dt.datetime], None] | None = None
    fates: Callable[[Any], list[Fate]] | None = None
    forget: Callable[[Any, Mapping[str, str]], None] | None = None


_keepers: dict[str, Keeper] = {}


def register_keeper(keeper: Keeper) -> None:
    """Adds an app; a second one of the same key is a programmer's error."""
    if keeper.key in _keepers:
        raise ValueError(f"A keeper named {keeper.key} is registered already.")
    _keepers[keeper.key] = keeper


def keepers() -> list[Keeper]:
    return list(_keepers.values())


def fates_of(user: Any) -> list[Fate]:
    """What leaving means for everything that any app keeps of a person."""
    return [fate for keeper in keepers() if keeper.fates for fate in keeper.fates(user)]


# What a job that a page shows says about itself, as codes: no names and no amounts. `reasons(user, job)` of each app.
_reasons: list[Callable[[Any, UUID], list[str]]] = []


def register_reasons(reasons: Callable[[Any, UUID], list[str]]) -> None:
    _reasons.append(reasons)


def reasons_of_job(user: Any, job: UUID) -> list[str]:
    """The codes that the apps know for a job of this person; none for anybody else's."""
    return [reason for reasons in _reasons for reason in reasons(user, job)]
