"""What is known of a chunk of books, out of the database as arrays: exactly what `offers.rules.forecast` wants.

One implementation serves the daily run over thousands of books and the page of a single one. Amounts are minor units
of the book's currency, in float64 as the rules take them; days are whole days since 1970-01-01; a book is its place in
the chunk. docs/offers.md says in words where each number comes from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ledger.rules.flow import ACCOUNT_CLASS, AccountClass, Flow
from offers.columns import Ints, read_columns
from offers.rules.history import MONTHS, WEEKS

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

EPOCH = dt.date(1970, 1, 1)
_DAY = "'1970-01-01'::date"
# The rollups of seven calendar months hold six full ones before any day of the seventh, and 26 weeks.
_LOOK_BACK_DAYS = 7 * 31 + 4
_ACTIVE_WEEKS = 12
# A movement that comes twice a year apart is still found, with a month of grace.
STREAM_DAYS = 2 * 365 + 40


def day_number(day: dt.date) -> int:
    return (day - EPOCH).days


def day_of(number: int) -> dt.date:
    return EPOCH + dt.timedelta(days=int(number))


def _kinds(of: AccountClass) -> list[str]:
    return [kind for kind, account_class in ACCOUNT_CLASS.items() if account_class is of]


@dataclass(frozen=True, slots=True)
class Accounts:
    """The liquid and credit accounts of the chunk, one row each, in any order.

    due_day, confirmed: -1 where unknown. confirmed is a day number. n: entries that moved it. own: in the book's own
    currency.
    """

    book: Ints
    id: Ints
    liquid: Bools
    fund: Bools
    due_day: Ints
    confirmed: Ints
    balance: Ints
    n: Ints
    own: Bools


@dataclass(frozen=True, slots=True)
class StreamRows:
    """The streams of the chunk that count, ignored ones left out; days are day numbers."""

    book: Ints
    id: Ints
    key: Ints
    debt: Bools
    told: Bools
    confirmed: Bools
    cadence: Ints
    amount: Ints
    sd: Ints
    confidence: Floats
    anchor: Ints
    shifts: Bools
    last: Ints
    hits: Ints


@dataclass(frozen=True, slots=True)
class PlannedRows:
    """Movements that come once. probability: -1 where it goes by lateness."""

    book: Ints
    id: Ints
    due: Ints
    amount: Ints
    receivable: Bools
    probability: Floats
    account: Ints


@dataclass(slots=True)
class CashFlow:
    """Everything read for one chunk; `at` turns it into what is known at the close of one day."""

    ids: Ints
    business: Bools
    is_cny: Bools
    closed: Bools
    entries: Ints
    revision: Ints
    accounts_mark: Ints
    first_day: Ints
    start: int
    days: dict[str, Floats]
    active: Bools
    accounts: Accounts
    later_credit: dict[str, Ints]
    streams: StreamRows
    hits: dict[str, Ints]
    planned: PlannedRows
    unexplained: Floats
    one_offs: dict[str, Ints]
    foreign_share: Floats = field(default_factory=lambda: np.zeros(0))

    def __len__(self) -> int:
        return len(self.ids)


def read_cash_flow(book_ids: Sequence[int], *, as_of: dt.date, oldest: dt.date) -> CashFlow:
    """Reads a chunk of books once, for every day from `oldest` to `as_of` (both inclusive). A dozen queries.

    Books that do not exist are left out; `CashFlow.ids` says which there are, ascending.
    """
    books = read_columns(
        f"""SELECT b.id, (b.reading_mode = 'business')::int::bigint, (b.currency = 'CNY')::int::bigint,
                   (b.archived_at IS NOT NULL OR b.deleted_at IS NOT NULL)::int::bigint, s.n, s.revision,
                   coalesce(m.mark, 0), coalesce(f.day - {_DAY}, 1000000)::bigint
            FROM ledger_book b JOIN ledger_bookstate s ON s.book_id = b.id
            LEFT JOIN LATERAL ({ACCOUNTS_MARK}) m ON true
            LEFT JOIN LATERAL (
                SELECT d.day FROM ledger_bookday d
                WHERE d.book_id = b.id AND d.n > 0 AND d.flow <> 'adjustment' ORDER BY d.day LIMIT 1
            ) f ON true
            WHERE b.id = ANY(%s) ORDER BY b.id""",
        [list(book_ids)],
        ["id", "business", "cny", "closed", "n", "revision", "mark", "first"],
    )
    ids = books["id"]
    wanted = ids.tolist()
    start = day_number(oldest.replace(day=1)) - _LOOK_BACK_DAYS
    start = day_number(day_of(start).replace(day=1))
    accounts = _accounts(ids, wanted)
    days, active = _days(ids, wanted, start, day_number(as_of))
    streams, hits = _streams(ids, wanted, start)
    return CashFlow(
        ids=ids,
        business=books["business"] == 1,
        is_cny=books["cny"] == 1,
        closed=books["closed"] == 1,
        entries=books["n"],
        revision=books["revision"],
        accounts_mark=books["mark"],
        first_day=books["first"],
        start=start,
        days=days,
        active=active,
        accounts=accounts,
        later_credit=_later_credit(ids, wanted, oldest),
        streams=streams,
        hits=hits,
        planned=_planned(ids, wanted),
        unexplained=_unexplained(ids, days, active, as_of),
        one_offs=_one_offs(ids, wanted, start),
        foreign_share=_foreign_share(ids, accounts),
    )


# Changes where an account gets another due day, kind or confirmation, none of which moves the book's revision.
ACCOUNTS_MARK = """
    SELECT bit_xor(hashtextextended(concat_ws('|', a.id, a.kind, a.currency, a.due_day, a.balance_confirmed_on,
                                              a.archived_at), 0)) AS mark
    FROM ledger_account a WHERE a.book_id = b.id
