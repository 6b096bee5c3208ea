"""Reading books: a chunk at a time, idempotent by book and day, safe to run twice, at once, late, or after a crash."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import numpy as np
from django.db import connection, transaction

from offers.cashflow import CashFlow, read_cash_flow
from offers.columns import upsert_rows
from offers.models import Calibration
from offers.patterns import refresh_patterns
from offers.reading import HORIZON, Finding, ModeCalibration, Read, findings, input_digests, known_at, read
from offers.rules.forecast import LAUNCH, rounded
from offers.rules.gates import SIGNAL_MODES
from offers.rules.states import Scan, Standing, State

CHUNK = 2_048
# After an import or a balance set right a state may be entered at once: the days that its scans need are read again.
REREAD_DAYS = 4
# The first number of our advisory locks; the second is the chunk.
_LOCK = 0x0FFE

_CANDIDATES = """
    SELECT b.id, (c.revision IS DISTINCT FROM s.revision)::int, (r.book_id IS NULL OR c.read_on <> %(as_of)s)::int
    FROM ledger_book b JOIN ledger_bookstate s ON s.book_id = b.id
    LEFT JOIN offers_readingcursor c ON c.book_id = b.id
    LEFT JOIN offers_reading r ON r.book_id = b.id AND r.as_of = %(as_of)s
    WHERE b.id = ANY(%(books)s) AND b.reading_mode = ANY(%(modes)s) AND b.reading_enabled AND b.deleted_at IS NULL
    ORDER BY b.id
