"""The days on which something comes again: each week, month, quarter, half year or year, or by the Chinese calendar."""

import calendar
import datetime as dt
from collections.abc import Iterator
from functools import lru_cache

from borax.calendars import LCalendars, LunarDate

from ledger.rules.periods import shift_period

MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
# The tables of the Chinese calendar end with the lunar year 2100.
LUNAR_FIRST, LUNAR_LAST = dt.date(1900, 1, 31), dt.date(2101, 1, 28)


def anchor_of(day: dt.date, *, lunar: bool = False) -> int:
    """The day of the month that is meant by `day`: of the Chinese month where it goes by that calendar."""
    return LunarDate.from_solar(day).day if lunar else day.day


def next_day(due: dt.date, *, every: str, anchor_day: int, lunar: bool = False) -> dt.date | None:
    """The day after `due` on which it comes again; None for what comes once, or beyond the tables.

    `anchor_day` is the day of the month that was meant: what falls on the 31st comes on 30 June, and on 31 July again.
    By the Chinese calendar it is the day of the Chinese month; a leap month counts as the month before it, as people
    keep birthdays, so that it comes once a year.
    """
    if every == "week":
        return due + dt.timedelta(days=7)
    if every not in MONTHS:
        return None
    if lunar:
        return _next_lunar(due, anchor_day)
    year, month = divmod(shift_period(due.year * 100 + due.month, MONTHS[every]), 100)
    return dt.date(year, month, min(anchor_day, calendar.monthrange(year, month)[1]))


# The tables are walked month by month for each date, and pages ask for the same few birthdays again and again.
@lru_cache(maxsize=4096)
def _next_lunar(due: dt.date, anchor_day: int) -> dt.date | None:
    if not LUNAR_FIRST <= due <= LUNAR_LAST:
        return None
    last = LunarDate.from_solar(due)
    year = last.year + 1
    if year > LunarDate.from_solar(LUNAR_LAST).year:
        return None
    return LunarDate(year, last.month, min(anchor_day, LCalendars.ndays(year, last.month))).to_solar_date()


def days_until(due: dt.date, last: dt.date, *, every: str, anchor_day: int, lunar: bool = False) -> Iterator[dt.date]:
    """`due` and every later day on which it comes, up to `last` (inclusive)."""
    day: dt.date | None = due
    while day is not None and day <= last:
        yield day
        day = next_day(day, every=every, anchor_day=anchor_day, lunar=lunar)


def lunar_day(day: dt.date) -> tuple[int, int, str] | None:
    """Month and day by the Chinese calendar, and as they are written: (9, 22, "九月廿二"); None beyond its tables."""
    if not LUNAR_FIRST <= day <= LUNAR_LAST:
        return None
    found = LunarDate.from_solar(day)
    return found.month, found.day, found.cn_md
