"""What a book shows besides sums: streams, one-offs, what customers and suppliers owe, and what was scheduled.

Read only for books that changed; the results are kept in `Stream`, `OneOff` and `Planned`. Everything is set-based
over a chunk of books.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from django.db import connection

from accounts.ids import uuid7
from ledger.rules.flow import ACCOUNT_CLASS, AccountClass
from ledger.rules.recurrence import days_until
from offers.cashflow import STREAM_DAYS, day_of
from offers.columns import Ints, read_columns, upsert_rows
from offers.rules.answers import Regular, parts_found
from offers.rules.history import one_off_limits
from offers.rules.recurrence import HITS_KEPT, Cadence, Streams, streams

# Spending of a day counts as a one-off only where it is also a tenth of a month's: the limit by category alone would
# take every large shopping trip for one, and make the buffer too small.
_ONE_OFF_SHARE = 0.1
_ONE_OFF_DAYS = 215
_CREDIT_DAYS = 30
_RHYTHM_DAYS = 400
# Books looked through together: two years of the entries of more of them would take gigabytes.
_BOOKS = 512
_KEEP = ("id", "public_id", "state", "name", "kind")

# What makes entries alike: direction and flow, then counterparty, else the words of the note without digits, else the
# category and account. Bills of cards and debts of trade are known movements of their own and are left out. The words
# are looked for once, and only where they count: they are the dearest part of the query.
# Book, kind of flow and day travel as one number: these rows are most of what is fetched here.
_HITS = """
    SELECT (e.book_id << 20) | ((e.flow = 'debt')::int::bigint << 16) | (e.date - '1970-01-01'::date),
           hashtextextended(concat_ws('|', e.liquid_sides, e.flow,
               CASE WHEN e.merchant_id IS NOT NULL THEN 'm' || e.merchant_id
                    WHEN w.words <> '' THEN 'n' || lower(w.words)
                    ELSE concat('c', e.category_id, 'a', e.from_account_id, 'b', e.to_account_id) END), 0),
           CASE WHEN e.liquid_sides = 2 THEN e.base_amount_minor ELSE -e.base_amount_minor END,
           e.id, coalesce(e.category_id, 0)
    FROM ledger_entry e LEFT JOIN ledger_account t ON t.id = e.to_account_id
    CROSS JOIN LATERAL (SELECT CASE WHEN e.merchant_id IS NULL AND e.note <> ''
        THEN regexp_replace(e.note, '[0-9０-９[:space:][:punct:]]+', '', 'g') ELSE '' END OFFSET 0) w (words)
    WHERE e.book_id = ANY(%s) AND e.deleted_at IS NULL AND e.date > %s AND e.date <= %s
      AND ((e.flow = 'operating' AND e.kind IN ('expense', 'income') AND e.liquid_sides IN (1, 2))
           OR (e.flow = 'debt' AND e.liquid_sides = 1 AND t.kind = ANY(%s)))
