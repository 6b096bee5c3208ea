"""秦PLUS: what the family's book shows of the car in its last fourteen months, with the odometer, litres and kWh.

The amounts are those of the family's book. How far the car went follows from them: 0.62 a kilometre over the last
twelve months, and 31,400 km on the odometer when it was filled or charged last.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from ledger.demo import almanac
from ledger.demo.dice import Dice
from ledger.demo.draft import Draft, Drafts
from ledger.demo.family import family_book
from ledger.demo.records import DemoAccount, DemoAnswers, DemoBook, DemoEntry, DemoMember, DemoScheduled

KEY = "car"
POCKET = "pocket_chen"
MONTHS = 14
ODOMETER_TODAY, PER_KM_MINOR = 31_400, 62
SERVICE_KM, SERVICE_MONTHS = 10_000, 6
CATEGORIES = {
    "transport.fuel": "fuel.petrol_92",
    "transport.charging": "charging.public",
    "transport.parking": "parking.casual",
    "transport.toll": "tolls.motorway",
    "transport.car_insurance": "insurance.commercial",
    "transport.car_loan": "loan.interest",
}
MEMBERS = (
    DemoMember("chen", "陈屿", "chenyu", "owner", "#2f6fab"),
    DemoMember("lin", "林晓雯", "linxiaowen", "bookkeeper", "#c2587a"),
)


@dataclass(slots=True)
class Road:
    """How far the car goes on each day: to work on weekdays, away on days with a toll, less on a weekend at home."""

    seed: int
    tolls: frozenset[dt.date]
    known: dict[dt.date, float] = field(default_factory=dict)

    def share(self, day: dt.date) -> float:
        if day not in self.known:
            dice = Dice(self.seed, f"car/road/{day}")
            usual = 0.7 if almanac.is_weekend(day) else 1.0
            month = Dice(self.seed, f"car/month/{day:%Y-%m}").uniform(0.85, 1.15)
            self.known[day] = usual * month * dice.uniform(0.6, 1.4) + (2.2 if day in self.tolls else 0.0)
        return self.known[day]

    def between(self, first: dt.date, last: dt.date) -> float:
        """The shares of the days after `first` up to `last`."""
        return sum(self.share(day) for day in almanac.days_between(first + dt.timedelta(days=1), last))


def car_book(today: dt.date, seed: int) -> DemoBook:
    """The car's book as of `today`."""
    first = almanac.add_months(today, -MONTHS)
    drafts = Drafts(first, today)
    for entry in family_book(today, seed).entries:
        category = _category(entry)
        if category and entry.date >= first:
            _copy(drafts, entry, category)
    _write_own(drafts, seed)
    _write_odometer(drafts, seed)
    return DemoBook(
        key=KEY,
        name="秦PLUS",
        scene="car",
        icon="car",
        color="#2f5d8a",
        created_by="chenyu",
        opened_on=first,
        members=MEMBERS,
        accounts=(DemoAccount(POCKET, "陈屿", "member", 0, drafts.total_minor(POCKET), member="chen"),),
        entries=drafts.numbered("c"),
        planned=(),
        answers=DemoAnswers({}, (), (), {}),
        facts={"service_km": SERVICE_KM, "service_months": SERVICE_MONTHS},
        scheduled=_scheduled(today),
    )


def _category(entry: DemoEntry) -> str:
    if entry.kind != "expense":
        return ""
    if entry.category_key == "transport.upkeep":
        return "wash.outside" if entry.item == "洗车" else "upkeep.minor"
    return CATEGORIES.get(entry.category_key, "")


def _copy(drafts: Drafts, entry: DemoEntry, category: str) -> None:
    """The family's entry as this book has it: the same payment, out of a pocket."""
    drafts.add(
        entry.date,
        entry.time,
        "expense",
        entry.amount_minor,
        from_account=POCKET,
        category_key=category,
        recorded_by=entry.recorded_by,
        paid_by="chen",
        merchant=entry.merchant,
        note=entry.note,
        linked=f"family/{entry.key}",
    )


