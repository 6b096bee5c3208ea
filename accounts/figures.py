"""Numbers about people that other apps contribute to the staff's list of users: counts only, never amounts.

An app above this one registers in its AppConfig.ready(); this one knows none of them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class UserFigure:
    """`count_by_user` takes user ids and gives a number for those that have one, in one query."""

    key: str
    label: Any
    count_by_user: Callable[[Iterable[int]], dict[int, int]]


_figures: dict[str, UserFigure] = {}


def register_user_figure(figure: UserFigure) -> None:
    """Adds a column; a second one of the same key is a programmer's error."""
    if figure.key in _figures:
        raise ValueError(f"A figure named {figure.key} is registered already.")
    _figures[figure.key] = figure


def user_figures() -> list[UserFigure]:
    return list(_figures.values())
