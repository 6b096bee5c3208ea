"""What may be said of a book at all, and how sure: depth, freshness, balances, and the record of past
forecasts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """What may be said: nothing, descriptions without a forecast, or signals (surplus, tight, watch,
    shortfall).
    """

    NOTHING = 0
    DESCRIPTIVE = 1
    SIGNAL = 2


SIGNAL_MODES = ("household", "business")
CREDIT_DAYS = 180


@dataclass(frozen=True, slots=True)
class GateFacts:
    """What the gates look at, as of one day.

    mode: the book's reading mode. days: from the first entry to now. entries: how many. active_weeks: of
    the last 12. weeks: full weeks of data. idle_days: since the last entry. anchor_days: since the liquid
    balances were last confirmed, None for never. base_share: share of flow in the book's currency, 0..1,
    which must be CNY (`is_cny`). coverage: share of past troughs within the band for books like this one,
    0..1, None where not measured yet. liquid_minor: L0. has_income: whether any income was recorded in the
    last 90 days. adjusted_minor: sum of adjustments of 30 days. spending_minor: E. closed: archived or
    deleted.
    """

    mode: str
    days: int
    entries: int
    active_weeks: int
    weeks: int
    idle_days: int
    anchor_days: int | None
    base_share: float
    is_cny: bool
    coverage: float | None
    liquid_minor: int
    has_income: bool
    adjusted_minor: int
    spending_minor: int
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Gate:
    """What passed. `missing` are codes of what would unlock the next level, the first the most useful.

    confidence: 3 (an amount, products), 2 (a range, free advice only), 1 (only what is missing), 0 below
    SIGNAL. levels: whether balances may be named; without confirmed balances only the trend of flows is.
    credit: whether the book is deep enough for credit to be considered at all.
    """

    level: Level
    confidence: int
    levels: bool
    credit: bool
    missing: tuple[str, ...]


def _graded(value: float | None, high: float, medium: float) -> int:
    if value is None or value > medium:
        return 1
    return 3 if value <= high else 2


def confidence(facts: GateFacts) -> int:
    """The least of depth (26+ / 13+ weeks), freshness (3 / 10 days), balances (14 / 45 days) and coverage,
    as 3, 2, 1.

    Coverage is 3 within 87-93 %, 2 within 80-97 % or not measured yet, else 1. Adjustments above 20 % of E
    in 30 days take one more away.
    """
    depth = 3 if facts.weeks >= 26 else 2 if facts.weeks >= 13 else 1
    freshness = _graded(facts.idle_days, 3, 10)
    anchor = _graded(facts.anchor_days, 14, 45)
    coverage = 2
    if facts.coverage is not None:
        coverage = 3 if 0.87 <= facts.coverage <= 0.93 else 2 if 0.80 <= facts.coverage <= 0.97 else 1
    least = min(depth, freshness, anchor, coverage)
    unexplained = 5 * facts.adjusted_minor > facts.spending_minor and facts.adjusted_minor > 0
    return max(1, least - unexplained)


def gate(facts: GateFacts) -> Gate:
    """What may be said of a book.

    Nothing below 30 days or 20 entries, or when it is closed, or in a mode that has no reading (project,
    cost). Signals from 90 days, 60 entries, 8 active weeks of 12, an entry within 10 days, balances
    confirmed within 45 days, 90 % of flow in CNY, balances not below zero, and income seen: spending
    without income is a gap in the book, not in the purse. Between them, descriptions. Credit needs 180 days
    besides.
    """
    if facts.closed:
        return Gate(Level.NOTHING, 0, False, False, ("closed",))
    if facts.mode in ("project", "cost"):
        return Gate(Level.NOTHING, 0, False, False, ("mode",))
    levels = facts.anchor_days is not None
    if facts.days < 30 or facts.entries < 20:
        missing = _failing((("days", facts.days >= 30), ("entries", facts.entries >= 20)))
        return Gate(Level.NOTHING, 0, levels, False, missing)
    missing = _failing(
        (
            ("income", facts.has_income),
            ("balances", facts.anchor_days is not None and facts.anchor_days <= 45),
            ("negative_balance", not levels or facts.liquid_minor >= 0),
            ("recent_entries", facts.idle_days <= 10),
            ("active_weeks", facts.active_weeks >= 8),
            ("days", facts.days >= 90),
            ("entries", facts.entries >= 60),
            ("currency", facts.is_cny and facts.base_share >= 0.9),
            ("mode", facts.mode in SIGNAL_MODES),
        )
    )
    if missing:
        return Gate(Level.DESCRIPTIVE, 0, levels, False, missing)
    return Gate(Level.SIGNAL, confidence(facts), True, facts.days >= CREDIT_DAYS, ())


def _failing(checks: tuple[tuple[str, bool], ...]) -> tuple[str, ...]:
    return tuple(code for code, passed in checks if not passed)


def shown_range_minor(amount_minor: int, step_minor: int = 100_000) -> tuple[int, int]:
    """The range said at confidence 2: the whole thousands of yuan around an amount (31,100 -> 31,000 to
    32,000).
    """
    low = amount_minor // step_minor * step_minor
    return low, low if low == amount_minor else low + step_minor
