"""Whether a movement that a person told of is among those found in the entries, so that it is counted once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

_DAYS_APART = 4
_ALONE_SHARE = 0.25
_TOGETHER_SHARE = 0.05
_MOST_PARTS = 3
_MONTH = 31


@dataclass(frozen=True, slots=True)
class Regular:
    """A recurring movement: signed minor amount, `recurrence.Cadence`, day of the month (0 for weekly ones)."""

    amount_minor: int
    cadence: int
    anchor: int


def _near(told: Regular, found: Regular) -> bool:
    """Same direction and cadence, and days of the month no further apart than a weekend shift and a holiday."""
    if found.cadence != told.cadence or (found.amount_minor > 0) != (told.amount_minor > 0):
        return False
    apart = abs(told.anchor - found.anchor)
    return min(apart, _MONTH - apart) <= _DAYS_APART


def parts_found(told: Regular, found: Sequence[Regular]) -> tuple[int, ...]:
    """The places in `found` that are together what was told; empty where the entries do not show it.

    One movement within a quarter of the amount, the nearest first; else up to three that add up to it within a
    twentieth, as principal and interest of a mortgage do: told -2,996 on the 20th, found -1,650 and -1,346 -> both.
    """
    near = [place for place, one in enumerate(found) if _near(told, one)]
    wanted = abs(told.amount_minor)

    def gap(places: Sequence[int]) -> int:
        return abs(abs(sum(found[place].amount_minor for place in places)) - wanted)

    for count in range(1, _MOST_PARTS + 1):
        share = _ALONE_SHARE if count == 1 else _TOGETHER_SHARE
        fitting = [places for places in combinations(near, count) if gap(places) <= share * wanted]
        if fitting:
            return min(fitting, key=gap)
    return ()