def _write_own(drafts: Drafts, seed: int) -> None:
    """What the family's book does not show: a scratch that the insurer paid for in part, and a fine."""
    dice = Dice(seed, "car/own")
    today = drafts.today
    scratched = today - dt.timedelta(days=dice.randint(96, 118))
    mine = {"recorded_by": "chen", "paid_by": "chen"}
    drafts.add(
        scratched,
        dt.time(16, 20),
        "expense",
        85_000,
        from_account=POCKET,
        category_key="repair.body",
        merchant="汽车 4S 店",
        note="右后门剐蹭 钣金喷漆",
        **mine,
    )
    drafts.add(
        scratched + dt.timedelta(days=12),
        dt.time(10, 5),
        "income",
        60_000,
        to_account=POCKET,
        category_key="claims.insurer",
        merchant="财产保险",
        note="剐蹭理赔",
        recorded_by="chen",
    )
    drafts.add(
        today - dt.timedelta(days=dice.randint(140, 170)),
        dt.time(9, 40),
        "expense",
        10_000,
        from_account=POCKET,
        category_key="fines.parking",
        merchant="交警大队",
        note="违停",
        **mine,
    )


def _write_odometer(drafts: Drafts, seed: int) -> None:
    """Readings, litres and kWh. Every fill is noted with the odometer, most charges, and what was paid last."""
    dice = Dice(seed, "car/odometer")
    drafts.rows.sort(key=lambda row: row.moment)
    last = drafts.rows[-1]
    stops = [row for row in drafts.rows if row.category_key.startswith(("fuel", "charging", "upkeep")) or row is last]
    since = almanac.add_months(last.date, -12)
    spent = sum(_cost(row) for row in drafts.rows if since < row.date <= last.date)
    road = Road(seed, frozenset(row.date for row in drafts.rows if row.category_key.startswith("tolls")))
    km_a_share = spent / PER_KM_MINOR / road.between(since, last.date)
    level = {month: dice.uniform(0.96, 1.05) for month in almanac.months_between(drafts.first, drafts.today)}
    for row in stops:
        month = row.date.replace(day=1)
        if row.category_key.startswith("fuel"):
            row.extra["litres"] = _decimal(row.amount_minor / (762 * level[month]))
            if dice.chance(0.15):
                row.extra["full"] = "no"
        elif row.category_key.startswith("charging"):
            row.extra["kwh"] = _decimal(row.amount_minor / (88 * level[month]))
            if row is not last and dice.chance(0.3):
                continue
        row.extra["odometer"] = ODOMETER_TODAY - round(road.between(row.date, last.date) * km_a_share)


def _cost(row: Draft) -> int:
    return row.amount_minor if row.kind == "expense" else -row.amount_minor


def _decimal(quantity: float) -> str:
    return f"{quantity:.2f}"


def _scheduled(today: dt.date) -> tuple[DemoScheduled, ...]:
    renewal = dt.date(today.year, 8, 16)
    if renewal <= today:
        renewal = renewal.replace(year=today.year + 1)
    return (
        DemoScheduled(
            "expense",
            "车险续保",
            renewal,
            every="year",
            amount_minor=315_000,
            icon="shield-check",
            party="财产保险",
            category_key="insurance.commercial",
            account=POCKET,
        ),
        DemoScheduled("day", "年检", almanac.add_months(today, 9), icon="file-certificate", note="要带行驶证"),
        DemoScheduled(
            "expense",
            "轮胎换位",
            almanac.add_months(today, 3) + dt.timedelta(days=9),
            amount_minor=12_000,
            icon="wheel",
            category_key="upkeep.tyres",
            extra={"km": 35_000},
        ),
        DemoScheduled(
            "expense",
            "换刹车油",
            almanac.add_months(today, 6) + dt.timedelta(days=3),
            amount_minor=28_000,
            icon="circle-dot",
            category_key="upkeep.brakes",
            extra={"km": 40_000},
        ),
    )