"""


@dataclass(frozen=True, slots=True)
class _Keys:
    """Hits by key: `start[i]:end[i]` are the rows of key i, in the order of their days."""

    rows: dict[str, Ints]
    start: Ints
    end: Ints

    @property
    def count(self) -> Ints:
        return self.end - self.start


def refresh_patterns(book_ids: Sequence[int], *, as_of: dt.date) -> int:
    """Finds streams, one-offs and open debts of trade of these books anew. Returns how many streams were found.

    Runs in the caller's transaction. What a person said of a stream stays; found ones that ended are deleted.
    """
    return sum(_refresh(book_ids[low : low + _BOOKS], as_of) for low in range(0, len(book_ids), _BOOKS))


def _refresh(book_ids: Sequence[int], as_of: dt.date) -> int:
    rows = read_columns(
        _HITS,
        [list(book_ids), as_of - dt.timedelta(days=STREAM_DAYS), as_of, _kinds(AccountClass.LOAN)],
        ["place", "key", "amount", "entry", "category"],
    )
    place = rows.pop("place")
    rows |= {"book": place >> 20, "debt": (place >> 16) & 1, "day": place & 0xFFFF}
    keys = _by_key(_one_a_day(rows))
    found, used = _found(keys, as_of)
    _write_streams(book_ids, keys, found, used)
    _write_one_offs(book_ids, keys, used, as_of)
    _write_planned(book_ids, as_of)
    return len(used)


def _kinds(*classes: AccountClass) -> list[str]:
    return [kind for kind, account_class in ACCOUNT_CLASS.items() if account_class in classes]


def _one_a_day(rows: dict[str, Ints]) -> dict[str, Ints]:
    """The movements of one key and day as one hit, in the order of book, key and day; the newest entry names it."""
    order = np.lexsort((rows["entry"], rows["day"], rows["key"], rows["book"]))
    rows = {name: column[order] for name, column in rows.items()}
    book, key, day = rows["book"], rows["key"], rows["day"]
    if not len(book):
        return rows
    last = np.append((np.diff(book) != 0) | (np.diff(key) != 0) | (np.diff(day) != 0), True)
    first = np.flatnonzero(np.roll(last, 1))
    return {name: column[last] for name, column in rows.items()} | {"amount": np.add.reduceat(rows["amount"], first)}


def _by_key(rows: dict[str, Ints]) -> _Keys:
    book, key = rows["book"], rows["key"]
    if not len(book):
        none = np.zeros(0, dtype=np.int64)
        return _Keys(rows, none, none)
    new = np.flatnonzero((np.diff(book) != 0) | (np.diff(key) != 0)) + 1
    start = np.concatenate([[0], new])
    return _Keys(rows, start, np.concatenate([new, [len(book)]]))


def _found(keys: _Keys, as_of: dt.date) -> tuple[Streams, Ints]:
    """The streams of all keys that may be one, and which keys those are; unusable ones are left out of both."""
    count = keys.count
    days = keys.rows["day"]
    # Two hits are a stream only a year apart, so most keys need no further look.
    year_apart = (count == 2) & (np.abs(days[keys.end - 1] - days[keys.start] - 365) <= 15) if len(count) else count > 2
    chosen = np.flatnonzero((count > 2) | year_apart)
    parts: list[Streams] = []
    which: list[Ints] = []
    # Keys with few hits need narrow arrays: three widths instead of forty columns for all.
    for low, high in ((0, 6), (6, 14), (14, None)):
        group = chosen[(count[chosen] > low) & (count[chosen] <= high)] if high else chosen[count[chosen] > low]
        width = high or HITS_KEPT
        for block in np.array_split(group, max(1, len(group) // 20_000)):
            if not len(block):
                continue
            result = streams(*_matrix(keys, block, width), as_of=as_of)
            use = np.flatnonzero(result.usable & (np.abs(result.amount) >= 1))
            parts.append(_pick(result, use))
            which.append(block[use])
    if not parts:
        empty = streams(np.full((1, 1), np.datetime64("NaT", "D")), np.full((1, 1), np.nan), as_of=as_of)
        return _pick(empty, np.zeros(0, dtype=np.int64)), np.zeros(0, dtype=np.int64)
    joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in Streams.__slots__}
    return Streams(**joined), np.concatenate(which)


def _pick(found: Streams, rows: Ints) -> Streams:
    return Streams(**{name: getattr(found, name)[rows] for name in Streams.__slots__})


def _matrix(keys: _Keys, block: Ints, width: int) -> tuple[np.ndarray, np.ndarray]:
    """The last `width` hits of each key as days and amounts, padded behind with NaT and NaN."""
    count = np.minimum(keys.count[block], width)
    first = keys.end[block] - count
    place = np.minimum(first[:, None] + np.arange(width), len(keys.rows["day"]) - 1)
    there = np.arange(width) < count[:, None]
    days = np.where(there, keys.rows["day"][place].astype("datetime64[D]"), np.datetime64("NaT", "D"))
    return days, np.where(there, keys.rows["amount"][place].astype(np.float64), np.nan)


def _write_streams(book_ids: Sequence[int], keys: _Keys, found: Streams, used: Ints) -> None:
    rows = keys.rows
    books, hashes = rows["book"][keys.start[used]], rows["key"][keys.start[used]]
    _adopt_told(book_ids, books, hashes, found)
    names = _names(rows["entry"][keys.end[used] - 1])
    upsert_rows(
        "offers_stream",
        [
            "book_id", "key", "public_id", "name", "kind", "flow", "cadence", "amount_minor", "sd_minor", "confidence",
            "anchor", "shifts", "last_day", "hit_days", "hit_amounts", "state",
        ],
        _stream_rows(keys, found, used, books, hashes, names),
        conflict=["book_id", "key"],
        keep=_KEEP,
        changed="(t.last_day, t.amount_minor, t.sd_minor, t.confidence, t.cadence, t.hit_amounts) IS DISTINCT FROM"
        " (excluded.last_day, excluded.amount_minor, excluded.sd_minor, excluded.confidence, excluded.cadence,"
        " excluded.hit_amounts)",
    )  # fmt: skip
    with connection.cursor() as cursor:
        # What ended is no stream; what a person confirmed or ignored is remembered.
        cursor.execute(
            """DELETE FROM offers_stream s WHERE s.book_id = ANY(%s) AND s.state = 'found' AND s.key IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM unnest(%s::bigint[], %s::bigint[]) f (book_id, key)
                               WHERE f.book_id = s.book_id AND f.key = s.key)""",
            [list(book_ids), books.tolist(), hashes.tolist()],
        )


def _stream_rows(
    keys: _Keys, found: Streams, used: Ints, books: Ints, hashes: Ints, names: dict[int, str]
) -> Iterator[tuple]:
    rows = keys.rows
    amount = np.trunc(found.amount + np.copysign(0.5, found.amount)).astype(np.int64)
    sd = np.rint(found.sd).astype(np.int64)
    for place, key in enumerate(used):
        start, end = max(keys.start[key], keys.end[key] - HITS_KEPT), keys.end[key]
        days = ",".join(np.datetime_as_string(rows["day"][start:end].astype("datetime64[D]")))
        amounts = ",".join(map(str, rows["amount"][start:end].tolist()))
        yield (
            int(books[place]),
            int(hashes[place]),
            uuid7(),
            names.get(int(rows["entry"][end - 1]), "")[:120],
            "",
            "debt" if rows["debt"][start] else "operating",
            int(found.cadence[place]),
            int(amount[place]),
            int(sd[place]),
            float(found.confidence[place]),
            int(found.anchor[place]),
            bool(found.shifts[place]),
            str(found.last[place]),
            f"{{{days}}}",
            f"{{{amounts}}}",
            "found",
        )


def _names(entries: Ints) -> dict[int, str]:
    """What people call the movements: the merchant, else the note, else the category or the loan."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT e.id, coalesce(m.name, nullif(e.note, ''), c.name, t.name, '')
               FROM ledger_entry e LEFT JOIN ledger_merchant m ON m.id = e.merchant_id
               LEFT JOIN ledger_category c ON c.id = e.category_id LEFT JOIN ledger_account t ON t.id = e.to_account_id
               WHERE e.id = ANY(%s)""",
            [entries.tolist()],
        )
        return dict(cursor.fetchall())


def _adopt_told(book_ids: Sequence[int], books: Ints, hashes: Ints, found: Streams) -> None:
    """Streams that a person told of and that the entries now show become those of the entries, confirmed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, book_id, amount_minor, cadence, anchor, name, kind FROM offers_stream"
            " WHERE book_id = ANY(%s) AND key IS NULL ORDER BY book_id, id",
            [list(book_ids)],
        )
        for told_id, book, amount, cadence, anchor, name, kind in cursor.fetchall():
            places = np.flatnonzero(books == book)
            shown = [
                Regular(int(found.amount[p]), int(found.cadence[p]), int(found.anchor[p])) for p in places.tolist()
            ]
            parts = parts_found(Regular(amount, cadence, anchor), shown)
            if not parts:
                continue
            cursor.execute("DELETE FROM offers_stream WHERE id = %s", [told_id])
            for part in parts:
                place = int(places[part])
                cursor.execute(
                    """INSERT INTO offers_stream (book_id, key, public_id, name, kind, flow, cadence, amount_minor,
                           sd_minor, confidence, anchor, shifts, last_day, hit_days, hit_amounts, state)
                       VALUES (%s, %s, %s, %s, %s, 'operating', %s, %s, 0, 1, %s, false, %s, '{}', '{}', 'confirmed')
                       ON CONFLICT (book_id, key) DO UPDATE SET state = 'confirmed', name = excluded.name,
                           kind = excluded.kind""",
                    [
                        book, int(hashes[place]), uuid7(), name, kind, int(found.cadence[place]),
                        int(found.amount[place]) or 1, int(found.anchor[place]), str(found.last[place]),
                    ],
                )  # fmt: skip


