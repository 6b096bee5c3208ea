"""A book's own month: it begins on day 1 to 28 and is named by the calendar month it begins in (202611)."""

import datetime as dt

# What a book can have: days, and months (yyyymm) of the calendar.
FIRST_DAY, LAST_DAY = dt.date(1970, 1, 1), dt.date(2200, 12, 31)
FIRST_PERIOD, LAST_PERIOD = 197001, 220012


def is_period(value: int) -> bool:
    """Is it a month that a book can have, as yyyymm?"""
    return FIRST_PERIOD <= value <= LAST_PERIOD and 1 <= value % 100 <= 12


def period_of(date: dt.date, month_start_day: int = 1) -> int:
    """The period (yyyymm) that `date` lies in. With a start on the 15th, 14 November 2026 lies in 202610."""
    shifted = date - dt.timedelta(days=month_start_day - 1)
    return shifted.year * 100 + shifted.month


def period_range(period: int, month_start_day: int = 1) -> tuple[dt.date, dt.date]:
    """First and last day (inclusive) of a period."""
    start = dt.date(period // 100, period % 100, month_start_day)
    following = shift_period(period, 1)
    end = dt.date(following // 100, following % 100, month_start_day) - dt.timedelta(days=1)
    return start, end


def shift_period(period: int, months: int) -> int:
    """The period that lies `months` later (or earlier, where negative)."""
    index = period // 100 * 12 + period % 100 - 1 + months
    return index // 12 * 100 + index % 12 + 1
