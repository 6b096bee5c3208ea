"""The balance path of a chunk of books, and what is read from it (docs/reading.md says it in prose).

Everything is arrays over n books; one book is a chunk of one. Amounts go in as float64 minor units, and
leave as int64 minor units, rounded once, halves away from zero. Day 0 is the close of the as-of day; days
run 1..H, inclusive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

HORIZONS = (30, 60, 90)
# Sums that a reader sees are whole hundreds of yuan; finer would claim a precision no forecast has.
STEP_MINOR = 10_000
# Books evaluated together: few enough that their paths stay in the processor's cache, many enough for numpy.
_BLOCK = 1024


@dataclass(frozen=True, slots=True)
class Calibration:
    """How much of the drift to believe (phi, 0..1) and how wide the band is (q), for one mode of reading."""

    phi: float
    q: float


LAUNCH = {"household": Calibration(0.0, 3.0), "business": Calibration(0.3, 2.2)}


@dataclass(frozen=True, slots=True)
class Books:
    """What is known of n books at day 0; every field has shape (n,).

    liquid: L0, the liquid accounts, minor. buffer: S, minor. drift: mu, what flows beside streams and
    plans, minor a day, signed. spread: sigma, minor by the square root of a day. phi, q: the calibration.
    monthly_net: the median monthly operating net of six months, minor.
    """

    liquid: Floats
    buffer: Floats
    drift: Floats
    spread: Floats
    phi: Floats
    q: Floats
    monthly_net: Floats

    def __len__(self) -> int:
        return len(self.liquid)


@dataclass(frozen=True, slots=True)
class Events:
    """Movements expected after day 0, as flat arrays of one length, in any order; several a day are added up.

    book: index 0..n-1 into the chunk. day: 1 or later (what is overdue or has no day is day 1). stream: the
    expected amount of a recurring stream (R), signed minor, 0 for others. planned: the expected amount of a
    one-off (X), that is amount x probability, signed minor, 0 for others. variance: minor squared. relief:
    true for a positive amount that lessens a payment of its own day (a bill put off) instead of arriving on
    it.
    """

    book: Ints
    day: Ints
    stream: Floats
    planned: Floats
    variance: Floats
    relief: Bools

    @classmethod
    def none(cls) -> Events:
        """No event at all."""
        return cls.of([])

    @classmethod
    def of(cls, rows: Sequence[tuple[int, int, float, float, float]], *, relief: bool = False) -> Events:
        """Events from rows of (book, day, stream, planned, variance)."""
        table = np.asarray(rows, dtype=np.float64).reshape(-1, 5)
        whole = table[:, :2].astype(np.int64)
        stream, planned, variance = table[:, 2], table[:, 3], table[:, 4]
        return cls(whole[:, 0], whole[:, 1], stream, planned, variance, np.full(len(table), relief))

    def and_also(self, other: Events) -> Events:
        """Both sets of events."""
        pairs = ((getattr(self, field.name), getattr(other, field.name)) for field in fields(self))
        return Events(*(np.concatenate(pair) for pair in pairs))


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is read over one horizon; every field but `horizon` has shape (n,).

    trough50, trough10: the lowest B50 and B10 on days 1..H. *_day: the first day at which it is as low.
    end50, end10: at the close of day H. negative50_day, negative10_day: the first day below zero, 0 for
    none. surplus, shortfall: floored and ceiled to hundreds of yuan. shortfall_day is negative50_day.
    watch, tight, timing_gap: bool, as defined (they may overlap; `states` puts them in order). All amounts
    int64 minor.
    """

    horizon: int
    trough50_minor: Ints
    trough50_day: Ints
    trough10_minor: Ints
    trough10_day: Ints
    end50_minor: Ints
    end10_minor: Ints
    negative50_day: Ints
    negative10_day: Ints
    surplus_minor: Ints
    shortfall_minor: Ints
    watch: Bools
    tight: Bools
    timing_gap: Bools

    @property
    def shortfall_day(self) -> Ints:
        return self.negative50_day


@dataclass(frozen=True, slots=True)
class Paths:
    """The closing balances that a chart draws, int64 minor, shape (n, H); column 0 is day 1."""

    b10_minor: Ints
    b50_minor: Ints
    b90_minor: Ints


