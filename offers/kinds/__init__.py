"""The kinds of product, one module each, found by `KEY`: for which state, which products suit, and what is shown.

A module has `KEY`, `STATE` (the state of a reading that it may follow), `TITLE`, `TEMPLATE` and
`suiting(need) -> list[dict]`: the products that pass every block, in the published order, as frozen snapshots of plain
JSON values. docs/offers.md says how to add one.
"""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import ModuleType

from offers.rules.alternatives import Movement
from offers.rules.blocks import CreditFacts


@dataclass(frozen=True, slots=True)
class Need:
    """What a reading asks for, and what the blocks know of the reader.

    amount_minor: the surplus or the shortfall. trough_with: the lowest expected balance in minor units once these
    movements are added, over so many days. reader: a stable text, so that ties rotate by reader and week.
    """

    today: dt.date
    amount_minor: int
    facts: CreditFacts
    lpr: Decimal
    trough_with: Callable[[Sequence[Movement], int], int]
    reader: str

    @property
    def week(self) -> str:
        year, week, _day = self.today.isocalendar()
        return f"{year}-{week}"


@cache
def kinds() -> dict[str, ModuleType]:
    """Every kind by key."""
    found: dict[str, ModuleType] = {}
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        assert module.KEY not in found, f"two kinds are called {module.KEY}"
        found[module.KEY] = module
    return found
