"""What a car drove, and what it took for it. Whole kilometres; litres and kWh in thousandths; days of the book."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ledger.rules.money import round_half_up


@dataclass(frozen=True, slots=True)
class Reading:
    """What the odometer said on a day."""

    day: dt.date
    km: int


@dataclass(frozen=True, slots=True)
class Fill:
    """What was filled in or charged. `km` None: nobody looked at the odometer, or the reading can't be right."""

    day: dt.date
    km: int | None
    thousandths: int
    full: bool = True


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one full tank on `since` to the next on `day`: so far, and so much was filled in for it."""

    since: dt.date
    day: dt.date
    km: int
    thousandths: int


def steady(readings: Sequence[Reading]) -> list[Reading]:
    """The most readings that agree: an odometer never goes back, so a slip of the finger stands against all others.

    Readings come in the order of their days. Of 100, 9000, 200, 300 the 9000 is left out.
    """
    ends: list[int] = []  # the least reading that a run of so many ends with
    places: list[int] = []
    before: list[int | None] = []
    for place, reading in enumerate(readings):
        length = bisect_right(ends, reading.km)
        before.append(places[length - 1] if length else None)
        if length == len(ends):
            ends.append(reading.km)
            places.append(place)
        else:
            ends[length], places[length] = reading.km, place
    kept = []
    at = places[-1] if places else None
    while at is not None:
        kept.append(readings[at])
        at = before[at]
    return kept[::-1]


def km_at(readings: Sequence[Reading], day: dt.date) -> int | None:
    """The odometer at the end of a day: between two readings by the days that passed, rounded down.

    `readings` are steady. None before the first; after the last it is the last. Between 1,000 km on the 1st and
    1,300 km on the 11th it says 1,090 on the 4th.
    """
    place = bisect_right(readings, day, key=lambda reading: reading.day)
    if not place:
        return None
    last = readings[place - 1]
    if place == len(readings):
        return last.km
    following = readings[place]
    return last.km + (following.km - last.km) * (day - last.day).days // (following.day - last.day).days


def stretches(fills: Iterable[Fill]) -> list[Stretch]:
    """The full-tank method: between two full tanks a car burns what was filled in after the first, the second included.

    Fills come in the order of their days. 30 litres that did not fill the tank and 15 that did, 600 km after the last
    full tank, make one stretch of 45 litres in 600 km.
    """
    found: list[Stretch] = []
    since: Fill | None = None
    since_km = thousandths = 0
    for fill in fills:
        thousandths += fill.thousandths
        if not fill.full or fill.km is None:
            continue
        if since is not None and fill.km > since_km:
            found.append(Stretch(since.day, fill.day, fill.km - since_km, thousandths))
        elif found and fill.km == since_km:
            # One stop in two payments.
            found[-1] = replace(found[-1], thousandths=found[-1].thousandths + thousandths)
        since, since_km, thousandths = fill, fill.km, 0
    return found


def per_100_km(thousandths: int, km: int) -> int:
    """Hundredths of litres or kWh for 100 km, rounded half up: 45 litres in 600 km are 7.50."""
    return round_half_up(thousandths * 10, km)


def per_km(amount_minor: int, km: int) -> int:
    """What a kilometre costs, in minor units, rounded half up: 6,200.00 for 10,000 km are 0.62."""
    return round_half_up(amount_minor, km)
