"""One book's path in the hand: the arrays of the forecast, its free ways, and the path with further movements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledger import scenarios
from ledger.models import Account, Book, Category, Member
from ledger.queries.sums import category_months
from ledger.rules.periods import period_of, shift_period
from offers.cashflow import read_cash_flow
from offers.models import Calibration, Planned, Reading, Stream
from offers.queries.beside import Beside
from offers.reading import HORIZON, PLANNED, STREAM, Known, ModeCalibration, known_at
from offers.rules.alternatives import (
    Collectable,
    Due,
    Effect,
    FreeWay,
    Movement,
    Way,
    WayFacts,
    free_ways,
    outlook_with,
)
from offers.rules.receivables import receivable_probability
from offers.rules.states import State

_TRIM_MONTHS = 3
_PUT_OFF_DAYS = 15
_OVERDUE_DAYS = 7


@dataclass(frozen=True, slots=True)
class OpenDebt:
    """What a customer owes, and by how many days it is late; below zero it falls due in so many days."""

    name: str
    amount_minor: int
    late: int

    @property
    def days_late(self) -> int:
        return max(0, self.late)

    @property
    def collectable(self) -> Collectable:
        """As the path expects it."""
        day = _OVERDUE_DAYS if self.late >= 0 else -self.late
        return Collectable(self.amount_minor, Decimal(str(receivable_probability(self.late))), day)


@dataclass(frozen=True, slots=True)
class BookWay:
    """A free way of this book with its words; `amount_minor` is what it brings, 0 for help and waiting."""

    way: FreeWay
    title: str
    detail: str = ""
    copy_text: str = ""

    @property
    def key(self) -> str:
        return self.way.way.value


def known_today(book: Book, as_of: dt.date, *, calibration_id: int | None, horizon: int = HORIZON) -> Known:
    """The arrays of one book, in the calibration that its reading used."""
    row = Calibration.objects.filter(pk=calibration_id or 0).first()
    mode = ModeCalibration(row.pk, row.phi, row.q, row.coverage) if row else ModeCalibration(0, 0.0, 3.0, None)
    flow = read_cash_flow([book.pk], as_of=as_of, oldest=as_of)
    return known_at(flow, as_of, {"household": mode, "business": mode}, horizon=horizon)


def open_debts(book: Book, as_of: dt.date) -> list[OpenDebt]:
    """What customers owe by the entries, the latest first."""
    rows = Planned.objects.filter(book=book, kind="receivable").order_by("due", "pk")
    return [OpenDebt(row.name, row.amount_minor, (as_of - row.due).days) for row in rows]


def book_ways(member: Member, reading: Reading, known: Known, beside: Beside) -> list[BookWay]:
    """The free ways of a book that runs short, with their effects on its own path; empty for any other state."""
    if reading.state not in (State.LIKELY, State.WATCH) or not reading.path:
        return []
    gap = max(-reading.trough50_minor, -reading.trough10_minor if reading.state == State.WATCH else 0)
    day = reading.shortfall_day or reading.trough50_day
    dues = _dues(known, member.book, day, gap)
    debts = open_debts(member.book, reading.as_of) if member.book.reading_mode == "business" else []
    # Who is late is asked first; what is not due yet only where nobody is.
    debts = [debt for debt in debts if debt.days_late] or debts
    facts = WayFacts(
        gap_minor=gap,
        gap_day=day,
        month=(reading.as_of + dt.timedelta(days=day)).month,
        other_surplus_minor=beside.surplus_minor,
        collectables=tuple(debt.collectable for debt in debts),
        movable=tuple(Due(due.day, due.amount_minor // 2, _PUT_OFF_DAYS) for _name, due in dues),
        categories=tuple(_trimmed(member.book, reading.as_of)),
        recovers_day=_recovers(reading, day),
    )
    ways = free_ways(known.books, known.events, facts)
    names = [name for name, _due in dues]
    partner = _partner_advance(member, reading, known)
    if partner is not None and not beside.surplus_minor:
        ways.append(partner)
        ways.sort(key=lambda one: not one.closes)
    titles = _titles(partners_advance=not beside.surplus_minor)
    return [_said(one, titles, names, debts) for one in ways]


def path_with(known: Known, ways: Sequence[BookWay], chosen: Sequence[str]) -> int:
    """The lowest expected balance with the chosen ways taken together, minor units."""
    movements = [movement for one in ways if one.key in chosen for movement in one.way.effect.movements]
    return int(outlook_with(known.books, known.events, movements).trough50_minor[0])


def _dues(known: Known, book: Book, day: int, gap: int) -> list[tuple[str, Due]]:
    """The largest regular payment up to the gap day that is a fifth of the gap or more: it may be split or put off."""
    events = known.events
    streams = {row.pk: row for row in Stream.objects.filter(book=book, amount_minor__lt=0)}
    plans = {row.pk: row for row in Planned.objects.filter(book=book, amount_minor__lt=0)}
    found: list[tuple[str, Due]] = []
    for place in range(len(events.book)):
        source, which = int(known.sources[place]), int(known.source_ids[place])
        named = streams.get(which) if source == STREAM else plans.get(which) if source == PLANNED else None
        amount = -int(events.stream[place] + events.planned[place])
        if named is not None and int(events.day[place]) <= day and amount * 5 >= gap:
            found.append((named.name, Due(int(events.day[place]), amount)))
    return sorted(found, key=lambda one: -one[1].amount_minor)[:1]


def _trimmed(book: Book, as_of: dt.date) -> list[int]:
    """The medians of three full months of spending that a tight month can do without, one for each category."""
    if book.reading_mode != "household":
        return []
    try:
        scene = scenarios.scene(book.scene)
    except scenarios.UnknownScene:
        return []
    keys = [category.key for category in scene.walk() if category.kind == "expense" and not category.essential]
    now = period_of(as_of, book.month_start_day)
    periods = [shift_period(now, -back) for back in range(1, _TRIM_MONTHS + 1)]
    ids = Category.objects.filter(book=book, kind="expense", key__in=keys).values("pk")
    rows = (
        category_months(book)
        .filter(period__in=periods, kind="expense", category_id__in=ids)
        .values("category_id", "period")
        .annotate(total=Sum("amount_minor"))
    )
    sums: dict[int, dict[int, int]] = {}
    for row in rows:
        sums.setdefault(row["category_id"], {})[row["period"]] = row["total"]
    return [sorted(months.get(period, 0) for period in periods)[1] for months in sums.values()]


def _recovers(reading: Reading, day: int) -> int | None:
    """The first day after the gap from which the expected balance stays at 0 or more; None where it does not."""
    assert reading.path is not None, "only a reading that speaks is asked"
    path = reading.path["b50"]
    below = [place for place, balance in enumerate(path, start=1) if balance < 0]
    last = below[-1] if below else day
    return last + 1 if last < len(path) else None


def _partner_advance(member: Member, reading: Reading, known: Known) -> FreeWay | None:
    """Partners of a business may advance the gap until next month; what they advance is paid back after the horizon."""
    if not Account.objects.filter(book=member.book, kind="capital", archived_at__isnull=True).exists():
        return None
    effect = Effect(Way.TRANSFER, (Movement(1, reading.shortfall_minor),), 1)
    trough = int(outlook_with(known.books, known.events, effect.movements).trough50_minor[0])
    return FreeWay(effect, trough, trough >= 0) if reading.shortfall_minor else None


def _said(one: FreeWay, titles: Mapping[Way, str], dues: Sequence[str], debts: Sequence[OpenDebt]) -> BookWay:
    if one.way is Way.COLLECT and debts:
        debt = max(debts, key=lambda each: each.amount_minor)
        text = _("Hello, the bill is still open. Could you settle it this week? It would help us a lot. Thank you!")
        late = ngettext("%(days)d day late", "%(days)d days late", debt.days_late) % {"days": debt.days_late}
        detail = late if debt.days_late else _("not due yet")
        return BookWay(one, _("Ask %(name)s to pay") % {"name": debt.name}, detail, text)
    if one.way is Way.MOVE_DUE_DATE and dues:
        return BookWay(one, _("Agree with %(name)s to pay in two parts") % {"name": dues[0]})
    return BookWay(one, titles.get(one.way, one.way.value))


def _titles(*, partners_advance: bool) -> dict[Way, str]:
    advance = _("The partners advance it and have it back next month")
    return {
        Way.TRANSFER: advance if partners_advance else _("Move money over from another of my books"),
        Way.TRIM: _("Spend a little less on what can wait until then"),
        Way.CARD_DAYS: _("Use the interest-free days of the card, and pay in full"),
        Way.EMPLOYER_OR_REFUND: _("Ask for the income tax refund, or an advance on the wage"),
        Way.PUBLIC_HELP: _("Public help: temporary assistance, subsidised start-up loans"),
        Way.HARDSHIP_PLAN: _("Agree on a personal repayment plan with the bank, or call 12378"),
        Way.WAIT: _("Do nothing: it recovers by itself"),
    }
