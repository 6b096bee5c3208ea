"""Places of the bar that other apps bring: they stand before 我的. An app registers its own in AppConfig.ready()."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """A place: `view` is what it opens, `views` the beginning of the names of all pages that lie in it."""

    key: str
    name: Any
    icon: str
    view: str
    views: str


_places: dict[str, Place] = {}


def register_place(place: Place) -> None:
    """Adds a place; a second one of the same key is a programmer's error."""
    if place.key in _places:
        raise ValueError(f"A place named {place.key} is registered already.")
    _places[place.key] = place


def registered_places() -> list[Place]:
    return list(_places.values())