def _write_one_offs(book_ids: Sequence[int], keys: _Keys, used: Ints, as_of: dt.date) -> None:
    rows = keys.rows
    recurring = np.isin(np.repeat(np.arange(len(keys.start)), keys.count), used)
    spent = (rows["amount"] < 0) & (rows["debt"] == 0) & ~recurring & (rows["category"] != 0)
    book, category, day, amount = (
        rows["book"][spent],
        rows["category"][spent],
        rows["day"][spent],
        -rows["amount"][spent].astype(np.float64),
    )
    written: list[tuple] = []
    if len(book):
        written = list(_one_offs(book, category, day, amount, as_of))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM offers_oneoff WHERE book_id = ANY(%s)", [list(book_ids)])
    if written:
        upsert_rows(
            "offers_oneoff",
            ["book_id", "day", "category_id", "amount_minor"],
            written,
            conflict=["book_id", "day", "category_id"],
        )


def _one_offs(book: Ints, category: Ints, day: Ints, amount: np.ndarray, as_of: dt.date) -> Iterable[tuple]:
    """Days on which a category took more than its median + 4 MAD and more than a tenth of a month's spending."""
    recent = (as_of - dt.timedelta(days=_ONE_OFF_DAYS) - dt.date(1970, 1, 1)).days
    order = np.lexsort((day, category, book))
    book, category, day, amount = book[order], category[order], day[order], amount[order]
    # One amount a day: the keys of a category are added up.
    new = np.concatenate([[True], (np.diff(book) != 0) | (np.diff(category) != 0) | (np.diff(day) != 0)])
    place = np.cumsum(new) - 1
    total = np.bincount(place, amount).astype(np.float64)
    book, category, day = book[new], category[new], day[new]
    groups = np.concatenate([[True], (np.diff(book) != 0) | (np.diff(category) != 0)])
    group = np.cumsum(groups) - 1
    places, where = np.unique(book, return_inverse=True)
    since = np.maximum(recent, day[np.searchsorted(book, places)])
    span = np.maximum(30, (as_of - dt.date(1970, 1, 1)).days - since)
    month = np.bincount(where, total * (day >= recent)) / span * 30.4
    found = (day >= recent) & (total > _ONE_OFF_SHARE * month[where]) & (total > one_off_limits(total, group)[group])
    columns = (book[found], day[found], category[found], total[found].astype(np.int64))
    for one, when, kind, taken in zip(*(column.tolist() for column in columns), strict=True):
        yield one, day_of(when), kind, taken


