"""From what is known of a chunk of books at the close of a day to what is said of each: amounts, state, how sure.

The arithmetic is in `offers.rules`; docs/reading.md says it in prose. Nothing here writes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from offers.cashflow import (
    CashFlow,
    Floats,
    PlannedRows,
    StreamRows,
    active_weeks,
    day_number,
    idle_days,
    month_bounds,
    monthly,
    weekly,
)
from offers.columns import Ints
from offers.rules.forecast import (
    Books,
    Events,
    Outlook,
    Paths,
    balance_paths,
    forecast,
    occurrence_variance,
    planned_variance,
    rounded,
)
from offers.rules.gates import Gate, GateFacts, gate
from offers.rules.history import business_buffer, household_buffer, medians, structural, weekly_drift
from offers.rules.receivables import receivable_probability
from offers.rules.recurrence import TIMES_A_MONTH, due_day, occurrences
from offers.rules.states import Scan, Standing, State, shown_minor, silenced, step

HORIZON = 30
# What is overdue is not expected tomorrow: a week is left for asking.
_OVERDUE_DAYS = 7
_INCOME_SHARE = 5
_GAP_DAYS = np.array([0.0, 7.0, 14.0, 30.4, 91.0, 365.0])
_LATE_CADENCES = 1.5
_CONCENTRATED, _CONCENTRATED_FACTOR, _CUSTOMERS = 0.4, 0.7, 3

# What an event of the path is, in the evidence of a reading: the id beside it is a stream's, an account's or a plan's.
STREAM, CREDIT, PLANNED = 1, 2, 3


@dataclass(frozen=True, slots=True)
class ModeCalibration:
    """The calibration of one mode, with the row that it came from and the coverage measured there."""

    id: int
    phi: float
    q: float
    coverage: float | None


@dataclass(frozen=True, slots=True)
class Known:
    """A chunk at the close of one day: what the forecast takes, and the facts that the gates look at."""

    as_of: dt.date
    books: Books
    events: Events
    sources: Ints
    source_ids: Ints
    spending: Floats
    income: Floats
    structural: NDArray[np.bool_]
    money_in: NDArray[np.bool_]
    gates: list[GateFacts]
    gate_numbers: Floats
    calibration_ids: list[int]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is said of one book as of one day, ready to be kept. Amounts are minor units."""

    book_id: int
    as_of: dt.date
    gate: Gate
    standing: Standing
    shown_minor: int | None
    row: int


def known_at(
    flow: CashFlow, as_of: dt.date, calibrations: Mapping[str, ModeCalibration], *, horizon: int = HORIZON
) -> Known:
    """What is known of the chunk at the close of `as_of`: the balances, what moves by itself, what is expected.

    A day before the chunk's last one sees the entries up to it, and the balances as they are known today less what
    moved since, so that a balance set right today counts for yesterday too.
    """
    today = day_number(as_of)
    end = today - flow.start + 1
    count = len(flow)
    net = flow.days["op_in"] - flow.days["op_out"]
    moved = net + flow.days["debt_in"] - flow.days["debt_out"] + flow.days["other_net"]
    own = flow.accounts.liquid & flow.accounts.own
    liquid = np.bincount(flow.accounts.book[own], flow.accounts.balance[own].astype(float), minlength=count)
    liquid = liquid - moved[:, end:].sum(axis=1)

    used = _streams_at(flow, today)
    residual = net - _hits_by_day(flow, used)
    drift, spread = weekly_drift(weekly(flow, residual, today))
    spending, income, nets = _months(flow, as_of, used)
    modes = [calibrations["business" if business else "household"] for business in flow.business]
    month_net = medians(nets)
    out = flow.days["op_out"] + flow.days["debt_out"]
    span = np.clip(today + 1 - flow.first_day, 1, 91)
    daily = out[:, end - 91 : end].sum(axis=1) / span
    books = Books(
        liquid=liquid,
        buffer=np.where(flow.business, business_buffer(daily), household_buffer(spending)),
        drift=drift,
        spread=spread,
        phi=np.array([mode.phi for mode in modes]),
        q=np.array([mode.q for mode in modes]),
        monthly_net=month_net,
    )
    events, sources, source_ids = _events(flow, used, as_of, horizon)
    facts, numbers = _gate_facts(flow, as_of, books, spending, used, modes)
    return Known(
        as_of=as_of,
        books=books,
        events=events,
        sources=sources,
        source_ids=source_ids,
        spending=spending,
        income=income,
        structural=structural(nets, income),
        money_in=(flow.days["op_in"] + flow.days["debt_in"])[:, end - 1] > 0,
        gates=facts,
        gate_numbers=numbers,
        calibration_ids=[mode.id for mode in modes],
    )


@dataclass(frozen=True, slots=True)
class _Used:
    """The streams that count on a day: rows of `CashFlow.streams`, with the last hit up to that day."""

    rows: Ints
    last: Ints
    confidence: Floats


