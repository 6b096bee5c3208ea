"""The balance path of one book, day by day in plain Python: slow, and near enough to the prose to be read
against it.

The oracle of the property test and the baseline of the benchmark; nothing in the product uses it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class NaiveEvent:
    day: int
    stream: float = 0.0
    planned: float = 0.0
    variance: float = 0.0
    relief: bool = False


@dataclass(frozen=True)
class NaiveBook:
    liquid: float
    buffer: float
    drift: float
    spread: float
    phi: float
    q: float
    monthly_net: float


@dataclass(frozen=True)
class NaiveReading:
    """Unrounded troughs and ends; the rest as a person would work it out from the rounded ones."""

    trough50: float
    trough10: float
    end50: float
    end10: float
    negative50_day: int
    surplus_minor: int
    shortfall_minor: int
    watch: bool
    tight: bool
    timing_gap: bool
    lows50: tuple[float, ...]
    lows10: tuple[float, ...]


def half_up(value: float) -> int:
    whole = math.floor(abs(value) + 0.5)
    return whole if value >= 0 else -whole


def read(book: NaiveBook, events: list[NaiveEvent], horizon: int) -> NaiveReading:
    def stream_until(day: int) -> float:
        return sum(event.stream for event in events if event.day <= day)

    all_streams = stream_until(horizon)
    lows50, lows10 = [], []
    close50 = close10 = 0.0
    for day in range(1, horizon + 1):
        part = day / horizon
        planned = sum(event.planned for event in events if event.day <= day)
        timing = stream_until(day) - all_streams * part
        drift = book.phi * (all_streams + book.drift * horizon) * part
        close50 = book.liquid + planned + timing + drift
        variance = book.spread**2 * day + sum(event.variance for event in events if event.day <= day)
        band = book.q * math.sqrt(variance)
        close10 = close50 - band
        today = [event for event in events if event.day == day]
        low, before = close50, variance
        if any(event.stream + event.planned < 0 for event in today):
            for event in today:
                amount = event.stream + event.planned
                if amount > 0 and not event.relief:
                    low -= amount
                    before -= event.variance
        lows50.append(low)
        # Before the day's inflows neither they nor their uncertainty count; either moment may be the lower one.
        lows10.append(min(close10, low - book.q * math.sqrt(max(0.0, before))))
    trough50, trough10 = half_up(min(lows50)), half_up(min(lows10))
    buffer = half_up(book.buffer)
    surplus = max(0, trough10 - buffer) // 10_000 * 10_000
    shortfall = -(min(0, trough50) // 10_000) * 10_000
    return NaiveReading(
        trough50=min(lows50),
        trough10=min(lows10),
        end50=close50,
        end10=close10,
        negative50_day=next((day for day, low in enumerate(lows50, 1) if half_up(low) < 0), 0),
        surplus_minor=surplus,
        shortfall_minor=shortfall,
        watch=trough10 < 0 <= trough50,
        tight=0 <= trough50 < buffer and surplus == 0,
        timing_gap=shortfall > 0 and half_up(close50) >= 0 and book.monthly_net >= 0,
        lows50=tuple(lows50),
        lows10=tuple(lows10),
    )