# Debts of trade: what customers owe (receivable) and what is owed to suppliers (payable), in a business. Payments
# settle the oldest, so what is open is the newest entries that add up to the balance. A day promised in the entry
# counts; else, for a supplier who is paid every so often, the usual gap after the last payment; else the usual days of
# credit after the entry.
_OPEN_TRADE = """
    WITH a AS (
        SELECT a.id, a.book_id, a.kind, a.name, coalesce((b.facts ->> 'credit_days')::int, %(days)s) AS days,
               sum(m.inflow_minor - m.outflow_minor) * CASE WHEN a.kind = 'payable' THEN -1 ELSE 1 END AS open
        FROM ledger_account a JOIN ledger_book b ON b.id = a.book_id
        JOIN ledger_accountmonth m ON m.book_id = a.book_id AND m.account_id = a.id
        WHERE a.book_id = ANY(%(books)s) AND b.reading_mode = 'business' AND a.kind IN ('receivable', 'payable')
          AND a.currency = b.currency AND a.archived_at IS NULL
        GROUP BY a.id, b.facts HAVING sum(m.inflow_minor - m.outflow_minor) <> 0
    ), paid AS (
        SELECT id, max(date) + percentile_disc(0.5) WITHIN GROUP (ORDER BY gap) AS next
        FROM (SELECT a.id, e.date, e.date - lag(e.date) OVER (PARTITION BY a.id ORDER BY e.date) AS gap
              FROM a JOIN ledger_entry e ON e.book_id = a.book_id AND e.to_account_id = a.id
                   AND e.deleted_at IS NULL AND e.kind = 'transfer' AND e.date > %(since)s AND e.date <= %(as_of)s
              WHERE a.kind = 'payable') g
        GROUP BY id HAVING count(gap) >= 2
    ), grown AS (
        SELECT a.*, e.amount_minor AS amount,
               CASE WHEN e.extra ->> 'due_on' ~ '^\\d{4}-\\d{2}-\\d{2}$' THEN (e.extra ->> 'due_on')::date
                    ELSE coalesce((SELECT next FROM paid WHERE paid.id = a.id), e.date + a.days) END AS due,
               sum(e.amount_minor) OVER (PARTITION BY a.id ORDER BY e.date DESC, e.id DESC) - e.amount_minor AS newer
        FROM a JOIN ledger_entry e ON e.book_id = a.book_id AND e.deleted_at IS NULL
             AND CASE WHEN a.kind = 'receivable' THEN e.to_account_id ELSE e.from_account_id END = a.id
        WHERE a.open > 0
    )
    SELECT book_id, id, due, sum(least(amount, open - newer))::bigint AS amount, kind, name
    FROM grown WHERE newer < open GROUP BY book_id, id, due, kind, name
"""