def _streams_at(flow: CashFlow, today: int) -> _Used:
    table = flow.streams
    last = table.last.copy()
    later = np.flatnonzero((last > today) & ~table.told)
    if len(later):
        hits = flow.hits
        seen = hits["day"] <= today
        before = np.full(len(last), -1, dtype=np.int64)
        np.maximum.at(before, hits["row"][seen], hits["day"][seen])
        last[later] = before[later]
    # What was only told has no hits to be late with.
    alive = table.told | ((last >= 0) & (today - last <= _LATE_CADENCES * _GAP_DAYS[table.cadence]))
    rows = np.flatnonzero(alive)
    return _Used(rows, last[rows], np.where(table.confirmed, 1.0, table.confidence)[rows])


def _hits_by_day(flow: CashFlow, used: _Used) -> Floats:
    """What the streams of operating flow brought or took on each day, signed, so that the rest is left beside them."""
    width = flow.days["op_in"].shape[1]
    counted = np.zeros(len(flow.streams.id), dtype=bool)
    counted[used.rows] = True
    row = flow.hits["row"]
    keep = counted[row] & ~flow.streams.debt[row] if len(row) else np.zeros(0, dtype=bool)
    day = np.minimum(flow.hits["day"][keep] - flow.start, width - 1)
    cell = flow.streams.book[row[keep]] * width + day
    sums = np.bincount(cell, flow.hits["amount"][keep], minlength=len(flow) * width)
    return sums.astype(np.float64, copy=False).reshape(len(flow), width)


def _months(flow: CashFlow, as_of: dt.date, used: _Used) -> tuple[Floats, Floats, Floats]:
    """E, I, and the nets of six months. What was only told counts in each month, since no entry shows it."""
    days, count = flow.days, len(flow)
    spent, earned = monthly(flow, days["op_out"] + days["debt_out"], as_of), monthly(flow, days["op_in"], as_of)
    for place, (first, last) in enumerate(month_bounds(as_of)):
        inside = (flow.one_offs["day"] >= first) & (flow.one_offs["day"] <= last)
        taken = np.bincount(flow.one_offs["book"][inside], flow.one_offs["amount"][inside], minlength=count)
        spent[:, place] -= taken
    table = flow.streams
    told = used.rows[table.told[used.rows]]
    a_month = table.amount[told] * TIMES_A_MONTH[table.cadence[told]]
    told_in = np.bincount(table.book[told], np.maximum(a_month, 0), minlength=count)
    told_out = np.bincount(table.book[told], np.maximum(-a_month, 0), minlength=count)
    nets = monthly(flow, days["op_in"] - days["op_out"] - days["debt_out"], as_of) + (told_in - told_out)[:, None]
    return (
        np.where(_known(spent), medians(spent), _young(flow, as_of, days["op_out"] + days["debt_out"])) + told_out,
        np.where(_known(earned), medians(earned), _young(flow, as_of, days["op_in"])) + told_in,
        nets,
    )


def _known(months: Floats) -> NDArray[np.bool_]:
    return np.asarray((~np.isnan(months)).any(axis=1))


def _young(flow: CashFlow, as_of: dt.date, daily: Floats) -> Floats:
    """A month of a book without a full one: its days so far, stretched to 30.4."""
    today = day_number(as_of)
    end = today - flow.start + 1
    span = np.clip(today + 1 - flow.first_day, 1, 91)
    return daily[:, end - 91 : end].sum(axis=1) / span * 30.4


def _events(flow: CashFlow, used: _Used, as_of: dt.date, horizon: int) -> tuple[Events, Ints, Ints]:
    parts = [
        _stream_events(flow.streams, used, as_of, horizon),
        _credit_events(flow, as_of),
        _planned_events(flow.planned, as_of),
    ]
    events = Events.none()
    for part, _kind, _ids in parts:
        events = events.and_also(part)
    order = np.argsort(events.book, kind="stable")
    sources = np.concatenate([np.full(len(ids), kind) for _part, kind, ids in parts])
    source_ids = np.concatenate([ids for _part, _kind, ids in parts])
    ordered = Events(*(getattr(events, name)[order] for name in Events.__slots__))
    return ordered, sources[order], source_ids[order]


def _flat(
    book: Ints, day: Ints, *, stream: Floats | None = None, planned: Floats | None = None, variance: Floats
) -> Events:
    none = np.zeros(len(book))
    return Events(
        book,
        day,
        none if stream is None else stream,
        none if planned is None else planned,
        variance,
        np.zeros(len(book), dtype=bool),
    )