"""


def _place(ids: Ints, book_ids: Ints) -> Ints:
    return np.searchsorted(ids, book_ids)


def _accounts(ids: Ints, wanted: list[int]) -> Accounts:
    rows = read_columns(
        """SELECT a.book_id, a.id, (a.kind = ANY(%s))::int::bigint, (a.kind = 'money_fund')::int::bigint,
                  coalesce(a.due_day, -1)::bigint, coalesce(a.balance_confirmed_on - '1970-01-01'::date, -1)::bigint,
                  coalesce(sum(m.inflow_minor - m.outflow_minor), 0)::bigint, coalesce(sum(m.n), 0)::bigint,
                  (a.currency = b.currency)::int::bigint
           FROM ledger_account a JOIN ledger_book b ON b.id = a.book_id
           LEFT JOIN ledger_accountmonth m ON m.book_id = a.book_id AND m.account_id = a.id
           WHERE a.book_id = ANY(%s) AND a.kind = ANY(%s) GROUP BY a.id, b.currency""",
        [_kinds(AccountClass.LIQUID), wanted, _kinds(AccountClass.LIQUID) + _kinds(AccountClass.CREDIT)],
        ["book", "id", "liquid", "fund", "due_day", "confirmed", "balance", "n", "own"],
    )
    return Accounts(
        book=_place(ids, rows["book"]),
        id=rows["id"],
        liquid=rows["liquid"] == 1,
        fund=rows["fund"] == 1,
        due_day=rows["due_day"],
        confirmed=rows["confirmed"],
        balance=rows["balance"],
        n=rows["n"],
        own=rows["own"] == 1,
    )


def _foreign_share(ids: Ints, accounts: Accounts) -> Floats:
    """The share of entries on liquid and credit accounts in another currency than the book's."""
    moved = np.bincount(accounts.book, accounts.n, minlength=len(ids))
    foreign = np.bincount(accounts.book, accounts.n * ~accounts.own, minlength=len(ids))
    return foreign / np.maximum(moved, 1)


