"""Which movements come again: streams found in past hits, and the days on which they are next expected.

Arrays over k keys (a key is what makes hits alike: direction, then counterparty, note, or category and
account), so a chunk of books is one call. Days are datetime64[D], amounts float64 minor units, signed (in >
0, out < 0).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from offers.rules.history import medians

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Days = NDArray[np.datetime64]

HITS_KEPT = 40
CONFIDENT = 0.6
_DEPTH_HITS = 6
_MAD_TO_SD = 1.4826
_AMOUNT_TOLERANCE = 0.35
_GAP_SLACK_DAYS = 1.5
_LATE_CADENCES = 1.5
_SCORED_HITS = 6
_LEVEL_HITS = 3
_LEVEL_TOLERANCE = 0.02


class Cadence(IntEnum):
    """How often a stream comes; 0 is no stream."""

    NONE = 0
    WEEKLY = 1
    BIWEEKLY = 2
    MONTHLY = 3
    QUARTERLY = 4
    YEARLY = 5


# By cadence: usual gap in days, tolerance of its median, fewest hits, months (0 for those counted in days).
_GAP = np.array([0.0, 7.0, 14.0, 30.4, 91.0, 365.0])
_TOLERANCE = np.array([0.0, 1.0, 2.0, 3.0, 6.0, 15.0])
_FEWEST = np.array([0, 3, 3, 3, 3, 2])
_MONTHS = np.array([0, 0, 0, 1, 3, 12])
# By cadence: how many of a stream's movements fall into a month, on average.
TIMES_A_MONTH = np.array([0, 52 / 12, 26 / 12, 1, 1 / 3, 1 / 12])


@dataclass(frozen=True, slots=True)
class Streams:
    """What was found for k keys; every field has shape (k,).

    cadence: `Cadence` (NONE where nothing recurs). confidence: 0..1, used from CONFIDENT on. amount, sd:
    the median and 1.4826 MAD, of the newest level where there is one, minor, amount signed. gap: median gap
    in days. hits: how many were looked at. last: the last hit. anchor: day of the month 1..31 for cadences
    by month, else 0. shifts: whether a day on a weekend moves, to the Friday before for income and to the
    Monday after for payments.
    """

    cadence: Ints
    confidence: Floats
    amount: Floats
    sd: Floats
    gap: Floats
    hits: Ints
    last: Days
    anchor: Ints
    shifts: NDArray[np.bool_]

    @property
    def usable(self) -> NDArray[np.bool_]:
        return (self.cadence != Cadence.NONE) & (self.confidence >= CONFIDENT)


def streams(days: Days, amounts: Floats, *, as_of: date) -> Streams:
    """Finds the streams among k keys.

    `days` and `amounts` have shape (k, w): the hits of a key in time order, one a day (add up those of one
    day first), at most the last 40, followed by NaT and NaN. A hit after `as_of` must not be passed.

    The median gap names the cadence (weekly 7 +- 1, biweekly 14 +- 2, monthly 30.4 +- 3, quarterly 91 +- 6,
    yearly 365 +- 15); three hits are needed, two for yearly; the last hit may be 1.5 cadences old.
    Confidence is .5 x the share of gaps within tolerance + 1.5 days, + .3 x (1 - min(1, MAD / |median| /
    .35)), + .2 x min(1, n / 6). Where the last three hits agree within a fiftieth and lie further than that
    from the median of all, they are a new level (a rent that went up, a mortgage at another rate) and give
    amount and sd alone. E33: days 5, 36, 64, 95, 125, 156 with -3,200 x 4, -3,300 x 2 -> monthly,
    -3,200, sd 0, confidence 1.0; days 3, 20, 51, 58 -> median gap 17, no stream.
    """
    known = ~np.isnat(days)
    hits = known.sum(axis=1)
    number = days.astype("datetime64[D]").astype(np.int64)
    gaps = np.where(known[:, 1:], np.diff(number, axis=1).astype(np.float64), np.nan)
    if gaps.shape[1] == 0:
        gaps = np.full((len(days), 1), np.nan)
    gap = medians(gaps)
    amount = medians(amounts)
    mad = medians(np.abs(amounts - amount[:, None]))
    amount, mad = _newest_level(amounts, hits, amount, mad)

    near = np.abs(gap[:, None] - _GAP[1:]) <= _TOLERANCE[1:]
    cadence = np.where(near.any(axis=1), near.argmax(axis=1) + 1, 0)
    rows = np.arange(len(days))
    last = days[rows, np.maximum(hits - 1, 0)]
    age = (np.datetime64(as_of, "D") - last).astype(np.float64)
    age[hits == 0] = np.inf
    alive = (hits >= _FEWEST[cadence]) & (age <= _LATE_CADENCES * _GAP[cadence])
    cadence = np.where(alive, cadence, 0)

    close = np.abs(gaps - _GAP[cadence][:, None]) <= (_TOLERANCE[cadence] + _GAP_SLACK_DAYS)[:, None]
    regular = close.sum(axis=1) / np.maximum(hits - 1, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        wobble = np.where(mad > 0, mad / np.abs(amount) / _AMOUNT_TOLERANCE, 0.0)
    confidence = 0.5 * regular + 0.3 * (1 - np.minimum(1, wobble)) + 0.2 * np.minimum(1, hits / _DEPTH_HITS)
    confidence = np.where(cadence > 0, confidence, 0.0)

    anchor, shifts = np.zeros(len(days), dtype=np.int64), np.zeros(len(days), dtype=bool)
    monthly = np.flatnonzero(_MONTHS[cadence] > 0)
    if len(monthly):
        anchor[monthly], shifts[monthly] = _anchors(days[monthly], hits[monthly], amount[monthly] > 0)
    return Streams(
        cadence, confidence, amount, _MAD_TO_SD * mad, gap, hits, last.astype("datetime64[D]"), anchor, shifts
    )


def _newest_level(amounts: Floats, hits: Ints, usual: Floats, mad: Floats) -> tuple[Floats, Floats]:
    """Median and MAD of the last three hits where these are a new level, else those of all."""
    place = hits[:, None] - 1 - np.arange(_LEVEL_HITS)
    recent = np.take_along_axis(amounts, np.maximum(place, 0), axis=1)
    level = medians(recent)
    away = np.abs(recent - level[:, None])
    steady = (hits > _LEVEL_HITS) & (away.max(axis=1) <= _LEVEL_TOLERANCE * np.abs(level))
    moved = steady & (np.abs(level - usual) > _LEVEL_TOLERANCE * np.abs(usual))
    return np.where(moved, level, usual), np.where(moved, medians(away), mad)


def _weekday(days: Days) -> Ints:
    """Monday 0 .. Sunday 6; 1970-01-01 was a Thursday."""
    return (days.astype(np.int64) + 3) % 7


def _in_month(months: NDArray[np.datetime64], anchor: Ints) -> Days:
    """The anchor day of each month, clamped to the month's end."""
    first = months.astype("datetime64[D]")
    length = ((months + 1).astype("datetime64[D]") - first).astype(np.int64)
    return first + (np.minimum(anchor, length) - 1)


