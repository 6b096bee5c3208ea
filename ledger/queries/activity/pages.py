"""The activity of a book: every change of it, newest first, a page at a time.

Three kinds of rows tell it, and each is read by the order of its own keys: entries as they were recorded, what edits
of entries replaced (`EntryChange`), and all else (`BookChange`). A page is the newest of the three, merged by time; its
cursor holds the place in each. What was done to many entries at once is one line of the third kind, which names the
range of the second that it stands for, so that these are jumped over, however many they are.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Q

from ledger.directory import directory_of
from ledger.models import BookChange, EntryChange, Member
from ledger.permissions import allows
from ledger.queries.activity.kinds import AT_ONCE, ENTRIES, KIND_OF, KINDS
from ledger.queries.activity.lines import Line, lines_of_entries
from ledger.queries.activity.shown import seen_of
from ledger.visibility import hides_entries, visible_entries

PAGE_SIZE = 30
# How many edits one page looks at. Somebody who may see few of them gets a shorter page, and goes on from there.
LOOKED_AT = 2_000
# Most pages find what they show among the first few; who sees little looks at more at once.
_FIRST_CHUNK, _CHUNK = 2 * PAGE_SIZE, 1_000
_SPANS = 50
# Lines that the member may not see, because of what they are about, are few.
_LINES_BESIDES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFilter:
    """What the activity is narrowed to: by whom it was done, and a key of KINDS."""

    by: Member | None = None
    kind: str = ""

    @property
    def is_empty(self) -> bool:
        return self.by is None and not self.kind


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the instant (in microseconds) and key of the last entry, the last edit, the last other line.

    Zeros stand for the beginning.
    """

    recorded_us: int = 0
    entry: int = 0
    edit: int = 0
    line: int = 0

    def __str__(self) -> str:
        return f"{self.recorded_us}-{self.entry}-{self.edit}-{self.line}"

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """The cursor that `str` wrote, or None where the text is none."""
        parts = text.split("-")
        if len(parts) != 4 or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
            return None
        return cls(*map(int, parts))


@dataclass(frozen=True, slots=True)
class ActivityPage:
    lines: list[Line]
    next_cursor: Cursor | None


@dataclass(frozen=True, slots=True)
class _Found:
    """A row of one of the three kinds: `key` is its place among its own."""

    at: dt.datetime
    key: tuple[int, ...]
    row: Any


@dataclass(frozen=True, slots=True)
class _Read:
    """Rows of one kind, newest first; `last` is the last one looked at, where there are more behind it."""

    found: list[_Found]
    last: _Found | None = None


def activity_page(
    member: Member,
    narrowed: ActivityFilter | None = None,
    *,
    after: Cursor | None = None,
    size: int = PAGE_SIZE,
) -> ActivityPage:
    """A page of what was done in the book and the member may see. About ten queries, whatever its size."""
    narrowed = narrowed or ActivityFilter()
    after = after or Cursor()
    wants_entries = narrowed.kind in ("", ENTRIES)
    reads = (
        _recorded(member, narrowed, after, size + 1) if wants_entries else _Read([]),
        _edited(member, narrowed, after, size + 1) if wants_entries else _Read([]),
        _noted(member, narrowed, after, size + 1),
    )
    shown, next_cursor = _newest(reads, after, size)
    return ActivityPage(_lines(member, shown), next_cursor)


def _newest(reads: Sequence[_Read], after: Cursor, size: int) -> tuple[list[tuple[int, _Found]], Cursor | None]:
    """The newest rows of all, with their kind, and where the next page begins.

    Where a kind was not read to its end, nothing older than its last row can be told yet.
    """
    places: list[tuple[int, ...]] = [(after.recorded_us, after.entry), (after.edit,), (after.line,)]
    horizon = max((read.last.at for read in reads if read.last is not None), default=None)
    every = [(kind, found) for kind, read in enumerate(reads) for found in read.found]
    every.sort(key=lambda each: (each[1].at, each[0], each[1].key), reverse=True)
    told = [each for each in every if horizon is None or each[1].at >= horizon][:size]
    for kind, read in enumerate(reads):
        mine = [found for of, found in told if of == kind]
        if len(mine) == len(read.found) and read.last is not None:
            # What was only looked at need not be looked at again.
            places[kind] = read.last.key
        elif mine:
            places[kind] = mine[-1].key
    more = len(told) < len(every) or horizon is not None
    return told, Cursor(*places[0], *places[1], *places[2]) if more else None


