"""What the past months and weeks of a chunk of books say: drift, spread, usual months, buffer.

Arrays over n books in float64 minor units; NaN marks a week or month without data.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

WEEKS = 26
MONTHS = 6
_CLIP_SD = 3.0
_ONE_OFF_MADS = 4.0
LEAST_HOUSEHOLD_BUFFER_MINOR = 100_000
# The median small firm holds cash for 27 days of outflow (JPMorgan Chase Institute, 597,000 firms).
BUSINESS_BUFFER_DAYS = 27


def _count(values: Floats) -> NDArray[np.int64]:
    return np.sum(~np.isnan(values), axis=-1)


def _mean_sd(values: Floats) -> tuple[Floats, Floats]:
    """Mean and sample standard deviation along the last axis, NaN left out; 0 where there are too few
    values.
    """
    count = _count(values)
    mean = np.nansum(values, axis=-1) / np.maximum(count, 1)
    squares = np.nansum(np.square(values - mean[..., None]), axis=-1)
    return mean, np.sqrt(squares / np.maximum(count - 1, 1))


def medians(values: Floats) -> Floats:
    """The median along the last axis without NaN; 0 where a row holds nothing else. Shape (..., k) ->
    (...).
    """
    ordered = np.sort(values, axis=-1)
    count = _count(values)
    low = np.maximum(count - 1, 0) // 2
    high = np.minimum(count // 2, values.shape[-1] - 1)
    pick = np.take_along_axis(ordered, np.stack([low, high], axis=-1), axis=-1).mean(axis=-1)
    return np.where(count > 0, pick, 0.0)


def weekly_drift(weeks: Floats) -> tuple[Floats, Floats]:
    """mu and sigma from the weekly residual nets of the last 26 weeks, shape (n, weeks).

    Each week is first clipped to mean +- 3 sample standard deviations; then mean / 7 (minor a day) and
    standard deviation / sqrt 7 (minor by the square root of a day). A book with one week has a spread of 0.
    """
    mean, sd = _mean_sd(weeks)
    low, high = (mean - _CLIP_SD * sd)[:, None], (mean + _CLIP_SD * sd)[:, None]
    mean, sd = _mean_sd(np.clip(weeks, low, high))
    return mean / 7, sd / np.sqrt(7.0)


def group_medians(values: Floats, group: NDArray[np.int64]) -> Floats:
    """The median of each group; `group` names the groups 0, 1, 2, ... of the values, and none is empty."""
    ordered = values[np.lexsort((values, group))]
    count = np.bincount(group)
    start = np.cumsum(count) - count
    return (ordered[start + (count - 1) // 2] + ordered[start + count // 2]) / 2


def one_off_limits(amounts: Floats, group: NDArray[np.int64]) -> Floats:
    """The amount of each group above which spending is a one-off: median + 4 MAD; groups as in `group_medians`."""
    middle = group_medians(amounts, group)
    return middle + _ONE_OFF_MADS * group_medians(np.abs(amounts - middle[group]), group)


def structural(nets: Floats, income: Floats) -> Bools:
    """Whether spending keeps exceeding income: a net below -2 % of I in at least 4 of the last 6 months.

    `nets` is the monthly operating net, shape (n, 6); `income` is I, the median monthly operating income,
    shape (n,). Months without data do not count.
    """
    deficits = np.nan_to_num(nets, nan=0.0) < (-0.02 * income)[:, None]
    known = ~np.isnan(nets)
    return np.sum(deficits & known, axis=1) >= 4


def household_buffer(spending: Floats, chosen: Floats | None = None) -> Floats:
    """S of a household: a month's spending E, 1,000 yuan at least; the owner's choice (NaN for none) may
    raise it.

    A choice below half of what is reckoned is lifted to that half. Minor units, shape (n,).
    """
    return _chosen(np.maximum(LEAST_HOUSEHOLD_BUFFER_MINOR, spending), chosen)


def business_buffer(daily_outflow: Floats, chosen: Floats | None = None) -> Floats:
    """S of a business: 27 days of its average daily outflow (E29: 1,000 a day -> 27,000); choices as in a
    household.
    """
    return _chosen(BUSINESS_BUFFER_DAYS * daily_outflow, chosen)


def _chosen(reckoned: Floats, chosen: Floats | None) -> Floats:
    if chosen is None:
        return reckoned
    return np.where(np.isnan(chosen), reckoned, np.maximum(chosen, reckoned / 2))
