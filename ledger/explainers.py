"""Where something that a page says is explained. An app above this one registers; this one knows none of them."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explainer:
    """A page that explains a topic, with its title in the reader's language."""

    title: str
    url: str


_finders: list[Callable[[str], Explainer | None]] = []


def register_explainers(find: Callable[[str], Explainer | None]) -> None:
    """Adds somebody who may know a page for a topic such as `reading.likely`, and answers None where there is none."""
    if find not in _finders:
        _finders.append(find)


def explainer_of(topic: str) -> Explainer | None:
    """The first page that anybody knows for a topic."""
    return next((found for find in _finders if (found := find(topic)) is not None), None)
