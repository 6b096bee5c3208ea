"""Days of the Chinese calendar that money is given on."""

import datetime as dt

from borax.calendars import LunarDate

from ledger.rules.recurrence import LUNAR_FIRST, LUNAR_LAST


def new_year_after(day: dt.date) -> dt.date | None:
    """The next first day of a Chinese year, `day` itself included; None beyond the tables. It is 6 February in 2027."""
    if not LUNAR_FIRST <= day <= LUNAR_LAST:
        return None
    year = LunarDate.from_solar(day).year
    first: dt.date = LunarDate(year, 1, 1).to_solar_date()
    if first == day:
        return day
    if year == LunarDate.from_solar(LUNAR_LAST).year:
        return None
    following: dt.date = LunarDate(year + 1, 1, 1).to_solar_date()
    return following
