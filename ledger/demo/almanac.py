"""Days that people in China spend and are paid by. Pure: every day comes in as an argument."""

from __future__ import annotations

import calendar
import datetime as dt

# The first day of the lunar year, and the fifteenth of its eighth month.
SPRING_FESTIVAL = {
    day.year: day
    for day in map(
        dt.date.fromisoformat,
        [
            "2020-01-25",
            "2021-02-12",
            "2022-02-01",
            "2023-01-22",
            "2024-02-10",
            "2025-01-29",
            "2026-02-17",
            "2027-02-06",
            "2028-01-26",
            "2029-02-13",
            "2030-02-03",
            "2031-01-23",
            "2032-02-11",
            "2033-01-31",
            "2034-02-19",
            "2035-02-08",
        ],
    )
}
MID_AUTUMN = {
    day.year: day
    for day in map(
        dt.date.fromisoformat,
        [
            "2020-10-01",
            "2021-09-21",
            "2022-09-10",
            "2023-09-29",
            "2024-09-17",
            "2025-10-06",
            "2026-09-25",
            "2027-09-15",
            "2028-10-03",
            "2029-09-22",
            "2030-09-12",
            "2031-10-01",
            "2032-09-19",
            "2033-09-08",
            "2034-09-27",
            "2035-09-16",
        ],
    )
}
FIRST_TODAY = dt.date(2023, 3, 1)
LAST_TODAY = dt.date(2035, 12, 31)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of the month `months` later, or the month's last day where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_start(day: dt.date, months: int = 0) -> dt.date:
    """The first day of the month `months` after that of `day`."""
    return add_months(day.replace(day=1), months)


def day_of_month(month: dt.date, day: int) -> dt.date:
    """That day of the month of `month`, or its last day where it has no such day."""
    return month.replace(day=min(day, calendar.monthrange(month.year, month.month)[1]))


def before_weekend(day: dt.date) -> dt.date:
    """A pay day: the day itself, or the Friday before where it falls on a weekend."""
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


def is_weekend(day: dt.date) -> bool:
    return day.weekday() >= 5


def days_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """All days from `first` to `last`, both included."""
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


def months_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """The first days of the months from that of `first` to that of `last`."""
    month, months = first.replace(day=1), []
    while month <= last:
        months.append(month)
        month = add_months(month, 1)
    return months


def festivals(first: dt.date, last: dt.date) -> list[dt.date]:
    """The Spring Festivals from `first` to `last`, both included."""
    return [day for day in SPRING_FESTIVAL.values() if first <= day <= last]


def near_festival(day: dt.date, before: int, after: int) -> bool:
    """Is `day` within so many days before or after a Spring Festival?"""
    festival = SPRING_FESTIVAL.get(day.year)
    return festival is not None and -before <= (day - festival).days <= after


def shopping_mood(day: dt.date) -> float:
    """How much more is bought online: the weeks of 618 and 双十一, and the days before the Spring Festival."""
    if (day.month == 6 and 14 <= day.day <= 20) or (day.month == 11 and 7 <= day.day <= 13):
        return 2.2
    if near_festival(day, 16, -2):
        return 1.5
    return 1.0
