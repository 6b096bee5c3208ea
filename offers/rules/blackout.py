"""Days near the shopping festivals, on which no credit is suggested."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

MARGIN_DAYS = 3
# Month and day: 618, 双十一, 双十二. Festivals of other calendars are passed in by their dates.
FESTIVALS = ((6, 18), (11, 11), (12, 12))


def in_blackout(day: date, windows: Iterable[tuple[date, date]] = ()) -> bool:
    """Whether a day lies within three days of a yearly festival, or of a window (both ends inclusive) set
    by staff.
    """
    margin = timedelta(days=MARGIN_DAYS)
    yearly = [(date(day.year, month, number),) * 2 for month, number in FESTIVALS]
    return any(first - margin <= day <= last + margin for first, last in (*yearly, *windows))