def occurrence_variance(amount: Floats, sd: Floats, confidence: Floats) -> Floats:
    """v of one occurrence of a stream: sd^2 + conf (1 - conf) amount^2, in minor squared."""
    return sd * sd + confidence * (1 - confidence) * amount * amount


def planned_variance(amount: Floats, probability: Floats) -> Floats:
    """v of a one-off: p (1 - p) a^2, in minor squared, a being the whole amount."""
    return probability * (1 - probability) * amount * amount


def rounded(values: Floats) -> Ints:
    """Whole minor units, halves away from zero."""
    return np.trunc(values + np.copysign(0.5, values)).astype(np.int64)


class _Days:
    """The events of one block of books, by book and day: cumulated once, shared by every horizon."""

    def __init__(self, books: Books, events: Events, horizon: int) -> None:
        count = len(books)
        within = events.day <= horizon
        if not within.all():
            events = Events(*(getattr(events, field.name)[within] for field in fields(events)))
        cells = count * horizon
        cell = events.book * horizon + events.day - 1

        def by_day(weights: Floats) -> Floats:
            # Without any event numpy counts in integers.
            return np.bincount(cell, weights, minlength=cells).astype(np.float64, copy=False).reshape(count, horizon)

        amount = events.stream + events.planned
        self.stream = by_day(events.stream).cumsum(axis=1)
        self.level = by_day(amount).cumsum(axis=1)
        self.level += books.liquid[:, None]
        self.variance = by_day(events.variance).cumsum(axis=1)
        self.days = np.arange(1, horizon + 1, dtype=np.float64)
        self.variance += np.square(books.spread)[:, None] * self.days
        self.band = np.sqrt(self.variance)
        self.band *= books.q[:, None]
        # Within a day money goes out before it comes in: on a day that has an outflow, what comes in on it
        # is not yet there at the lowest moment.
        leaves = by_day((amount < 0).astype(np.float64)) > 0
        coming = (amount > 0) & ~events.relief
        arrives = by_day(np.where(coming, amount, 0.0))
        self.crossed = np.flatnonzero(leaves & (arrives > 0))
        self.not_yet = arrives.ravel()[self.crossed]
        # Nor is its uncertainty there.
        known = self.variance.ravel()[self.crossed] - by_day(events.variance * coming).ravel()[self.crossed]
        self.band_before = books.q[self.crossed // horizon] * np.sqrt(np.maximum(known, 0.0))

    def slope(self, books: Books, horizon: int) -> Floats:
        """What B50 gains a day besides events: (phi (R(H) + mu H) - R(H)) / H."""
        stream = self.stream[:, horizon - 1]
        return (books.phi * (stream + books.drift * horizon) - stream) / horizon


def _block(events: Events, starts: Ints, low: int, high: int) -> Events:
    begin, end = starts[low], starts[high]
    cut = Events(*(getattr(events, field.name)[begin:end] for field in fields(events)))
    return replace(cut, book=cut.book - low)


def _checked(books: Books, events: Events, horizons: Sequence[int]) -> Events:
    """The events in the order of their books; ValueError for what cannot be read."""
    if not horizons or min(horizons) < 1:
        raise ValueError("a horizon is one day or more")
    if any(len(getattr(books, field.name)) != len(books) for field in fields(books)):
        raise ValueError("every field of the books needs the same length")
    if len({len(getattr(events, field.name)) for field in fields(events)}) != 1:
        raise ValueError("every field of the events needs the same length")
    if len(events.book) == 0:
        return events
    if events.book.min() < 0 or events.book.max() >= len(books):
        raise ValueError("an event names a book outside the chunk")
    if events.day.min() < 1:
        raise ValueError("an event lies before day 1; what is overdue is expected on day 1")
    if np.any(np.diff(events.book) < 0):
        order = np.argsort(events.book, kind="stable")
        events = Events(*(getattr(events, field.name)[order] for field in fields(events)))
    return events


def forecast(books: Books, events: Events, *, horizons: Sequence[int] = HORIZONS) -> tuple[Outlook, ...]:
    """Reads every book of a chunk over each horizon; one Outlook for each, in the order given.

    B50(d) = L0 + X(d) + [R(d) - R(H) d/H] + phi (R(H) + mu H) d/H and B10(d) = B50(d) - q sqrt(sigma^2 d +
    V(d)), at the close of every day and, on days with an outflow, before that day's inflows. E26: 42,000.00
    -> trough50 37,644.85 and trough10 37,104.85 on day 9, surplus 31,100.

    Raises ValueError for a horizon below 1, fields of unequal length, an event before day 1 or outside the
    chunk.
    """
    events = _checked(books, events, horizons)
    longest = max(horizons)
    starts = np.searchsorted(events.book, np.arange(len(books) + 1))
    parts: list[list[Outlook]] = [[] for _ in horizons]
    # An empty chunk is one block of no books, so its outlooks have the right shape.
    for low in range(0, max(len(books), 1), _BLOCK):
        high = min(low + _BLOCK, len(books))
        block = Books(*(getattr(books, field.name)[low:high] for field in fields(books)))
        days = _Days(block, _block(events, starts, low, high), longest)
        for part, horizon in zip(parts, horizons, strict=True):
            part.append(_outlook(block, days, horizon))
    return tuple(_joined(part) for part in parts)


def _joined(parts: Sequence[Outlook]) -> Outlook:
    names = [field.name for field in fields(Outlook) if field.name != "horizon"]
    return Outlook(parts[0].horizon, *(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _closes(books: Books, days: _Days, horizon: int) -> Floats:
    return days.level[:, :horizon] + days.slope(books, horizon)[:, None] * days.days[:horizon]


def _lowest(lows: Floats) -> tuple[Ints, Ints, Ints]:
    """Lowest balance in whole minor units, the first day as low to half a unit, the first day below zero or
    0.
    """
    trough = lows.min(axis=1)
    day = (lows < (trough + 0.5)[:, None]).argmax(axis=1) + 1
    # Rounding is half away from zero, so a balance is below zero from half a unit on.
    below = trough <= -0.5
    first = np.zeros(len(lows), dtype=np.int64)
    if below.any():
        first[below] = (lows[below] <= -0.5).argmax(axis=1) + 1
    return rounded(trough), day.astype(np.int64), first


def _outlook(books: Books, days: _Days, horizon: int) -> Outlook:
    lows = _closes(books, days, horizon)
    lows10 = lows - days.band[:, :horizon]
    end50, end10 = rounded(lows[:, -1]), rounded(lows10[:, -1])
    if len(days.crossed):
        book, day = np.divmod(days.crossed, len(days.days))
        inside = day < horizon
        before = (book[inside], day[inside])
        lows[before] -= days.not_yet[inside]
        lows10[before] = np.minimum(lows10[before], lows[before] - days.band_before[inside])
    trough50, trough50_day, negative50 = _lowest(lows)
    trough10, trough10_day, negative10 = _lowest(lows10)
    buffer = rounded(books.buffer)
    surplus = np.maximum(0, trough10 - buffer) // STEP_MINOR * STEP_MINOR
    shortfall = -(np.minimum(0, trough50) // STEP_MINOR) * STEP_MINOR
    return Outlook(
        horizon=horizon,
        trough50_minor=trough50,
        trough50_day=trough50_day,
        trough10_minor=trough10,
        trough10_day=trough10_day,
        end50_minor=end50,
        end10_minor=end10,
        negative50_day=negative50,
        negative10_day=negative10,
        surplus_minor=surplus,
        shortfall_minor=shortfall,
        watch=(trough10 < 0) & (trough50 >= 0),
        tight=(trough50 >= 0) & (trough50 < buffer) & (surplus == 0),
        timing_gap=(shortfall > 0) & (end50 >= 0) & (books.monthly_net >= 0),
    )


def balance_paths(books: Books, events: Events, *, horizon: int = 30) -> Paths:
    """The closing balances of every day, for charts; P90 mirrors P10 about P50. Raises as `forecast` does.

    A trough before a day's inflows may lie below the closes drawn here; the day it names is the same.
    """
    events = _checked(books, events, (horizon,))
    days = _Days(books, events, horizon)
    middle = _closes(books, days, horizon)
    return Paths(rounded(middle - days.band), rounded(middle), rounded(middle + days.band))


def surplus_beside(surplus_minor: int, other_lacks_minor: Sequence[int]) -> int:
    """A surplus after what the same owner's other books lack (their shortfall or watch amounts), 0 at
    least.
    """
    left = max(0, surplus_minor - sum(max(0, lack) for lack in other_lacks_minor))
    return left // STEP_MINOR * STEP_MINOR