def _off_weekend(days: Days, earlier: NDArray[np.bool_]) -> Days:
    """Saturday and Sunday moved to the Friday before (`earlier`) or the Monday after. Public holidays do
    not move.
    """
    weekday = _weekday(days)
    past_friday = np.maximum(weekday - 4, 0)
    to_monday = np.where(weekday >= 5, 7 - weekday, 0)
    return days + np.where(earlier, -past_friday, to_monday)


def _anchors(days: Days, hits: Ints, income: NDArray[np.bool_]) -> tuple[Ints, NDArray[np.bool_]]:
    """The day of the month that explains the last hits best, and whether it moves off weekends.

    A hit is explained by a candidate day where it lies on it exactly, after clamping and perhaps a weekend
    shift; among equals the nearest in days wins, then the latest, so 28, 30, 31 at months' ends mean the
    31st. A stream that ever fell on a weekend does not shift.
    """
    back = np.arange(_SCORED_HITS)
    place = hits[:, None] - 1 - back
    seen = place >= 0
    recent = np.take_along_axis(days, np.maximum(place, 0), axis=1).astype("datetime64[D]")
    shifts = ~np.any(seen & (_weekday(recent) >= 5), axis=1)

    # Streams share their days, so the distances are worked out once a day: plain, moved earlier, moved later.
    day, which = np.unique(recent, return_inverse=True)
    away = np.stack(_distances(day))
    manner = np.where(shifts, np.where(income, 1, 2), 0)
    away = away[manner[:, None], which.reshape(recent.shape)]
    away = np.where(seen[:, :, None], away, 0)
    exact = np.sum((away == 0) & seen[:, :, None], axis=1)
    score = exact * 1000 - away.sum(axis=1)
    anchor = 31 - score[:, ::-1].argmax(axis=1)
    return anchor, shifts


def _distances(days: Days) -> tuple[Ints, Ints, Ints]:
    """Days to the nearest due day for anchors 1..31, shape (days, 31): plain, weekends moved earlier, moved
    later.
    """
    anchors = np.arange(1, 32)
    months = days.astype("datetime64[M]")[:, None, None] + np.array([-1, 0, 1])[:, None]
    shape = (len(days), 3, len(anchors))
    due = _in_month(np.broadcast_to(months, shape), np.broadcast_to(anchors, shape))

    def nearest(due: Days) -> Ints:
        return np.abs((due - days[:, None, None]).astype(np.int64)).min(axis=1)

    every = np.ones(shape, dtype=bool)
    return nearest(due), nearest(_off_weekend(due, every)), nearest(_off_weekend(due, ~every))