"""


def read_books(book_ids: Sequence[int], as_of: dt.date, *, wait: bool = False) -> dict[str, int]:
    """Reads these books as of the close of a day; returns counts: books, readings, changed, transitions, busy.

    A book whose entries moved since it was read last is looked through for streams and read as of each of the last
    four days; any other as of `as_of` alone, and not at all where that is done. Books whose chunk another worker holds
    are left to it and counted as busy, unless `wait`. Books without a reading (mode, switched off) are passed over.
    """
    counts: Counter[str] = Counter(books=0, readings=0, changed=0, transitions=0, busy=0)
    ordered = sorted(set(book_ids))
    for chunk, members in groupby(ordered, key=lambda book_id: book_id // CHUNK):
        ids = list(members)
        with transaction.atomic():
            if _locked(chunk, wait=wait):
                counts.update(_read_chunk(ids, as_of))
            else:
                counts["busy"] += len(ids)
    return dict(counts)


def _locked(chunk: int, *, wait: bool) -> bool:
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, chunk])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK, chunk])
        return bool(cursor.fetchone()[0])


def _read_chunk(ids: list[int], as_of: dt.date) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, {"books": ids, "as_of": as_of, "modes": list(SIGNAL_MODES)})
        rows = cursor.fetchall()
    moved = [book for book, dirty, _due in rows if dirty]
    clean = [book for book, dirty, due in rows if not dirty and due]
    counts: Counter[str] = Counter(books=len(moved) + len(clean))
    calibrations = newest_calibrations()
    if moved:
        refresh_patterns(moved, as_of=as_of)
        days = [as_of - dt.timedelta(days=back) for back in reversed(range(REREAD_DAYS))]
        counts.update(_read_days(moved, days, calibrations))
    if clean:
        counts.update(_read_days(clean, [as_of], calibrations))
    return dict(counts)


# No revision of a book is this one.
UNREAD = -1


def newest_calibrations() -> dict[str, ModeCalibration]:
    """The calibration in force for each mode of reading; the launch values where no row says otherwise."""
    found = {mode: ModeCalibration(0, launch.phi, launch.q, None) for mode, launch in LAUNCH.items()}
    rows = Calibration.objects.filter(mode__in=found).order_by("mode", "-fitted_at", "-id").distinct("mode")
    found |= {row.mode: ModeCalibration(row.pk, row.phi, row.q, row.coverage) for row in rows}
    return found


def _read_days(ids: list[int], days: Sequence[dt.date], calibrations: dict[str, ModeCalibration]) -> dict[str, int]:
    flow = read_cash_flow(ids, as_of=days[-1], oldest=days[0])
    standings = _standings(ids, before=days[0])
    readings: list[tuple[Any, ...]] = []
    transitions: list[tuple[Any, ...]] = []
    for day in days:
        known = known_at(flow, day, calibrations)
        last = day == days[-1]
        chunk = read(known, with_paths=last)
        before = {book: standing for book, (standing, _shown) in standings.items()}
        columns, digests = _Columns(flow, chunk), input_digests(known)
        for finding, after in findings(chunk, flow.ids, standings):
            digest = digests[finding.row]
            readings.append(_row(chunk, columns, finding, digest, with_path=last))
            was = before.get(finding.book_id, Standing()).state
            if was is not finding.standing.state:
                transitions.append(
                    (finding.book_id, day, was.value, finding.standing.state.value, digest,
                     known.calibration_ids[finding.row])
                )  # fmt: skip
            standings[finding.book_id] = after
    changed = _write(readings)
    _write_transitions(ids, days, transitions)
    _write_cursors(flow, days[-1])
    return {"readings": len(readings), "changed": changed, "transitions": len(transitions)}


def _standings(ids: list[int], *, before: dt.date) -> dict[int, tuple[Standing, int | None]]:
    """The standing and the shown amount of each book after its last reading before a day."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT b.id, r.state, r.since, r.quiet, r.recent, r.shown_minor FROM unnest(%s::bigint[]) b (id)
               JOIN LATERAL (SELECT * FROM offers_reading r WHERE r.book_id = b.id AND r.as_of < %s
                             ORDER BY r.as_of DESC LIMIT 1) r ON true""",
            [ids, before],
        )
        return {
            book: (Standing(State(state), since, quiet, tuple(_scan(one) for one in _loaded(recent))), shown)
            for book, state, since, quiet, recent, shown in cursor.fetchall()
        }


def _loaded(value: Any) -> list:
    return json.loads(value) if isinstance(value, str) else value


def _scan(kept: list) -> Scan:
    day, trough50, trough10, buffer, spending, money_in = kept
    return Scan(dt.date.fromisoformat(day), trough50, trough10, buffer, spending, money_in)


def _kept(scan: Scan) -> list:
    return [
        scan.as_of.isoformat(),
        scan.trough50_minor,
        scan.trough10_minor,
        scan.buffer_minor,
        scan.spending_minor,
        scan.money_in,
    ]


_COLUMNS = (
    "book_id", "as_of", "revision", "state", "since", "quiet", "recent", "level", "confidence", "credit", "missing",
    "liquid_minor", "buffer_minor", "spending_minor", "income_minor", "net_minor", "trough50_minor", "trough50_day",
    "trough10_minor", "trough10_day", "end50_minor", "surplus_minor", "shortfall_minor", "shortfall_day", "timing_gap",
    "structural", "shown_minor", "path", "evidence", "calibration_id", "inputs_hash",
)  # fmt: skip


class _Columns:
    """The numbers of a chunk that every row keeps, rounded once for all books, as plain lists."""

    def __init__(self, flow: CashFlow, chunk: Read) -> None:
        known, outlook = chunk.known, chunk.outlook
        self.revision = flow.revision.tolist()
        self.drift, self.spread = rounded(known.books.drift).tolist(), rounded(known.books.spread).tolist()
        self.phi, self.q = known.books.phi.tolist(), known.books.q.tolist()
        amounts = (known.books.liquid, known.books.buffer, known.spending, known.income, known.books.monthly_net)
        found = (
            outlook.trough50_minor, outlook.trough50_day, outlook.trough10_minor, outlook.trough10_day,
            outlook.end50_minor, outlook.surplus_minor, outlook.shortfall_minor, outlook.shortfall_day,
            outlook.timing_gap, known.structural,
        )  # fmt: skip
        columns = [*(rounded(one).tolist() for one in amounts), *(one.tolist() for one in found)]
        self.numbers = list(zip(*columns, strict=True))
        self.paths = [getattr(chunk.paths, f"{name}_minor").tolist() for name in _PATHS] if chunk.paths else None
        events = known.events
        self.event_days = events.day.tolist()
        self.event_amounts = rounded(events.stream + events.planned).tolist()
        self.sources, self.source_ids = known.sources.tolist(), known.source_ids.tolist()
        place = np.arange(len(flow) + 1)
        self.event_starts = np.searchsorted(events.book, place).tolist()

    def events_of(self, row: int) -> slice:
        return slice(self.event_starts[row], self.event_starts[row + 1])


_PATHS = ("b10", "b50", "b90")


def _row(chunk: Read, columns: _Columns, finding: Finding, digest: str, *, with_path: bool) -> tuple[Any, ...]:
    row = finding.row
    gate, standing = finding.gate, finding.standing
    path = None
    # Where nothing may be said yet, no path is kept either.
    if columns.paths is not None and gate.level > 0:
        path = json.dumps({name: column[row] for name, column in zip(_PATHS, columns.paths, strict=True)})
    return (
        finding.book_id,
        finding.as_of,
        columns.revision[row],
        standing.state.value,
        standing.since,
        standing.quiet,
        json.dumps([_kept(scan) for scan in standing.recent]),
        int(gate.level),
        gate.confidence,
        gate.credit,
        f"{{{','.join(gate.missing)}}}",
        *columns.numbers[row],
        finding.shown_minor,
        path,
        json.dumps(_evidence(chunk, columns, row)) if with_path else "{}",
        chunk.known.calibration_ids[row],
        digest,
    )


def _evidence(chunk: Read, columns: _Columns, row: int) -> dict[str, Any]:
    """The numbers that a person may see behind the sentence. Events: day, expected amount, source, id there."""
    facts, own = chunk.known.gates[row], columns.events_of(row)
    parts = (columns.event_days, columns.event_amounts, columns.sources, columns.source_ids)
    return {
        "weeks": min(26, facts.weeks),
        "days": facts.days,
        "entries": facts.entries,
        "anchor_days": facts.anchor_days,
        "drift_minor": columns.drift[row],
        "spread_minor": columns.spread[row],
        "phi": columns.phi[row],
        "q": columns.q[row],
        "events": [event for event in zip(*(part[own] for part in parts), strict=True) if event[0] <= HORIZON],
    }


def _write(rows: Iterator | list) -> int:
    return upsert_rows(
        "offers_reading",
        _COLUMNS,
        rows,
        conflict=["book_id", "as_of"],
        # The same inputs give the same row, so it is left alone; a path that was not kept yet is added.
        changed="(t.inputs_hash, t.state, t.since, t.quiet, t.shown_minor, t.recent, t.revision) IS DISTINCT FROM"
        " (excluded.inputs_hash, excluded.state, excluded.since, excluded.quiet, excluded.shown_minor,"
        " excluded.recent, excluded.revision) OR (t.path IS NULL AND excluded.path IS NOT NULL)",
    )


def _write_transitions(ids: list[int], days: Sequence[dt.date], rows: list[tuple]) -> None:
    with connection.cursor() as cursor:
        # Days that were read again may have changed their mind.
        cursor.execute(
            "DELETE FROM offers_transition t WHERE t.book_id = ANY(%s) AND t.as_of BETWEEN %s AND %s"
            " AND NOT EXISTS (SELECT 1 FROM unnest(%s::bigint[], %s::date[]) n (book, day)"
            " WHERE n.book = t.book_id AND n.day = t.as_of)",
            [ids, days[0], days[-1], [row[0] for row in rows], [row[1] for row in rows]],
        )
    if rows:
        upsert_rows(
            "offers_transition",
            ["book_id", "as_of", "from_state", "to_state", "inputs_hash", "calibration_id"],
            rows,
            conflict=["book_id", "as_of"],
        )


def _write_cursors(flow: CashFlow, as_of: dt.date) -> None:
    upsert_rows(
        "offers_readingcursor",
        ["book_id", "revision", "accounts_mark", "read_on"],
        zip(flow.ids.tolist(), flow.revision.tolist(), flow.accounts_mark.tolist(), [as_of] * len(flow), strict=True),
        conflict=["book_id"],
    )


def mark_unread(book_id: int) -> None:
    """Has a book read again at the next look: something that its entries do not show was answered or changed."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE offers_readingcursor SET revision = %s WHERE book_id = %s", [UNREAD, book_id])


