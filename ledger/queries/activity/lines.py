"""A line of the activity: one thing that was done. Of an entry it is put together from what edits replaced."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ledger.directory import directory_of
from ledger.models import BookChange, Entry, EntryChange, Member, Merchant
from ledger.queries.activity.shown import hidden_accounts
from ledger.queries.entries import with_names
from ledger.visibility import visible_entries


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


def entry_lines(member: Member, entry: Entry) -> list[Line]:
    """The whole history of one entry, newest first; that it was recorded comes last."""
    lines = lines_of_entries(member, {entry.pk})
    return sorted(lines.values(), key=lambda line: line.version, reverse=True)


def lines_of_entries(
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
