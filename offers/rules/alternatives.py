"""What costs nothing: ways out of a shortfall with their effect on the path, and what to do first with a
surplus.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum

import numpy as np

from ledger.rules.rates import whole_minor
from offers.rules.forecast import Books, Events, Outlook, forecast
from offers.rules.funds import RESERVE_MONTHS, Holding, redemption

_TRIMMED_CATEGORIES = 3
_TRIMMED_SHARE = Decimal("0.3")
_MONTH_DAYS = 30
_TAX_REFUND_MONTHS = range(3, 8)


class Way(StrEnum):
    """The free ways, in the order of the page where all else is equal."""

    TRANSFER = "transfer"
    REDEEM = "redeem"
    COLLECT = "collect"
    MOVE_DUE_DATE = "move_due_date"
    TRIM = "trim"
    CANCEL_SUBSCRIPTIONS = "cancel_subscriptions"
    PAUSE_SAVING = "pause_saving"
    CARD_DAYS = "card_days"
    EMPLOYER_OR_REFUND = "employer_or_refund"
    PUBLIC_HELP = "public_help"
    HARDSHIP_PLAN = "hardship_plan"
    WAIT = "wait"


# What a way asks of the reader, 1 (a tap) to 5 (papers and a visit).
_EFFORT = {
    Way.TRANSFER: 1,
    Way.REDEEM: 1,
    Way.COLLECT: 2,
    Way.MOVE_DUE_DATE: 2,
    Way.TRIM: 3,
    Way.CANCEL_SUBSCRIPTIONS: 2,
    Way.PAUSE_SAVING: 1,
    Way.CARD_DAYS: 2,
    Way.EMPLOYER_OR_REFUND: 4,
    Way.PUBLIC_HELP: 5,
    Way.HARDSHIP_PLAN: 5,
    Way.WAIT: 1,
}


@dataclass(frozen=True, slots=True)
class Due:
    """A payment on the path: day 1..H, amount positive. `movable_days` is how far its day may be put off, 0
    for not.
    """

    day: int
    amount_minor: int
    movable_days: int = 0


@dataclass(frozen=True, slots=True)
class Collectable:
    """Money somebody owes the reader. `day` is when the path already expects it (times its probability),
    None where the path does not know of it: a loan to a friend, a reimbursement, a deposit."""

    amount_minor: int
    probability: Decimal
    day: int | None = None


@dataclass(frozen=True, slots=True)
class WayFacts:
    """What the ways draw on; minor units. gap_day, gap_minor: of the shortfall. month: calendar month of
    the gap day.

    other_surplus_minor: surpluses of the same owner's other books. holdings: money funds that the liquid
    sum does NOT count. categories: last months' medians of discretionary categories. recovers_day: the
    first day after the gap with B50 at 0 or more to the end, None for none.
    """

    gap_minor: int
    gap_day: int
    month: int
    other_surplus_minor: int = 0
    holdings: tuple[Holding, ...] = ()
    collectables: tuple[Collectable, ...] = ()
    movable: tuple[Due, ...] = ()
    categories: tuple[int, ...] = ()
    subscriptions: tuple[Due, ...] = ()
    savings: tuple[Due, ...] = ()
    card_payable: tuple[Due, ...] = ()
    recovers_day: int | None = None


@dataclass(frozen=True, slots=True)
class Movement:
    """An amount added to the path on a day from 1 on, signed minor units.

    `relief`: it lessens a payment of that day rather than arriving on it, so it counts before the day's
    inflows.
    """

    day: int
    amount_minor: int
    relief: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """What a way changes: the movements it adds to the path, and the days until it acts."""

    way: Way
    movements: tuple[Movement, ...]
    days_to_act: int

    @property
    def amount_minor(self) -> int:
        """What it brings: for a put-off payment, what is no longer due on its day."""
        return sum(movement.amount_minor for movement in self.movements if movement.amount_minor > 0)


@dataclass(frozen=True, slots=True)
class FreeWay:
    """A way with its outcome: the lowest B50 once it is taken, and whether that closes the gap."""

    effect: Effect
    trough50_minor: int
    closes: bool

    @property
    def way(self) -> Way:
        return self.effect.way

    @property
    def amount_minor(self) -> int:
        return self.effect.amount_minor


def effects(facts: WayFacts) -> tuple[Effect, ...]:
    """The ways open to this reader, those that bring an amount with their movements; always ends with help
    and waiting.

    Transfer: min(own other surplus, gap). Redeem: 10,000 a day and fund today, the rest the next day.
    Collect: what the path does not count on by the gap day, amount x p for what it does not know, amount x
    (1 - p) for what it expects in time. Trim: 30 % of the three largest discretionary categories for the
    days left. Subscriptions and savings: what is due up to the gap day.
    """
    gap, day = facts.gap_minor, facts.gap_day
    found: list[Effect] = []

    def add(way: Way, movements: Sequence[Movement], days_to_act: int = 1) -> None:
        kept = tuple(movement for movement in movements if movement.amount_minor != 0)
        if kept:
            found.append(Effect(way, kept, days_to_act))

    def first_day(dues: Sequence[Due]) -> int:
        return min((due.day for due in dues), default=1)

    add(Way.TRANSFER, [Movement(1, min(max(0, facts.other_surplus_minor), gap))])
    redeemed = redemption(gap, facts.holdings)
    add(Way.REDEEM, [Movement(1, redeemed.today_minor), Movement(2, redeemed.next_day_minor)])
    add(Way.COLLECT, _collected(facts), _before(day))
    for way, dues in ((Way.MOVE_DUE_DATE, facts.movable), (Way.CARD_DAYS, facts.card_payable)):
        movable = [due for due in dues if due.day <= day and due.movable_days > 0]
        add(way, _put_off(movable), first_day(movable))
    largest = sorted(facts.categories, reverse=True)[:_TRIMMED_CATEGORIES]
    saved = sum(whole_minor(_TRIMMED_SHARE * median * day / _MONTH_DAYS) for median in largest)
    add(Way.TRIM, [Movement(day, saved, relief=True)], day)
    for way, dues in ((Way.CANCEL_SUBSCRIPTIONS, facts.subscriptions), (Way.PAUSE_SAVING, facts.savings)):
        inside = [due for due in dues if due.day <= day]
        add(way, [Movement(due.day, due.amount_minor, relief=True) for due in inside], first_day(inside))

    if facts.month in _TAX_REFUND_MONTHS:
        found.append(Effect(Way.EMPLOYER_OR_REFUND, (), _MONTH_DAYS))
    found.append(Effect(Way.PUBLIC_HELP, (), _MONTH_DAYS))
    found.append(Effect(Way.HARDSHIP_PLAN, (), _MONTH_DAYS))
    if facts.recovers_day is not None:
        found.append(Effect(Way.WAIT, (), facts.recovers_day))
    return tuple(found)


def _before(day: int) -> int:
    """The day by which money must be there to serve on a day whose payments go out first."""
    return max(1, day - 1)


def _put_off(dues: Sequence[Due]) -> list[Movement]:
    """A payment taken off its day and put back later: what is put off is still paid, and the path shows
    when.
    """
    return [
        movement
        for due in dues
        for movement in (
            Movement(due.day, due.amount_minor, relief=True),
            Movement(due.day + due.movable_days, -due.amount_minor),
        )
    ]


def _collected(facts: WayFacts) -> list[Movement]:
    before, movements = _before(facts.gap_day), []
    for owed in facts.collectables:
        expected = whole_minor(owed.amount_minor * owed.probability)
        if owed.day is None:
            movements.append(Movement(before, expected))
        elif owed.day <= before:
            movements.append(Movement(owed.day, owed.amount_minor - expected))
        else:
            # Asked for earlier, it comes before the gap and no longer on its own day.
            movements += [Movement(before, expected), Movement(owed.day, -expected)]
    return movements


def _beside(books: Books, events: Events, variants: Sequence[Sequence[Movement]]) -> tuple[Books, Events]:
    """One book repeated once for each variant, each with the book's events and its own movements."""
    if len(books) != 1:
        raise ValueError("ways are weighed for one book at a time")
    count = len(variants)
    many = Books(*(np.repeat(getattr(books, field.name), count) for field in fields(books)))
    tiled = {field.name: np.tile(getattr(events, field.name), count) for field in fields(events)}
    tiled["book"] = np.repeat(np.arange(count), len(events.book))
    both = Events(**tiled)
    for relief in (False, True):
        rows = [
            (row, movement.day, 0.0, float(movement.amount_minor), 0.0)
            for row, movements in enumerate(variants)
            for movement in movements
            if movement.relief is relief
        ]
        both = both.and_also(Events.of(rows, relief=relief))
    return many, both