def _recorded(member: Member, narrowed: ActivityFilter, after: Cursor, limit: int) -> _Read:
    """Entries as they were recorded by hand. An import is one line of another kind.

    The index has them by person, so each person's newest are asked for, in one query.
    """
    people = [narrowed.by.pk] if narrowed.by is not None else list(directory_of(member.book).people)
    entries = visible_entries(member, with_bin=True).filter(batch__isnull=True)
    if after.recorded_us:
        until = _instant(after.recorded_us)
        entries = entries.filter(created_at__lte=until).filter(Q(created_at__lt=until) | Q(id__lt=after.entry))
    each = [
        entries.filter(recorded_by_id=pk).order_by("-created_at", "-id").values_list("created_at", "id")[:limit]
        for pk in people
    ]
    if not each:
        return _Read([])
    rows = sorted(each[0].union(*each[1:], all=True) if len(each) > 1 else each[0], reverse=True)[:limit]
    found = [_Found(at, (_microseconds(at), pk), pk) for at, pk in rows]
    return _Read(found, found[-1] if len(found) == limit else None)


_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def _microseconds(at: dt.datetime) -> int:
    return (at - _EPOCH) // dt.timedelta(microseconds=1)


def _instant(microseconds: int) -> dt.datetime:
    try:
        return _EPOCH + dt.timedelta(microseconds=microseconds)
    except OverflowError:
        return dt.datetime.max.replace(tzinfo=dt.UTC)


# The rows of some ranges of keys, the newest first, each range by the index.
_IN_GAPS = """
    SELECT c.id, c.at, c.entry_id, c.by_id
    FROM unnest(%(above)s::bigint[], %(below)s::bigint[]) AS gap (above, below)
    CROSS JOIN LATERAL (
        SELECT id, at, entry_id, by_id FROM ledger_entrychange
        WHERE book_id = %(book)s AND id > gap.above AND id < gap.below
        ORDER BY id DESC LIMIT %(limit)s
    ) c
    ORDER BY c.id DESC LIMIT %(limit)s"""


def _edited(member: Member, narrowed: ActivityFilter, after: Cursor, limit: int) -> _Read:
    """Edits of entries that the member may see, but those that a line of another kind stands for."""
    found: list[_Found] = []
    last: _Found | None = None
    looked_at = 0
    for rows in _edits_below(member.book_id, after.edit or 2**62):
        theirs = {entry_id for _pk, _at, entry_id, by_id in rows if narrowed.by is None or by_id == narrowed.by.pk}
        visible = _visible(member, theirs)
        for pk, at, entry_id, by_id in rows:
            last = _found(last, at, pk, pk)
            if entry_id in visible and (narrowed.by is None or by_id == narrowed.by.pk):
                found.append(last)
                if len(found) == limit:
                    return _Read(found, last)
        looked_at += len(rows)
        if looked_at >= LOOKED_AT:
            return _Read(found, last)
    return _Read(found)


def _found(last: _Found | None, at: dt.datetime, pk: int, row: Any) -> _Found:
    """A row whose place is its key: clocks may disagree by a moment, and then the key is right."""
    return _Found(min(at, last.at) if last is not None else at, (pk,), row)


