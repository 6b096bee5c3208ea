"""The activity of a book: every change of it, newest first, a page at a time.

Three kinds of rows tell it, and each is read by the order of its own keys: entries as they were recorded, what edits
of entries replaced (`EntryChange`), and all else (`BookChange`). A page is the newest of the three, merged by time; its
cursor holds the place in each. What was done to many entries at once is one line of the third kind, which names the
range of the second that it stands for, so that these are jumped over, however many they are.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ledger.directory import directory_of
from ledger.errors import BookNotFound
from ledger.models import Account, BookChange, Entry, EntryChange, Member, Merchant, Scheduled, What
from ledger.permissions import Action, allows, allows_edit
from ledger.queries.entries import with_names
from ledger.visibility import hides_entries, known_merchants, visible_entries

PAGE_SIZE = 30
# How many edits one page looks at. Somebody who may see few of them gets a shorter page, and goes on from there.
LOOKED_AT = 2_000
# Most pages find what they show among the first few; who sees little looks at more at once.
_FIRST_CHUNK, _CHUNK = 2 * PAGE_SIZE, 1_000
_SPANS = 50
# Lines that the member may not see, because of what they are about, are few.
_LINES_BESIDES = 50


@dataclass(frozen=True, slots=True)
class LineKind:
    """A kind of line that the page can be narrowed to, and the right that it takes to see what others did of it."""

    key: str
    title: Promise
    needs: Action
    whats: frozenset[str] = frozenset()


def _of(*prefixes: str) -> frozenset[str]:
    return frozenset(what for what in What.values if what.startswith(prefixes))


ENTRIES = "entries"
AT_ONCE = "at_once"
KINDS: tuple[LineKind, ...] = (
    LineKind(ENTRIES, _("Entries"), Action.SEE, _of("expense_")),
    LineKind(AT_ONCE, _("Imports and changes at once"), Action.SEE_SUMS, _of("import_", "step_", "entries_")),
    LineKind("names", _("Accounts and names"), Action.SEE, _of("account_", "category_", "label_")),
    LineKind("plans", _("Budgets and plans"), Action.SEE_SUMS, _of("budget_", "scheduled_")),
    LineKind("people", _("People"), Action.SEE, _of("member_", "role_", "owner_", "guest_joined")),
    LineKind("invitations", _("Invitations"), Action.INVITE, _of("invitation_", "guest_link_")),
    LineKind("settling", _("Settling up"), Action.SEE_SUMS, _of("settle")),
    LineKind("settings", _("Settings"), Action.SETTINGS, _of("settings_")),
    LineKind("book", _("The book"), Action.SEE, _of("book_")),
)
KIND_OF = {what: kind for kind in KINDS for what in kind.whats}


def kinds_shown(member: Member) -> list[LineKind]:
    """The kinds of lines that the member may narrow the activity to."""
    return [kind for kind in KINDS if allows(member, kind.needs)]


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
class Line:
    """One thing that was done.

    Of an entry: `entry` as it stands, `then` as it was right after, `version` the one that came of it (1: recorded),
    and `fields` what was before and after by column. Of all else: `change`, whose `fields` are its columns.
    `shows_all` is False where the reader may not see all that the line stands for: then it says nothing in particular.
    """

    at: dt.datetime
    by: Member | None
    what: str
    fields: dict[str, tuple[Any, Any]]
    entry: Entry | None = None
    then: Entry | None = None
    version: int = 0
    change: BookChange | None = None
    shows_all: bool = True


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
    seen = _seen_of(member, changes)
    for change in changes:
        last = _found(last, change.at, change.pk, change)
        if seen(change):
            found.append(last)
            if len(found) == limit:
                return _Read(found, last)
    return _Read(found, last if len(changes) == looked_at else None)


def _seen_of(member: Member, changes: Iterable[BookChange]) -> Callable[[BookChange], bool]:
    """Says of a line whether the member may know of what it is about. At most a query for each sort of row."""
    about: dict[str, set[int]] = {}
    for change in changes:
        about.setdefault(change.model, set()).add(change.row_id or 0)
    # What is not named here everybody of the book may know of.
    known: dict[str, set[int]] = {}
    for model, rows in (
        (Entry, lambda: visible_entries(member, with_bin=True)),
        (Merchant, lambda: known_merchants(member)),
        (Scheduled, lambda: _known_scheduled(member)),
    ):
        label = model._meta.label_lower
        if label in about and hides_entries(member):
            known[label] = set(rows().filter(pk__in=about[label]).values_list("pk", flat=True))
    hidden = hidden_accounts(member)
    sees_veiled = allows(member, Action.SEE_VEILED)

    def seen(change: BookChange) -> bool:
        if change.veiled and not sees_veiled:
            return False
        if change.model == Account._meta.label_lower:
            return change.row_id not in hidden
        return change.model not in known or change.row_id in known[change.model]

    return seen


def _known_scheduled(member: Member) -> QuerySet[Scheduled]:
    """What is or was scheduled and names no account that the book hides from the member."""
    hidden = hidden_accounts(member)
    rows = Scheduled._base_manager.filter(book_id=member.book_id)
    return rows.filter(Q(account=None) | ~Q(account__in=hidden), Q(to_account=None) | ~Q(to_account__in=hidden))


def hidden_accounts(member: Member) -> frozenset[int]:
    """The keys of the accounts that the book hides from the member."""
    return frozenset() if allows(member, Action.SEE_VEILED) else directory_of(member.book).veiled


def shown_change(member: Member, public_id: UUID) -> BookChange:
    """A line that is not of an entry, where the member may see it. Raises BookNotFound."""
    changes = list(BookChange.objects.filter(book_id=member.book_id, public_id=public_id).select_related("step"))
    shown = [each for each in changes if each.by_id == member.pk or allows(member, KIND_OF[each.what].needs)]
    if not shown or not _seen_of(member, shown)(shown[0]):
        raise BookNotFound
    return shown[0]


def _lines(member: Member, shown: Sequence[tuple[int, _Found]]) -> list[Line]:
    recorded = {found.row for kind, found in shown if kind == 0}
    edits = EntryChange.objects.in_bulk([found.row for kind, found in shown if kind == 1])
    wanted = {(pk, None) for pk in recorded} | {(edit.entry_id, edit.pk) for edit in edits.values()}
    of_entries = _entry_lines(member, {entry_id for entry_id, _edit in wanted}, only=wanted)
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


def entry_lines(member: Member, entry: Entry) -> list[Line]:
    """The whole history of one entry, newest first; that it was recorded comes last."""
    lines = _entry_lines(member, {entry.pk})
    return sorted(lines.values(), key=lambda line: line.version, reverse=True)


def _entry_lines(
    member: Member, ids: set[int], *, only: Collection[tuple[int, int | None]] | None = None
) -> dict[tuple[int, int | None], Line]:
    """The lines of entries that the member may see, by the entry and its change (None for the recording): `only` these.

    What an edit put into a column is what the next edit replaced there, or what stands there now. Of the times when the
    entry lay in another book, or in accounts that the book hides from the member, nothing is told.
    """
    if not ids:
        return {}
    entries = with_names(member, visible_entries(member, with_bin=True).filter(pk__in=ids))
    history: dict[int, list[EntryChange]] = {}
    for change in EntryChange.objects.filter(book_id=member.book_id, entry_id__in=ids).order_by("-id"):
        history.setdefault(change.entry_id, []).append(change)
    people = directory_of(member.book).people
    hidden = hidden_accounts(member)
    lines: dict[tuple[int, int | None], Line] = {}
    for entry in entries:
        state = {field.attname: getattr(entry, field.attname) for field in Entry._meta.concrete_fields}
        for change in history.get(entry.pk, ()):
            became, before = dict(state), _read(change.before)
            state |= before
            key = (entry.pk, change.pk)
            if (only is None or key in only) and _is_open(became, member, hidden):
                told = before if _is_open(state, member, hidden) else {}
                fields = {column: (value, became[column]) for column, value in told.items()}
                by = people.get(change.by_id or 0)
                lines[key] = Line(change.at, by, _done(fields), fields, entry, Entry(**became), change.version)
        if (only is None or (entry.pk, None) in only) and _is_open(state, member, hidden):
            by = people.get(entry.recorded_by_id)
            lines[entry.pk, None] = Line(entry.created_at, by, "recorded", {}, entry, Entry(**state), 1)
    _name_then(member, lines.values())
    return lines


def _is_open(state: Mapping[str, Any], member: Member, hidden: frozenset[int]) -> bool:
    """Was the entry, as its columns were then, one of this book and not wholly hidden from the member?"""
    ends = {state["from_account_id"], state["to_account_id"]} - {None}
    return state["book_id"] == member.book_id and not ends <= hidden


_FIELDS = {field.attname: field for field in Entry._meta.concrete_fields}


def _read(before: dict[str, Any]) -> dict[str, Any]:
    """The old values of an edit as the columns hold them; a column that does not exist any more is left out."""
    return {
        column: _FIELDS[column].to_python(value) if value is not None and column not in ("tags", "extra") else value
        for column, value in before.items()
        if column in _FIELDS
    }


def _done(fields: dict[str, tuple[Any, Any]]) -> str:
    if "deleted_at" in fields:
        return "deleted" if fields["deleted_at"][1] else "restored"
    return "edited"


def _name_then(member: Member, lines: Iterable[Line]) -> None:
    """Gives former states of entries the rows that they name, or none where these are gone."""
    directory = directory_of(member.book)
    states = [(line.then, line.entry) for line in lines if line.then is not None and line.entry is not None]
    merchants = Merchant.objects.in_bulk({then.merchant_id for then, _now in states if then.merchant_id is not None})
    accounts = directory.accounts.keys() | directory.veiled
    known: dict[str, Any] = {
        "from_account": accounts,
        "to_account": accounts,
        "category": directory.categories,
        "member": directory.people,
        "paid_by": directory.people,
        "project": directory.projects,
    }
    for then, now in states:
        then.merchant = merchants.get(then.merchant_id or 0)
        then.tags = [pk for pk in then.tags if pk in directory.tags]
        for name, rows in known.items():
            if getattr(then, f"{name}_id") not in rows:
                setattr(then, name, None)
        if then.from_account_id is None and then.to_account_id is None:
            then.from_account_id, then.to_account_id = now.from_account_id, now.to_account_id
    directory.name_entries(then for then, _now in states)


# Columns of an entry that follow from others, or that a service of their own changes.
NOT_REVERTED = frozenset(
    {"book_id", "recorded_by_id", "batch_id", "group", "link_id", "veiled", "approval", "approval_note", "split"}
)


def may_revert(member: Member, line: Line) -> bool:
    """May the member take back what this line tells, as far as the roles say? `ledger.services.reverting` does it."""
    # Guests and whoever looks at a sample have no account that a change could be taken back with.
    if member.pk is None or member.user_id is None or member.book.archived_at is not None:
        return False
    if line.change is not None:
        return may_revert_change(member, line.change)
    assert line.entry is not None
    lies_in_bin = line.entry.deleted_at is not None
    fits = lies_in_bin == (line.what == "deleted")
    return (
        fits and allows_edit(member, line.entry) and (line.what != "edited" or bool(line.fields.keys() - NOT_REVERTED))
    )


_REVERTED_BY: dict[str, Action] = {
    What.ACCOUNT_CHANGED: Action.ARRANGE,
    What.ACCOUNT_ARCHIVED: Action.ARRANGE,
    What.ACCOUNT_RESTORED: Action.ARRANGE,
    What.CATEGORY_CHANGED: Action.ARRANGE,
    What.CATEGORY_ARCHIVED: Action.ARRANGE,
    What.CATEGORY_RESTORED: Action.ARRANGE,
    What.LABEL_CHANGED: Action.ARRANGE,
    What.LABEL_ARCHIVED: Action.ARRANGE,
    What.LABEL_RESTORED: Action.ARRANGE,
    What.BUDGET_CHANGED: Action.PLAN,
    What.SCHEDULED_CHANGED: Action.PLAN,
    What.MEMBER_CHANGED: Action.MANAGE_MEMBERS,
    What.SETTINGS_CHANGED: Action.SETTINGS,
}


def may_revert_change(member: Member, change: BookChange) -> bool:
    """The same for a line that is not of an entry. A step is taken back by who made it."""
    if change.what == What.STEP_DONE:
        step = change.step
        return step is not None and step.undone_at is None and change.by_id == member.pk
    needed = _REVERTED_BY.get(change.what)
    return needed is not None and allows(member, needed)


@dataclass(frozen=True, slots=True)
class ActivityDay:
    date: dt.date
    lines: list[Any]


def by_day(lines: Iterable[Any], zone: dt.tzinfo | None) -> list[ActivityDay]:
    """Lines, newest first, under their days in the book's time zone."""
    days = groupby(lines, key=lambda line: line.at.astimezone(zone).date())
    return [ActivityDay(day, list(group)) for day, group in days]