def outlook_with(books: Books, events: Events, movements: Sequence[Movement], *, horizon: int = 30) -> Outlook:
    """The reading of one book with further movements on its path; shape (1,).

    Serves the simulator (several ways ticked: their movements together) and the test of a loan: its payout
    and instalments, over its whole term as the horizon. Raises ValueError for more than one book or a day
    before 1.
    """
    return forecast(*_beside(books, events, [movements]), horizons=(horizon,))[0]


def free_ways(books: Books, events: Events, facts: WayFacts, *, horizon: int = 30) -> list[FreeWay]:
    """The free ways of one book with their effects on its own path: those that close the gap first, then by
    days to act, effort and the page's order.

    E27: a shortfall of 600 on day 5 with 1,200 saved on another book -> transfer 600, the lowest balance
    from -555.15 to 44.85, closed.
    """
    found = effects(facts)
    many = _beside(books, events, [effect.movements for effect in found])
    troughs = forecast(*many, horizons=(horizon,))[0].trough50_minor
    ways = [FreeWay(effect, int(trough), bool(trough >= 0)) for effect, trough in zip(found, troughs, strict=True)]
    order = list(Way)
    return sorted(
        ways,
        key=lambda one: (not one.closes, one.effect.days_to_act, _EFFORT[one.way], order.index(one.way)),
    )