def _visible(member: Member, ids: set[int]) -> set[int]:
    return set(visible_entries(member, with_bin=True).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()


def _edits_below(book_id: int, below: int) -> Iterator[list[tuple[int, dt.datetime, int, int]]]:
    """Chunks of the book's edits below a key, newest first, without the ranges that lines of activity stand for."""
    at_once = BookChange.objects.filter(book_id=book_id, first_change__isnull=False).order_by("-first_change")
    limit = _FIRST_CHUNK
    while True:
        nearest = at_once.filter(first_change__lt=below).values_list("first_change", "last_change")[:_SPANS]
        spans = [(first or 0, last or 0) for first, last in nearest]
        complete = len(spans) < _SPANS
        # From the end of each range up to the beginning of the next one.
        aboves = [last for _first, last in spans] + [0] * complete
        belows = [below, *(first for first, _last in spans)][: len(aboves)]
        lowest_span = 0 if complete else spans[-1][0]
        while True:
            with connection.cursor() as cursor:
                values: dict[str, Any] = {"book": book_id, "above": aboves, "below": belows, "limit": limit}
                cursor.execute(_IN_GAPS, values)
                rows = cursor.fetchall()
            if rows:
                yield rows
            if len(rows) < limit:
                break
            limit = _CHUNK
            lowest = rows[-1][0]
            gaps = [(above, min(top, lowest)) for above, top in zip(aboves, belows, strict=True) if above < lowest - 1]
            aboves, belows = [gap[0] for gap in gaps], [gap[1] for gap in gaps]
        if complete:
            return
        below = lowest_span


def _noted(member: Member, narrowed: ActivityFilter, after: Cursor, limit: int) -> _Read:
    """What was done besides entries one by one, where the member may see it."""
    allowed = {what for kind in KINDS for what in kind.whats if narrowed.kind in ("", kind.key)}
    open_to = {what for what in allowed if allows(member, KIND_OF[what].needs)}
    shown = Q(what__in=open_to)
    if member.pk is not None:
        shown |= Q(what__in=allowed, by_id=member.pk)
    rows = BookChange.objects.filter(shown, book_id=member.book_id).select_related("step", "batch")
    if after.line:
        rows = rows.filter(id__lt=after.line)
    if narrowed.by is not None:
        rows = rows.filter(by_id=narrowed.by.pk)
    found: list[_Found] = []
    last: _Found | None = None
    looked_at = limit + _LINES_BESIDES
    changes = list(rows.order_by("-id")[:looked_at])
    seen = seen_of(member, changes)
    for change in changes:
        last = _found(last, change.at, change.pk, change)
        if seen(change):
            found.append(last)
            if len(found) == limit:
                return _Read(found, last)
    return _Read(found, last if len(changes) == looked_at else None)


def _lines(member: Member, shown: Sequence[tuple[int, _Found]]) -> list[Line]:
    recorded = {found.row for kind, found in shown if kind == 0}
    edits = EntryChange.objects.in_bulk([found.row for kind, found in shown if kind == 1])
    wanted = {(pk, None) for pk in recorded} | {(edit.entry_id, edit.pk) for edit in edits.values()}
    of_entries = lines_of_entries(member, {entry_id for entry_id, _edit in wanted}, only=wanted)
    people = directory_of(member.book).people
    whole = not hides_entries(member)
    lines = []
    for kind, found in shown:
        if kind == 0:
            line = of_entries.get((found.row, None))
        elif kind == 1:
            line = of_entries.get((edits[found.row].entry_id, found.row))
        else:
            change = found.row
            shows_all = whole or change.by_id == member.pk or KIND_OF[change.what].key != AT_ONCE
            fields = {
                name: (change.before.get(name), change.after.get(name)) for name in {**change.before, **change.after}
            }
            by = people.get(change.by_id or 0)
            line = Line(change.at, by, change.what, fields, change=change, shows_all=shows_all)
        if line is not None:
            lines.append(line)
    return lines


@dataclass(frozen=True, slots=True)
class ActivityDay:
    date: dt.date
    lines: list[Any]


def by_day(lines: Iterable[Any], zone: dt.tzinfo | None) -> list[ActivityDay]:
    """Lines, newest first, under their days in the book's time zone."""
    days = groupby(lines, key=lambda line: line.at.astimezone(zone).date())
    return [ActivityDay(day, list(group)) for day, group in days]
