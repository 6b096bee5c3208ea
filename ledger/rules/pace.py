"""How fast money goes: what is left for each day, and where the present pace leads."""

import datetime as dt
from collections.abc import Sequence


def allowance_per_day(budget_minor: int, spent_minor: int, days_left: int) -> int:
    """What may be spent on each of the days left, whole minor units rounded down; 0 once the budget is spent.

    `days_left` counts today. A budget of 12,600.00 with 10,246.00 spent and 9 days left allows 261.55 a day.
    """
    if days_left <= 0:
        return 0
    return max(0, budget_minor - spent_minor) // days_left


def projected_total(spent_minor: int, days_passed: int, days_total: int, *, fixed_minor: int = 0) -> int:
    """What will have been spent in the end at the pace so far; rounded half up. `fixed_minor` is spent once, not daily.

    900.00 in 2 of 4 days leads to 1,800.00; with 1,000.00 fixed to 2,800.00.
    """
    if days_passed <= 0:
        return fixed_minor + spent_minor
    days = max(days_passed, days_total)
    return fixed_minor + (2 * spent_minor * days + days_passed) // (2 * days_passed)


def median(values_minor: Sequence[int]) -> int | None:
    """The median of amounts, the lower of the two in the middle; None of nothing."""
    if not values_minor:
        return None
    return sorted(values_minor)[(len(values_minor) - 1) // 2]


def day_of(start: dt.date, end: dt.date, today: dt.date) -> tuple[int, int]:
    """Which day of how many `today` is (both ends count): (0, n) before the start, (n + 1, n) after the end."""
    total = (end - start).days + 1
    return min(max((today - start).days + 1, 0), total + 1), total


def next_monthly(day_of_month: int, today: dt.date) -> dt.date:
    """The next date, today included, that falls on a day of the month; 29 to 31 mean the last day of a shorter one."""
    year, month = today.year, today.month
    while True:
        first_of_next = dt.date(year + month // 12, month % 12 + 1, 1)
        last = (first_of_next - dt.timedelta(days=1)).day
        candidate = dt.date(year, month, min(day_of_month, last))
        if candidate >= today:
            return candidate
        year, month = first_of_next.year, first_of_next.month


def last_monthly(day_of_month: int, today: dt.date) -> dt.date:
    """The last date, today included, that fell on a day of the month; 29 to 31 mean the last day of a shorter one."""
    this_month = next_monthly(day_of_month, today.replace(day=1))
    if this_month <= today:
        return this_month
    return next_monthly(day_of_month, (today.replace(day=1) - dt.timedelta(days=1)).replace(day=1))