class FirstStep(StrEnum):
    """What a surplus is for, in this order; a product comes only with the fourth."""

    REPAY = "repay"
    RESERVE = "reserve"
    KNOWN_PAYMENTS = "known_payments"
    FUND = "fund"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Debt:
    """Something owed and its yearly rate."""

    name: str
    owed_minor: int
    annual_rate: Decimal


@dataclass(frozen=True, slots=True)
class SurplusStep:
    """A share of the surplus and what it is for. saved_minor: yearly interest saved by repaying, else 0."""

    step: FirstStep
    amount_minor: int
    saved_minor: int = 0
    name: str = ""


def surplus_steps(
    surplus_minor: int,
    *,
    debts: Sequence[Debt],
    fund_yield: Decimal,
    buffer_minor: int,
    spending_minor: int,
    known_minor: int,
) -> tuple[SurplusStep, ...]:
    """How a surplus is best used before any product, and keeping it as it is, always last.

    First the debts that cost more than a fund yields, the dearest first; then the reserve up to three
    months' spending E; then payments known within 90 days (`known_minor`, beyond the reading's horizon);
    what is left may go to a fund. The parts, KEEP aside, add up to the surplus. With a costly debt left
    unpaid nothing reaches the fund.
    """
    left = max(0, surplus_minor)
    steps: list[SurplusStep] = []
    for debt in sorted(debts, key=lambda debt: -debt.annual_rate):
        amount = min(left, debt.owed_minor)
        if debt.annual_rate > fund_yield and amount > 0:
            steps.append(SurplusStep(FirstStep.REPAY, amount, whole_minor(amount * debt.annual_rate), debt.name))
            left -= amount
    wanted = max(0, RESERVE_MONTHS * spending_minor - buffer_minor)
    for step, most in (
        (FirstStep.RESERVE, wanted),
        (FirstStep.KNOWN_PAYMENTS, max(0, known_minor)),
        (FirstStep.FUND, left),
    ):
        amount = min(left, most)
        if amount > 0:
            steps.append(SurplusStep(step, amount))
            left -= amount
    return (*steps, SurplusStep(FirstStep.KEEP, max(0, surplus_minor)))
