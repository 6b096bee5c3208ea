"""Hours at which somebody is not to be disturbed, and how long to wait before a next try: arithmetic of time."""

import datetime as dt
from typing import Protocol
from zoneinfo import ZoneInfo

# What could not be sent is tried again after 1, 2, 4, 8 ... minutes, at most four hours apart.
_FIRST_PAUSE = dt.timedelta(minutes=1)
_LONGEST_PAUSE = dt.timedelta(hours=4)


class Hours(Protocol):
    time_zone: str
    quiet_from: dt.time
    quiet_until: dt.time


def after_quiet(hours: Hours, at: dt.datetime) -> dt.datetime:
    """`at`, or the end of the quiet hours that it falls into.

    They begin at `quiet_from` and end before `quiet_until`, on the clock of `time_zone`, and may pass midnight. From
    22:00 until 8:00, 23:30 becomes 8:00 of the next day, and 8:00 stays.
    """
    zone = ZoneInfo(hours.time_zone)
    local = at.astimezone(zone)
    begin, end, clock = hours.quiet_from, hours.quiet_until, local.time()
    if begin == end:
        return at
    over_midnight = begin > end
    quiet = (clock >= begin or clock < end) if over_midnight else begin <= clock < end
    if not quiet:
        return at
    day = local.date() + dt.timedelta(days=1) if over_midnight and clock >= begin else local.date()
    return dt.datetime.combine(day, end, tzinfo=zone)


def pause_after(tries: int) -> dt.timedelta:
    """How long to wait after the try of this number, the first being 1: 1, 2, 4, 8 minutes, at most four hours."""
    return min(_FIRST_PAUSE * 2 ** min(tries - 1, 10), _LONGEST_PAUSE)