def _days(ids: Ints, wanted: list[int], start: int, last: int) -> tuple[dict[str, Floats], Bools]:
    """Daily sums of the liquid accounts, dense, shape (books, days from `start` on), and days with an entry.

    The last column holds what lies after `last`. `other_net` are investments and transfers to what is not liquid.
    Adjustments are no flow: a balance set right today was as right yesterday.
    """
    rows = read_columns(
        # Book, flow and day travel as one number: these rows are most of what a reading fetches.
        f"""SELECT (book_id << 20) | (array_position(%s::text[], flow::text)::bigint << 16) | (day - {_DAY}),
                   inflow_minor, outflow_minor
            FROM ledger_bookday WHERE book_id = ANY(%s) AND day >= %s AND n > 0""",
        [list(Flow), wanted, day_of(start)],
        ["key", "inflow", "outflow"],
    )
    rows |= {"book": rows["key"] >> 20, "flow": (rows["key"] >> 16) & 15, "day": rows["key"] & 0xFFFF}
    width = last - start + 2
    day = np.minimum(rows["day"] - start, width - 1)
    cell = _place(ids, rows["book"]) * width + day

    def dense(where: Bools, amounts: Ints) -> Floats:
        sums = np.bincount(cell[where], amounts[where], minlength=len(ids) * width)
        return sums.astype(np.float64, copy=False).reshape(len(ids), width)

    operating, debt = rows["flow"] == 1, rows["flow"] == 2
    other = (rows["flow"] == 3) | (rows["flow"] == 4)
    active = np.zeros((len(ids), width), dtype=bool)
    active.ravel()[cell[rows["flow"] != 5]] = True
    days = {
        "op_in": dense(operating, rows["inflow"]),
        "op_out": dense(operating, rows["outflow"]),
        "debt_in": dense(debt, rows["inflow"]),
        "debt_out": dense(debt, rows["outflow"]),
        "other_net": dense(other, rows["inflow"] - rows["outflow"]),
        "adjusted": dense(rows["flow"] == 5, np.abs(rows["inflow"] - rows["outflow"])),
    }
    active[:, -1] = False
    return days, active


def _later_credit(ids: Ints, wanted: list[int], oldest: dt.date) -> dict[str, Ints]:
    """What entries dated after `oldest` did to credit accounts, adjustments aside: account, day, signed amount."""
    rows = read_columns(
        f"""SELECT a.id, (e.date - {_DAY})::bigint,
                   sum(CASE WHEN e.to_account_id = a.id THEN coalesce(e.to_amount_minor, e.amount_minor)
                            ELSE -e.amount_minor END)::bigint
            FROM ledger_entry e JOIN ledger_account a
                 ON a.book_id = e.book_id AND a.id IN (e.from_account_id, e.to_account_id)
            WHERE e.book_id = ANY(%s) AND e.deleted_at IS NULL AND e.date > %s AND e.kind <> 'adjustment'
              AND a.kind = ANY(%s) GROUP BY 1, 2""",
        [wanted, oldest, _kinds(AccountClass.CREDIT)],
        ["account", "day", "amount"],
    )
    return rows


_STREAM_FIELDS = ["book", "id", "key", "debt", "told", "confirmed", "cadence", "amount", "sd", "confidence", "anchor"]


def _streams(ids: Ints, wanted: list[int], start: int) -> tuple[StreamRows, dict[str, Ints]]:
    rows = read_columns(
        f"""SELECT book_id, id, coalesce(key, 0), (flow = 'debt')::int::bigint, (key IS NULL)::int::bigint,
                   (state = 'confirmed')::int::bigint, cadence::bigint, amount_minor, sd_minor,
                   round(confidence * 1000000)::bigint, anchor::bigint, shifts::int::bigint,
                   (last_day - {_DAY})::bigint, cardinality(hit_days)::bigint
            FROM offers_stream WHERE book_id = ANY(%s) AND state <> 'ignored' ORDER BY book_id, id""",
        [wanted],
        [*_STREAM_FIELDS, "shifts", "last", "hits"],
    )
    hits = read_columns(
        f"""SELECT s.id, (h.day - {_DAY})::bigint, h.amount
            FROM offers_stream s, unnest(s.hit_days, s.hit_amounts) AS h (day, amount)
            WHERE s.book_id = ANY(%s) AND s.state <> 'ignored' AND s.flow = 'operating' AND h.day >= %s""",
        [wanted, day_of(start)],
        ["stream", "day", "amount"],
    )
    table = StreamRows(
        book=_place(ids, rows["book"]),
        id=rows["id"],
        key=rows["key"],
        debt=rows["debt"] == 1,
        told=rows["told"] == 1,
        confirmed=rows["confirmed"] == 1,
        cadence=rows["cadence"],
        amount=rows["amount"],
        sd=rows["sd"],
        confidence=rows["confidence"] / 1e6,
        anchor=rows["anchor"],
        shifts=rows["shifts"] == 1,
        last=rows["last"],
        hits=rows["hits"],
    )
    order = np.argsort(table.id)
    place = order[np.searchsorted(table.id[order], hits["stream"])] if len(table.id) else hits["stream"]
    return table, {**hits, "row": place}


