"""The whole demo: its people and their books."""

from __future__ import annotations

import datetime as dt

from ledger.demo import almanac, bakery, family
from ledger.demo.records import Demo, DemoPerson

SEED = 7

STAFF = (
    DemoPerson("xiaojiang", "小江", "xiaojiang@example.com", 1996, is_staff=True, staff_group="运营"),
    DemoPerson("laodeng", "老邓", "laodeng@example.com", 1984, is_staff=True, staff_group="合规"),
)
PEOPLE = (*family.PEOPLE, *bakery.PEOPLE, *STAFF)


def build_demo(today: dt.date, seed: int = SEED) -> Demo:
    """The demo as of `today`; the same arguments give the same demo.

    Raises ValueError for a day whose thirty-six months leave the years that the almanac knows.
    """
    if not almanac.FIRST_TODAY <= today <= almanac.LAST_TODAY:
        raise ValueError(f"the almanac knows the demo's days from {almanac.FIRST_TODAY} to {almanac.LAST_TODAY}")
    return Demo(today, seed, PEOPLE, (family.family_book(today, seed), bakery.bakery_book(today, seed)))