def _stream_events(table: StreamRows, used: _Used, as_of: dt.date, horizon: int) -> tuple[Events, int, Ints]:
    rows = used.rows
    amount, sd = table.amount[rows].astype(float), table.sd[rows].astype(float)
    found = occurrences(
        table.cadence[rows],
        used.last.astype("datetime64[D]"),
        table.anchor[rows],
        table.shifts[rows],
        amount > 0,
        as_of=as_of,
        horizon=horizon,
    )
    variance = occurrence_variance(amount, sd, used.confidence)
    events = _flat(table.book[rows][found.row], found.day, stream=amount[found.row], variance=variance[found.row])
    return events, STREAM, table.id[rows][found.row]


def _credit_events(flow: CashFlow, as_of: dt.date) -> tuple[Events, int, Ints]:
    """What is owed on cards and pay-later accounts, on its due day; on day 1 where nobody said which that is."""
    accounts, today = flow.accounts, day_number(as_of)
    rows = np.flatnonzero(~accounts.liquid & accounts.own)
    later = flow.later_credit["day"] > today
    order = np.argsort(accounts.id[rows])
    sorted_ids = accounts.id[rows][order]
    moved = np.zeros(len(rows))
    if later.any() and len(rows):
        account = flow.later_credit["account"][later]
        place = np.minimum(np.searchsorted(sorted_ids, account), len(sorted_ids) - 1)
        own = sorted_ids[place] == account
        np.add.at(moved, order[place[own]], flow.later_credit["amount"][later][own])
    balance = accounts.balance[rows] - moved
    rows, balance = rows[balance < 0], balance[balance < 0]
    days = {int(day): due_day(as_of, int(day) if day > 0 else None) for day in np.unique(accounts.due_day[rows])}
    day = np.array([days[int(one)] for one in accounts.due_day[rows]], dtype=np.int64)
    events = _flat(accounts.book[rows], day, planned=balance, variance=np.zeros(len(rows)))
    return events, CREDIT, accounts.id[rows]


def _planned_events(table: PlannedRows, as_of: dt.date) -> tuple[Events, int, Ints]:
    late = day_number(as_of) - table.due
    open_debt = table.receivable | ((table.probability < 0) & (table.amount < 0))
    # A bill told of passes with its day; what customers and suppliers owe stays until it is paid.
    rows = np.flatnonzero((late < 0) | open_debt)
    late = late[rows]
    by_age = {int(days): receivable_probability(int(days)) for days in np.unique(late)}
    probability = np.where(table.probability[rows] < 0, 1.0, table.probability[rows])
    owed = table.receivable[rows]
    aged = np.array([by_age[int(days)] for days in late]) if len(late) else np.zeros(0)
    probability = np.where(owed & (table.probability[rows] < 0), aged, probability)
    probability = probability * _concentration(table, rows)
    day = np.where(late < 0, -late, np.where(owed, _OVERDUE_DAYS, 1)).astype(np.int64)
    amount = table.amount[rows].astype(float)
    keep = probability > 0
    events = _flat(
        table.book[rows][keep],
        day[keep],
        planned=(amount * probability)[keep],
        variance=planned_variance(amount, probability)[keep],
    )
    return events, PLANNED, table.id[rows][keep]


def _concentration(table: PlannedRows, rows: Ints) -> Floats:
    """The factor of `offers.rules.receivables.concentration_factors`, for every receivable of the chunk."""
    factor = np.ones(len(rows))
    owed = np.flatnonzero(table.receivable[rows])
    if not len(owed):
        return factor
    book, account, amount = table.book[rows][owed], table.account[rows][owed], table.amount[rows][owed]
    pairs, pair = np.unique(np.stack([book, account]), axis=1, return_inverse=True)
    pair = pair.ravel()
    by_customer = np.bincount(pair, amount)
    total = np.bincount(book, amount)
    customers = np.bincount(pairs[0])
    high = (customers[pairs[0]] >= _CUSTOMERS) & (by_customer > _CONCENTRATED * total[pairs[0]])
    factor[owed] = np.where(high[pair], _CONCENTRATED_FACTOR, 1.0)
    return factor


