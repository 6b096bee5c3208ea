"""Numbers that other apps contribute to what staff see: the list of users, and the dashboard. Counts, never amounts.

An app above this one registers in its AppConfig.ready(); this one knows none of them.
"""

import datetime as dt
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


@dataclass(frozen=True, slots=True)
class Count:
    """One number with its name, and the page of the admin that lists what was counted, where there is one."""

    label: Any
    n: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class StaffBoard:
    """A block of the staff's dashboard. `counts` takes the time; `permission` says who of the staff may see it."""

    key: str
    title: Any
    permission: str
    counts: Callable[[dt.datetime], list[Count]]


_boards: dict[str, StaffBoard] = {}


def register_staff_board(board: StaffBoard) -> None:
    """Adds a block; a second one of the same key is a programmer's error."""
    if board.key in _boards:
        raise ValueError(f"A board named {board.key} is registered already.")
    _boards[board.key] = board


def staff_boards() -> list[StaffBoard]:
    return list(_boards.values())
