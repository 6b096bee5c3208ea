"""What the panel and the page of evidence say of one book: names and dates for the numbers of a reading."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext

from ledger.models import Account, Book
from offers.models import Planned, Reading, Stream
from offers.queries.beside import Beside
from offers.reading import CREDIT, PLANNED, STREAM
from offers.rules.forecast import STEP_MINOR
from offers.rules.funds import RESERVE_MONTHS, two_sums
from offers.rules.gates import shown_range_minor
from offers.rules.recurrence import Cadence, occurrences

_YEAR = 366


@dataclass(frozen=True, slots=True)
class Coming:
    """An expected movement: the day, who or what it is, and the amount expected (times its probability), signed."""

    day: dt.date
    name: str
    amount_minor: int
    source: int
    stream: Stream | None = None


@dataclass(frozen=True, slots=True)
class Debt:
    """A card or pay-later account whose balance is deducted, positive, and whether its due day is known."""

    name: str
    owed_minor: int
    due_known: bool


@dataclass(frozen=True, slots=True)
class Later:
    """Yearly or quarterly payments of one later month, worth putting aside for."""

    month: dt.date
    names: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class PanelReading:
    """A reading ready to be said. Amounts are minor units of the book's currency; `low` and `high` the range said.

    `shown_minor` is the amount said of the state; `elsewhere_minor` is what a reader's other books need of a surplus.
    """

    reading: Reading
    lowest_day: dt.date
    debts: tuple[Debt, ...]
    coming: tuple[Coming, ...]
    later: Later | None
    reserve_missing_minor: int
    fund_part_minor: int
    idle_minor: int
    low_minor: int
    high_minor: int
    labels: tuple[dt.date, ...]
    recovers: bool
    has_loan: bool
    shown_minor: int
    elsewhere_minor: int

    @property
    def lowest_minor(self) -> int:
        """The cautious path's lowest balance, down to hundreds of yuan: finer would claim what no forecast knows."""
        return self.reading.trough10_minor // STEP_MINOR * STEP_MINOR

    @property
    def month_minor(self) -> int:
        return _hundreds(self.reading.spending_minor)

    @property
    def buffer_minor(self) -> int:
        return _hundreds(self.reading.buffer_minor)

    @property
    def missing_code(self) -> str:
        """The one thing that a sentence of its own asks for: the income, where nothing else is missing."""
        return self.reading.missing[0] if len(self.reading.missing) == 1 else ""

    @property
    def speaks(self) -> bool:
        """Whether balances and signals may be said at all."""
        return self.reading.level == 2

    @property
    def exact(self) -> bool:
        return self.reading.confidence >= 3

    @property
    def topic(self) -> str:
        """What a page that explains the reading is about."""
        if not self.speaks or self.reading.confidence < 2:
            return "reading.missing"
        if self.reading.state == "likely" and self.reading.structural:
            return "reading.structural"
        return f"reading.{self.reading.state}"


def panel_reading(book: Book, reading: Reading, beside: Beside) -> PanelReading:
    """Everything that the panel says of a reading to one reader. Four queries, however many streams there are."""
    streams = {row.pk: row for row in Stream.objects.filter(book=book).exclude(state="ignored").order_by("pk")}
    accounts = {row.pk: row for row in Account.objects.filter(book=book)}
    planned = {row.pk: row for row in Planned.objects.filter(book=book)}
    coming, debts = [], []
    for day, amount, source, which in reading.evidence.get("events", []):
        stream = streams.get(which) if source == STREAM else None
        account = accounts.get(which) if source == CREDIT else None
        plan = planned.get(which) if source == PLANNED else None
        named: Any = stream or account or plan
        if named is None:
            continue
        coming.append(Coming(reading.as_of + dt.timedelta(days=day), named.name, amount, source, stream))
        if account is not None:
            debts.append(Debt(account.name, -amount, account.due_day is not None))
    amount = beside.said_minor(reading) or 0
    surplus = amount if reading.state == "surplus" else reading.surplus_minor
    sums = two_sums(surplus, reading.buffer_minor, reading.spending_minor)
    idle = sums.idle_minor // STEP_MINOR * STEP_MINOR
    low, high = shown_range_minor(amount)
    return PanelReading(
        reading=reading,
        lowest_day=reading.as_of + dt.timedelta(days=reading.trough10_day),
        debts=tuple(sorted(debts, key=lambda debt: debt.owed_minor)),
        coming=tuple(sorted(coming, key=lambda each: (each.day, each.amount_minor))),
        later=_later(streams.values(), reading.as_of),
        reserve_missing_minor=_hundreds(max(0, RESERVE_MONTHS * reading.spending_minor - sums.reserve_minor)),
        fund_part_minor=surplus - idle,
        idle_minor=idle,
        low_minor=low,
        high_minor=high,
        labels=tuple(reading.as_of + dt.timedelta(days=day) for day in range(1, 31)),
        recovers=reading.end50_minor >= 0,
        shown_minor=amount,
        elsewhere_minor=min(beside.lacks_minor, reading.shown_minor or 0) if reading.state == "surplus" else 0,
        has_loan=any(row.kind == "loan" and not row.hidden and row.archived_at is None for row in accounts.values()),
    )


def _hundreds(minor: int) -> int:
    return (minor + STEP_MINOR // 2) // STEP_MINOR * STEP_MINOR


def _later(streams: Any, as_of: dt.date) -> Later | None:
    """The month with the largest payments that come once or four times a year, beyond the horizon."""
    by_month: dict[dt.date, list[Stream]] = defaultdict(list)
    for stream in streams:
        if stream.amount_minor < 0 and stream.cadence == Cadence.YEARLY:
            for day in next_days(stream, as_of=as_of, horizon=_YEAR):
                if (day - as_of).days > 30:
                    by_month[day.replace(day=1)].append(stream)
                    break
    if not by_month:
        return None
    month = max(by_month, key=lambda each: (-sum(stream.amount_minor for stream in by_month[each]), each))
    rows = by_month[month]
    return Later(month, gettext(", ").join(row.name for row in rows), -sum(row.amount_minor for row in rows))


def next_days(stream: Stream, *, as_of: dt.date, horizon: int) -> list[dt.date]:
    """The days after `as_of` on which a stream is expected, within so many days."""
    found = occurrences(
        np.array([stream.cadence]),
        np.array([stream.last_day], dtype="datetime64[D]"),
        np.array([stream.anchor]),
        np.array([stream.shifts]),
        np.array([stream.amount_minor > 0]),
        as_of=as_of,
        horizon=horizon,
    )
    return [as_of + dt.timedelta(days=int(day)) for day in found.day]
