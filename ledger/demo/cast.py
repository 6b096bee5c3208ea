"""The whole demo: its people and their books."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from functools import partial

from ledger.demo import (
    almanac,
    bakery,
    family,
    family_baby,
    family_car,
    family_gifts,
    freelance,
    gift_boxes,
    room,
    yifan,
    yinuo,
    yinuo_couple,
    yinuo_trip,
)
from ledger.demo.records import Demo, DemoBook, DemoPerson

SEED = 7

STAFF = (
    DemoPerson("xiaojiang", "小江", "xiaojiang@example.com", 1996, is_staff=True, staff_group="产品"),
    DemoPerson("laodeng", "老邓", "laodeng@example.com", 1984, is_staff=True, staff_group="合规"),
)
PEOPLE = (*family.PEOPLE, *bakery.PEOPLE, *yinuo.PEOPLE, *yifan.PEOPLE, *STAFF)
# By key, in the order in which they are written.
BOOKS: Mapping[str, Callable[[dt.date, int], DemoBook]] = {
    family.KEY: family.family_book,
    bakery.KEY: bakery.bakery_book,
    room.KEY: room.room_book,
    family_baby.KEY: family_baby.baby_book,
    family_car.KEY: family_car.car_book,
    family_gifts.KEY: family_gifts.gifts_book,
    yinuo.KEY: yinuo.yinuo_book,
    yinuo_couple.KEY: yinuo_couple.couple_book,
    yinuo_trip.KEY: yinuo_trip.chaoshan_book,
    yinuo_trip.DALI_KEY: yinuo_trip.dali_book,
    yifan.KEY: yifan.yifan_book,
    freelance.KEY: freelance.freelance_book,
    gift_boxes.KEY: gift_boxes.gift_boxes_book,
}


def build_demo(today: dt.date, seed: int = SEED, *, only: Collection[str] = (), trip_ended: bool = False) -> Demo:
    """The demo as of `today`, or of its books `only` those with these keys; the same arguments give the same demo.

    With `trip_ended` the trip, of which today is the second day, ended yesterday, and everything is paid. Raises
    ValueError for a day whose thirty-six months leave the years that the almanac knows.
    """
    if not almanac.FIRST_TODAY <= today <= almanac.LAST_TODAY:
        raise ValueError(f"the almanac knows the demo's days from {almanac.FIRST_TODAY} to {almanac.LAST_TODAY}")
    ended: dict[str, Callable[[dt.date, int], DemoBook]] = {
        yinuo.KEY: partial(yinuo.yinuo_book, trip_day=yinuo_trip.DAY_AFTER),
        yinuo_trip.KEY: partial(yinuo_trip.chaoshan_book, day=yinuo_trip.DAY_AFTER),
    }
    chosen = {**BOOKS, **(ended if trip_ended else {})}
    books = tuple(book(today, seed) for key, book in chosen.items() if not only or key in only)
    return Demo(today, seed, PEOPLE, books)