def _planned(ids: Ints, wanted: list[int]) -> PlannedRows:
    rows = read_columns(
        f"""SELECT book_id, id, (due - {_DAY})::bigint, amount_minor, (kind = 'receivable')::int::bigint,
                   coalesce(probability_ppm, -1)::bigint, coalesce(account_id, 0)
            FROM offers_planned WHERE book_id = ANY(%s) ORDER BY book_id, id""",
        [wanted],
        ["book", "id", "due", "amount", "receivable", "probability", "account"],
    )
    share = rows["probability"] / 1e6
    return PlannedRows(
        book=_place(ids, rows["book"]),
        id=rows["id"],
        due=rows["due"],
        amount=rows["amount"],
        receivable=rows["receivable"] == 1,
        probability=np.where(rows["probability"] < 0, -1.0, share),
        account=rows["account"],
    )


def _unexplained(ids: Ints, days: dict[str, Floats], active: Bools, as_of: dt.date) -> Floats:
    """Adjustments of the last 30 days that set right a balance which had been set before: nobody knows what they were.

    The first one of an account says what lay in it, and explains itself.
    """
    recent = days["adjusted"][:, -31:].sum(axis=1) > 0
    found = np.zeros(len(ids))
    if not recent.any():
        return found
    rows = read_columns(
        """SELECT book_id, sum(base_amount_minor)::bigint FROM (
               SELECT e.book_id, e.base_amount_minor, e.date,
                      row_number() OVER (PARTITION BY e.book_id, coalesce(e.from_account_id, e.to_account_id)
                                         ORDER BY e.date, e.id) AS place
               FROM ledger_entry e
               WHERE e.book_id = ANY(%s) AND e.deleted_at IS NULL AND e.kind = 'adjustment' AND e.liquid_sides > 0
           ) a WHERE place > 1 AND date > %s AND date <= %s GROUP BY book_id""",
        [ids[recent].tolist(), as_of - dt.timedelta(days=30), as_of],
        ["book", "amount"],
    )
    found[_place(ids, rows["book"])] = rows["amount"]
    return found


def _one_offs(ids: Ints, wanted: list[int], start: int) -> dict[str, Ints]:
    rows = read_columns(
        f"SELECT book_id, (day - {_DAY})::bigint, amount_minor FROM offers_oneoff"
        " WHERE book_id = ANY(%s) AND day >= %s",
        [wanted, day_of(start)],
        ["book", "day", "amount"],
    )
    return {**rows, "book": _place(ids, rows["book"])}


def month_bounds(as_of: dt.date) -> list[tuple[int, int]]:
    """First and last day number of the six full calendar months before `as_of`'s, the newest first."""
    bounds = []
    first = as_of.replace(day=1)
    for _ in range(MONTHS):
        last = first - dt.timedelta(days=1)
        first = last.replace(day=1)
        bounds.append((day_number(first), day_number(last)))
    return bounds


def weekly(flow: CashFlow, daily: Floats, as_of: int) -> Floats:
    """Sums of the 26 weeks that end on `as_of`, newest first; NaN for weeks that began before the book's first day."""
    end = as_of - flow.start + 1
    weeks = daily[:, end - 7 * WEEKS : end].reshape(len(flow), WEEKS, 7).sum(axis=2)[:, ::-1]
    begins = as_of + 1 - 7 * np.arange(1, WEEKS + 1)
    return np.where(begins[None, :] >= flow.first_day[:, None], weeks, np.nan)


def monthly(flow: CashFlow, daily: Floats, as_of: dt.date) -> Floats:
    """Sums of the six full months before, newest first; NaN for months that began before the book's fourth day."""
    sums = []
    for first, last in month_bounds(as_of):
        month = daily[:, first - flow.start : last - flow.start + 1].sum(axis=1)
        sums.append(np.where(first + 3 >= flow.first_day, month, np.nan))
    return np.stack(sums, axis=1)


def active_weeks(flow: CashFlow, as_of: int) -> Ints:
    end = as_of - flow.start + 1
    weeks = flow.active[:, end - 7 * _ACTIVE_WEEKS : end].reshape(len(flow), _ACTIVE_WEEKS, 7).any(axis=2)
    return weeks.sum(axis=1)


def idle_days(flow: CashFlow, as_of: int) -> Ints:
    """Days since the last entry, adjustments aside; as many as were looked at where there is none."""
    end = as_of - flow.start + 1
    seen = flow.active[:, :end][:, ::-1]
    return np.where(seen.any(axis=1), seen.argmax(axis=1), end).astype(np.int64)
