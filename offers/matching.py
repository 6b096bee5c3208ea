"""Which products suit whom: from a reading, over every hard block, to at most three of one kind. It writes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ledger.models import Book, Member
from offers.kinds import Need, kinds
from offers.models import Reading
from offers.queries.beside import books_beside
from offers.queries.credit import credit_facts
from offers.queries.path import known_today
from offers.queries.rates import lpr
from offers.reading import HORIZON
from offers.rules.alternatives import Movement, outlook_with
from offers.rules.forecast import Events, balance_paths
from offers.rules.states import State


@dataclass(frozen=True, slots=True)
class Match:
    """Products of one kind, as they are shown, and the numbers of "why do I see this"."""

    kind: str
    products: list[dict[str, Any]]
    reason: dict[str, Any]


def match(member: Member, reading: Reading, *, today: dt.date) -> Match | None:
    """What suits this reader and this reading; None where nothing does or a block holds. Never two kinds at once.

    A loan is looked for only when the state is a likely shortfall, a fund only in a surplus, so the two cannot meet.
    """
    for key, kind in kinds().items():
        if reading.state != kind.STATE:
            continue
        need = need_of(member, reading, today=today)
        products = kind.suiting(need) if need.amount_minor else []
        if products:
            return Match(key, products, _reason(reading, need))
    return None


def need_of(member: Member, reading: Reading, *, today: dt.date) -> Need:
    """What is left over or missing once the reader's other books are looked at, and what the blocks ask."""
    user, book = member.user, member.book
    assert user is not None, "a member who looks signs in"
    beside = books_beside(member, today=today)
    surplus = reading.state == State.SURPLUS
    amount = (beside.said_minor(reading) or 0) if surplus else beside.missing_minor(reading)

    def trough_with(movements: Sequence[Movement], horizon: int) -> int:
        return lowest_over_term(book, reading, movements, horizon)

    return Need(
        today=today,
        amount_minor=amount,
        facts=credit_facts(user, book, reading, shortfall_minor=0 if surplus else amount, today=today),
        lpr=lpr(today),
        trough_with=trough_with,
        reader=str(user.public_id),
    )


def lowest_over_term(book: Book, reading: Reading, movements: Sequence[Movement], days: int) -> int:
    """The lowest expected balance with a loan's payout and instalments, over its whole term.

    The first 30 days are those of the reading, whose gap the loan is to close; the days after come from the path over
    the whole term. (One path over the term would spread the timing of this month's payments over it, and so find
    another gap than the one that the reader was told of.)
    """
    known = known_today(book, reading.as_of, calibration_id=reading.calibration_id)
    lowest = int(outlook_with(known.books, known.events, movements).trough50_minor[0])
    if days <= HORIZON:
        return lowest
    longer = known_today(book, reading.as_of, calibration_id=reading.calibration_id, horizon=days)
    rows = [(0, one.day, 0.0, float(one.amount_minor), 0.0) for one in movements]
    path = balance_paths(longer.books, longer.events.and_also(Events.of(rows)), horizon=days)
    return min(lowest, int(path.b50_minor[0, HORIZON:].min()))


def _reason(reading: Reading, need: Need) -> dict[str, Any]:
    """The four numbers behind a suggestion, and which reading they are from."""
    return {
        "liquid_minor": reading.liquid_minor,
        "lowest_minor": reading.trough10_minor if reading.state == "surplus" else reading.trough50_minor,
        "buffer_minor": reading.buffer_minor,
        "amount_minor": need.amount_minor,
        "state": reading.state,
        "as_of": reading.as_of.isoformat(),
        "inputs": reading.inputs_hash,
        "calibration": reading.calibration_id,
    }
