"""What a book's people say where its entries are silent: balances, pay day, fixed payments, due days, streams."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from ledger.models import Account, Member
from ledger.permissions import Action, require, require_open
from ledger.services.accounts import edit_account
from ledger.services.entries import set_balance
from ledger.services.locking import lock_books, writes_books
from offers.errors import StreamNotFound
from offers.models import Stream
from offers.rules.answers import Regular, parts_found
from offers.rules.recurrence import Cadence
from offers.services.readings import mark_unread

_MONTHS = {1: Cadence.MONTHLY, 3: Cadence.QUARTERLY, 12: Cadence.YEARLY}


@dataclass(frozen=True, slots=True)
class ToldRegular:
    """A regular movement that a person tells of: signed amount, every 1, 3 or 12 months, the next time on a day.

    `kind` is `pay` or `bill`. `day` is the day of the month that it keeps to (31: the last).
    """

    name: str
    kind: str
    amount_minor: int
    months: int
    next_day: dt.date
    day: int


@writes_books
def answer(
    member: Member,
    *,
    today: dt.date,
    balances: Mapping[Account, int] | None = None,
    due_days: Mapping[Account, int] | None = None,
    regular: Sequence[ToldRegular] = (),
) -> None:
    """Keeps what was answered on the card; every part may be missing.

    `balances` are as of today, owed below zero, and confirm their accounts. A regular movement that the entries show
    already is confirmed, not counted twice. Raises RoleTooLow, BookArchived.
    """
    require(member, Action.SEE_READING)
    require(member, Action.SET_BALANCE)
    require_open(member.book)
    lock_books(member.book_id)
    for account, balance_minor in (balances or {}).items():
        set_balance(member, account, balance_minor=balance_minor, on=today)
    for account, day in (due_days or {}).items():
        if account.due_day != day:
            edit_account(member, account, due_day=day)
    for told in regular:
        _tell(member, told)
    mark_unread(member.book_id)


def _tell(member: Member, told: ToldRegular) -> None:
    cadence = _MONTHS[told.months]
    rows = list(Stream.objects.filter(book_id=member.book_id).exclude(state=Stream.State.IGNORED).order_by("pk"))
    shown = [Regular(row.amount_minor, row.cadence, row.anchor) for row in rows]
    parts = parts_found(Regular(told.amount_minor, cadence, told.day), shown)
    for part in parts:
        row = rows[part]
        row.state = Stream.State.CONFIRMED
        if len(parts) == 1 and told.name:
            row.name, row.kind = told.name, told.kind
        if row.key is None:
            # Told before: today's answer is the one that counts.
            row.amount_minor, row.last_day, row.anchor = told.amount_minor, _before(told), told.day
        row.save()
    if not parts:
        Stream.objects.create(
            book_id=member.book_id,
            name=told.name,
            kind=told.kind,
            cadence=cadence,
            amount_minor=told.amount_minor,
            confidence=1.0,
            anchor=told.day,
            shifts=told.kind == "pay",
            last_day=_before(told),
            state=Stream.State.CONFIRMED,
        )


def _before(told: ToldRegular) -> dt.date:
    """The time before the next one, from which the next is counted."""
    index = told.next_day.year * 12 + told.next_day.month - 1 - told.months
    first = dt.date(index // 12, index % 12 + 1, 1)
    following = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return first.replace(day=min(told.day, (following - first).days))


@transaction.atomic
def mark_stream(member: Member, public_id: UUID, *, state: str) -> Stream:
    """Confirms a stream, leaves it out for good, or takes it as found again. Raises RoleTooLow, StreamNotFound.

    A stream that was only told is deleted when it is left out: there is nothing that could find it again.
    """
    require(member, Action.SEE_READING)
    require(member, Action.SET_BALANCE)
    require_open(member.book)
    stream = Stream.objects.select_for_update().filter(book_id=member.book_id, public_id=public_id).first()
    if stream is None:
        raise StreamNotFound
    if state == Stream.State.IGNORED and stream.key is None:
        stream.delete()
    else:
        stream.state = Stream.State(state)
        stream.save(update_fields=["state"])
    mark_unread(member.book_id)
    return stream