def _gate_facts(
    flow: CashFlow,
    as_of: dt.date,
    books: Books,
    spending: Floats,
    used: _Used,
    modes: list[ModeCalibration],
) -> tuple[list[GateFacts], Floats]:
    """The facts book by book, and their numbers once more as a table."""
    today = day_number(as_of)
    end = today - flow.start + 1
    age = np.maximum(0, today + 1 - flow.first_day)
    idle, weeks = idle_days(flow, today), active_weeks(flow, today)
    anchors = _anchor_days(flow, today)
    came = flow.days["op_in"][:, end - 90 : end].sum(axis=1)
    went = (flow.days["op_out"] + flow.days["debt_out"])[:, end - 90 : end].sum(axis=1)
    table = flow.streams
    a_month = table.amount[used.rows] * TIMES_A_MONTH[table.cadence[used.rows]]
    regular = np.bincount(table.book[used.rows], np.maximum(a_month, 0), minlength=len(flow))
    # A few yuan of interest or a refund are not the income that pays for what was spent.
    has_income = ((came > 0) & (_INCOME_SHARE * came >= went)) | ((regular > 0) & (_INCOME_SHARE * regular >= spending))
    columns = (
        age, flow.entries, weeks, age // 7, idle, anchors, 1 - flow.foreign_share, flow.is_cny, rounded(books.liquid),
        has_income, flow.unexplained.astype(np.int64), rounded(spending), flow.closed,
    )  # fmt: skip
    facts = [
        GateFacts(
            mode="business" if business else "household",
            days=days,
            entries=entries,
            active_weeks=active,
            weeks=full,
            idle_days=idle,
            anchor_days=None if anchor < 0 else anchor,
            base_share=base_share,
            is_cny=is_cny,
            coverage=mode.coverage,
            liquid_minor=liquid,
            has_income=income,
            adjusted_minor=adjusted,
            spending_minor=spent,
            closed=closed,
        )
        for business, mode, (
            days, entries, active, full, idle, anchor, base_share, is_cny, liquid, income, adjusted, spent, closed,
        ) in zip(flow.business.tolist(), modes, zip(*(column.tolist() for column in columns), strict=True), strict=True)
    ]  # fmt: skip
    return facts, np.stack(columns, axis=1, dtype=np.float64, casting="unsafe")


def _anchor_days(flow: CashFlow, today: int) -> Ints:
    """Days since the oldest confirmation among the liquid accounts in use; -1 where one was never confirmed."""
    accounts = flow.accounts
    rows = np.flatnonzero(accounts.liquid & (accounts.n > 0))
    oldest = np.full(len(flow), np.iinfo(np.int64).max)
    np.minimum.at(oldest, accounts.book[rows], accounts.confirmed[rows])
    unknown = (oldest == np.iinfo(np.int64).max) | (oldest < 0)
    return np.where(unknown, -1, np.maximum(0, today - oldest))


@dataclass(frozen=True, slots=True)
class Read:
    """A chunk read as of one day."""

    known: Known
    outlook: Outlook
    paths: Paths | None


def input_digests(known: Known) -> list[str]:
    """For each book a digest of everything that its reading rests on; equal digests mean equal readings."""
    books = [getattr(known.books, name) for name in Books.__slots__]
    inputs = np.stack([*books, known.spending, known.income, known.structural, known.calibration_ids], axis=1)
    inputs = np.concatenate([inputs, known.gate_numbers], axis=1)
    events = np.stack([getattr(known.events, name) for name in Events.__slots__], axis=1, dtype=np.float64)
    starts = np.searchsorted(known.events.book, np.arange(len(known.books) + 1)).tolist()
    day = known.as_of.isoformat().encode()
    # A book's place in the chunk is no input of it.
    events[:, Events.__slots__.index("book")] = 0
    return [
        blake2b(day + own.tobytes() + events[start:end].tobytes(), digest_size=16).hexdigest()
        for own, start, end in zip(inputs, starts[:-1], starts[1:], strict=True)
    ]


def read(known: Known, *, with_paths: bool) -> Read:
    """The outlook over 30 days of every book of the chunk, with the paths that a chart draws where asked for."""
    outlook = forecast(known.books, known.events, horizons=(HORIZON,))[0]
    paths = balance_paths(known.books, known.events, horizon=HORIZON) if with_paths else None
    return Read(known, outlook, paths)


def findings(
    chunk: Read, ids: Ints, standings: Mapping[int, tuple[Standing, int | None]]
) -> Iterator[tuple[Finding, tuple[Standing, int | None]]]:
    """What is said of each book, stepping on from its standing and shown amount before; with both as they are after."""
    known, outlook = chunk.known, chunk.outlook
    trough50, trough10 = outlook.trough50_minor.tolist(), outlook.trough10_minor.tolist()
    buffers, spending = rounded(known.books.buffer).tolist(), rounded(known.spending).tolist()
    for row, book_id in enumerate(ids.tolist()):
        before, shown = standings.get(book_id, (Standing(), None))
        passed = gate(known.gates[row])
        if passed.confidence == 0:
            after = silenced(before)
        else:
            scan = Scan(
                as_of=known.as_of,
                trough50_minor=trough50[row],
                trough10_minor=trough10[row],
                buffer_minor=buffers[row],
                spending_minor=spending[row],
                money_in=bool(known.money_in[row]),
            )
            after = step(before, scan)
        found = {State.SURPLUS: outlook.surplus_minor, State.LIKELY: outlook.shortfall_minor}.get(after.state)
        amount = None
        if found is not None:
            amount = shown_minor(shown if after.state is before.state else None, int(found[row]))
        yield Finding(book_id, known.as_of, passed, after, amount, row), (after, amount)