def stream(hits: Sequence[tuple[date, int]], *, as_of: date) -> Streams:
    """`streams` for one key from plain (day, signed minor amount) hits in any order; those of one day are
    added up.
    """
    by_day: dict[date, int] = {}
    for day, amount_minor in hits:
        by_day[day] = by_day.get(day, 0) + amount_minor
    ordered = sorted(by_day.items())[-HITS_KEPT:]
    days = np.array([[day for day, _ in ordered]], dtype="datetime64[D]").reshape(1, -1)
    amounts = np.array([[amount for _, amount in ordered]], dtype=np.float64).reshape(1, -1)
    if not ordered:
        days, amounts = np.full((1, 1), np.datetime64("NaT", "D")), np.full((1, 1), np.nan)
    return streams(days, amounts, as_of=as_of)


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Expected occurrences, flat, by stream and day: `row` is the index into the streams, `day` is
    1..horizon.
    """

    row: Ints
    day: Ints


def occurrences(
    cadence: Ints,
    last: Days,
    anchor: Ints,
    shifts: NDArray[np.bool_],
    income: NDArray[np.bool_],
    *,
    as_of: date,
    horizon: int,
) -> Occurrences:
    """The days after `as_of`, within the horizon (inclusive), on which streams are expected; arrays of
    shape (k,).

    By weeks: last + 7 or 14 days and so on. By months: the anchor day of every 1, 3 or 12 months counted
    from the last hit, clamped to the month's end and moved off weekends where it shifts. An occurrence that
    should have come already is not expected again on top of the next.
    """
    today = np.datetime64(as_of, "D")
    rows, found = [], []

    def keep(index: Ints, days: Days) -> None:
        offset = (days - today).astype(np.int64)
        within = (offset >= 1) & (offset <= horizon)
        rows.append(np.broadcast_to(index[:, None], offset.shape)[within])
        found.append(offset[within])

    by_days = np.flatnonzero((cadence > 0) & (_MONTHS[cadence] == 0))
    if len(by_days):
        step = _GAP[cadence[by_days]].astype(np.int64)[:, None]
        passed = (today - last[by_days]).astype(np.int64)[:, None]
        first = np.maximum(passed // step + 1, 1)
        times = first + np.arange(horizon // 7 + 1)
        keep(by_days, last[by_days][:, None] + times * step)

    by_months = np.flatnonzero(_MONTHS[cadence] > 0)
    if len(by_months):
        step = _MONTHS[cadence[by_months]][:, None]
        # The last hit may have been moved over a month's border; its own month is the one whose due day is
        # nearest.
        month = _nearest_month(last[by_months], anchor[by_months])
        now = np.datetime64(as_of, "M")
        behind = np.maximum((now - month).astype(np.int64)[:, None], 0)
        # A payment due on last month's closing weekend moves into this month, so looking starts a step early.
        times = np.maximum(behind // step - 1, 1) + np.arange(horizon // 28 + 4)
        months = month[:, None] + times * step
        due = _in_month(months, np.broadcast_to(anchor[by_months][:, None], months.shape))
        moved = _off_weekend(due, np.broadcast_to(income[by_months][:, None], due.shape))
        keep(by_months, np.where(shifts[by_months][:, None], moved, due))

    if not rows:
        return Occurrences(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    row, day = np.concatenate(rows), np.concatenate(found)
    order = np.lexsort((day, row))
    return Occurrences(row[order].astype(np.int64), day[order])


def _nearest_month(last: Days, anchor: Ints) -> NDArray[np.datetime64]:
    own = last.astype("datetime64[M]")
    months = own[:, None] + np.array([0, -1, 1])
    due = _in_month(months, np.broadcast_to(anchor[:, None], months.shape))
    away = np.abs((due - last[:, None]).astype(np.int64))
    return months[np.arange(len(last)), away.argmin(axis=1)]


def due_day(as_of: date, day_of_month: int | None) -> int:
    """Days from `as_of` to the next due day of a card or pay-later account, clamped to a month's end; 1
    where unknown.

    A due day that falls on `as_of` is over at its close, so the next one counts: 5th seen from 22 November
    -> 13.
    """
    if day_of_month is None:
        return 1
    months = np.datetime64(as_of, "M") + np.arange(2)
    due = _in_month(months, np.full(2, day_of_month, dtype=np.int64))
    offsets = (due - np.datetime64(as_of, "D")).astype(np.int64)
    return int(offsets[offsets >= 1][0])
