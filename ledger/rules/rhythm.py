"""How long what is bought again and again will last. Days of the book; nothing is sure, all is from what was bought."""

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

from ledger.rules.pace import median

PURCHASES_LOOKED_AT = 7


def usual_gap(days: Sequence[dt.date]) -> int | None:
    """The median of the days between the last purchases; None until something was bought on two days.

    Bought on the 1st, 12th and 25th: 11 and 13 days between, the lower of the two in the middle is 11.
    """
    bought = sorted(set(days))[-PURCHASES_LOOKED_AT:]
    return median([(later - earlier).days for earlier, later in pairwise(bought)])


def runs_out_on(days: Sequence[dt.date], *, lasts_days: int | None = None) -> dt.date | None:
    """The day on which it will be used up: the last purchase and what it lasts, said or as it usually did."""
    if not days:
        return None
    lasts = lasts_days or usual_gap(days)
    return max(days) + dt.timedelta(days=lasts) if lasts else None


def lessons_left(bought: Sequence[tuple[dt.date, int]], *, per_week: int, today: dt.date) -> int:
    """Lessons left of those bought, at so many a week since; none is taken beyond those that were there.

    12 bought 63 days ago, one a week: 9 are taken and 3 left. Bought again today, 15.
    """
    left = 0
    last: dt.date | None = None
    for day, lessons in sorted(bought):
        if day > today:
            break
        left = _after(left, last, day, per_week) + lessons
        last = day
    return _after(left, last, today, per_week)


def _after(left: int, since: dt.date | None, until: dt.date, per_week: int) -> int:
    return max(0, left - (until - since).days * per_week // 7) if since else left