# What was scheduled and takes or brings liquid money: nothing that a card pays, and no transfer, since the bills of
# cards and the payments of loans are known movements of their own.
_SCHEDULED = """
    SELECT s.book_id, s.due, CASE WHEN s.kind = 'income' THEN s.amount_minor ELSE -s.amount_minor END, s.name, s.every,
           s.anchor_day, s.lunar, s.account_id
    FROM ledger_scheduled s LEFT JOIN ledger_account a ON a.id = s.account_id
    WHERE s.book_id = ANY(%s) AND s.done_at IS NULL AND s.deleted_at IS NULL AND s.kind IN ('expense', 'income')
      AND s.amount_minor IS NOT NULL AND s.due <= %s AND (a.id IS NULL OR a.kind = ANY(%s))
    ORDER BY s.book_id, s.due, s.id
"""
_SCHEDULED_DAYS = 366
_CADENCES = {
    "week": Cadence.WEEKLY,
    "month": Cadence.MONTHLY,
    "quarter": Cadence.QUARTERLY,
    "year": Cadence.YEARLY,
}


def _write_planned(book_ids: Sequence[int], as_of: dt.date) -> None:
    """What is known to come by the ledger: open debts of trade, and what was scheduled and no stream shows."""
    rows = [*_open_trade(book_ids, as_of), *_scheduled(book_ids, as_of)]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM offers_planned WHERE book_id = ANY(%s) AND source = 'ledger'", [list(book_ids)])
        if not rows:
            return
        with cursor.copy(
            "COPY offers_planned (public_id, book_id, due, amount_minor, kind, name, source, account_id) FROM STDIN"
        ) as copy:
            for book, due, amount, kind, name, account in rows:
                copy.write_row((uuid7(), book, due, amount, kind, name, "ledger", account))


def _open_trade(book_ids: Sequence[int], as_of: dt.date) -> Iterator[tuple]:
    since = as_of - dt.timedelta(days=_RHYTHM_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_TRADE, {"days": _CREDIT_DAYS, "books": list(book_ids), "since": since, "as_of": as_of})
        for book, account, due, amount, kind, name in cursor.fetchall():
            yield book, due, amount if kind == "receivable" else -amount, kind, name, account


def _scheduled(book_ids: Sequence[int], as_of: dt.date) -> Iterator[tuple]:
    """Each day within a year on which something scheduled comes. What repeats and a stream shows comes by the stream.

    What is overdue stands on its own day, once; a payment is then taken for due at once.
    """
    last = as_of + dt.timedelta(days=_SCHEDULED_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(_SCHEDULED, [list(book_ids), last, _kinds(AccountClass.LIQUID)])
        rows = cursor.fetchall()
    shown = _shown({row[0] for row in rows if row[4]})
    for book, due, amount, name, every, anchor, lunar, account in rows:
        told = Regular(amount, _CADENCES.get(every, Cadence.NONE), 0 if every == "week" else anchor)
        if every and not lunar and parts_found(told, shown.get(book, [])):
            continue
        for day in days_until(due, last, every=every, anchor_day=anchor, lunar=lunar):
            if day == due or day > as_of:
                yield book, day, amount, "bill" if amount < 0 else "pay", name, account


def _shown(book_ids: Iterable[int]) -> dict[int, list[Regular]]:
    """The streams of these books, found, told of or ignored alike."""
    wanted = list(book_ids)
    if not wanted:
        return {}
    found: dict[int, list[Regular]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT book_id, amount_minor, cadence, anchor FROM offers_stream WHERE book_id = ANY(%s)", [wanted]
        )
        for book, amount, cadence, anchor in cursor.fetchall():
            found.setdefault(book, []).append(Regular(amount, cadence, anchor))
    return found