def due_chunks(now: dt.datetime, *, limit: int, size: int) -> Iterator[tuple[dt.date, list[int]]]:
    """Books whose entries moved since they were read, or that were not read today, as (day, ids) of one chunk each.

    Today is the day in the book's own time zone. At most `limit` books, those read longest ago first.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT (%(now)s AT TIME ZONE b.time_zone)::date, b.id
               FROM ledger_book b JOIN ledger_bookstate s ON s.book_id = b.id
               LEFT JOIN offers_readingcursor c ON c.book_id = b.id
               WHERE b.reading_mode = ANY(%(modes)s) AND b.reading_enabled AND b.deleted_at IS NULL
                 AND b.archived_at IS NULL AND b.sample_at IS NULL AND s.n > 0
                 AND (c.revision IS DISTINCT FROM s.revision OR c.read_on < (%(now)s AT TIME ZONE b.time_zone)::date)
               ORDER BY c.read_on NULLS FIRST, b.id LIMIT %(limit)s""",
            {"now": now, "modes": list(SIGNAL_MODES), "limit": limit},
        )
        found = sorted(cursor.fetchall(), key=lambda row: (row[0], row[1]))
    for (day, _chunk), rows in groupby(found, key=lambda row: (row[0], row[1] // size)):
        yield day, [book_id for _day, book_id in rows]
