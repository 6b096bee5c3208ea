"""Which events of a book a person may hear of: those about an entry, only where that entry is among what they see."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from ledger.directory import directory_of
from ledger.live import MEMBERS, MISSED, Event, events_after, mark, recent_events
from ledger.models import Entry, EntryChange, Member
from ledger.permissions import Action, allows
from ledger.queries.entries import with_names
from ledger.visibility import question_of, visible_entries

# What a line on a page tells of; the rest happens without words.
TOLD = frozenset({"recorded", "edited", "deleted", "restored", "imported", "changed"})


def audible(members: Sequence[Member], events: Sequence[Event]) -> list[list[Event]]:
    """For each of the members, all of one book, those of its events that the member may hear of.

    Members who see the same entries are asked for together: a few queries, however many members there are.
    """
    asked: dict[str, list[Event]] = {}
    found = []
    for member in members:
        entries = visible_entries(member, with_bin=True)
        sees_whole = allows(member, Action.SEE_SUMS)
        alike = f"{sees_whole} {question_of(entries)}"
        if alike not in asked:
            asked[alike] = _heard(entries, events, sees_whole=sees_whole)
        found.append(asked[alike])
    return found


def _heard(entries: QuerySet[Entry], events: Sequence[Event], *, sees_whole: bool) -> list[Event]:
    keys = {key for event in events if event.about == "entries" for key in event.keys}
    seen = set(entries.filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()

    def heard(event: Event) -> bool:
        if event.about == "entries":
            return not seen.isdisjoint(event.keys)
        if event.about == "changes":
            changed = EntryChange.objects.filter(id__range=event.keys).values("entry_id")
            return entries.filter(pk__in=changed).exists()
        if event.about == "batch":
            return entries.filter(batch_id__in=event.keys).exists()
        # Of the book as a whole hears who sees the whole; that people or their rights changed is everybody's affair.
        return sees_whole or event.what in (MEMBERS, MISSED)

    return [event for event in events if heard(event)]


@dataclass(frozen=True, slots=True)
class Heard:
    """An event as a member of the book hears it. `by` is somebody of the book, where it was somebody."""

    event: Event
    by: Member | None


def heard_after(member: Member, after: str, *, now: dt.datetime) -> list[Heard]:
    """What happened in the member's book behind a place of its stream, oldest first. Raises RedisError."""
    [events] = audible([member], events_after(member.book_id, after, now=now))
    return named(member, events)


def named(member: Member, events: Iterable[Event]) -> list[Heard]:
    """Events of the member's book with the person who made each."""
    people = directory_of(member.book).people
    return [Heard(event, people.get(event.by or 0)) for event in events]


def told(member: Member, heard: Heard) -> dict[str, Any]:
    """What a member is told of an event, for JSON; `mine` where the member made it, perhaps on another device."""
    event, by = heard.event, heard.by
    return {
        "id": event.id,
        "what": event.what,
        "by": {"id": str(by.public_id), "name": by.name, "color": by.color} if by is not None else None,
        "mine": by is not None and by.pk == member.pk,
        "entry": str(event.entry) if event.entry else None,
        "at": event.at.isoformat(timespec="milliseconds"),
    }


def together(member: Member) -> list[Member]:
    """Who keeps the book: its people that sign in, and its guests, in order."""
    people = directory_of(member.book).people.values()
    return [person for person in people if (person.user_id or person.guest_key) and person.archived_at is None]


@dataclass(frozen=True, slots=True)
class LastHeard:
    """The last thing that somebody else did, and the entry, where it is about one."""

    event: Event
    by: Member
    entry: Entry | None


def last_heard(member: Member, *, now: dt.datetime) -> LastHeard | None:
    """What somebody else did last, within a day, of what the member may see. Raises RedisError."""
    told = [
        event
        for event in recent_events(member.book_id, since=mark(now - dt.timedelta(days=1)))
        if event.what in TOLD and event.by not in (None, member.pk)
    ]
    [events] = audible([member], told)
    for each in named(member, events):
        if each.by is None:
            continue
        if each.event.entry is None:
            return LastHeard(each.event, each.by, None)
        rows = with_names(member, visible_entries(member, with_bin=True).filter(client_id=each.event.entry))
        if rows:
            return LastHeard(each.event, each.by, rows[0])
    return None
