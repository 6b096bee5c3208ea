"""Settling: payments that make people even, recorded with one button and taken back as one.

A payment is an entry like any other: a transfer from the pocket of who gives to the pocket of who gets, or from or to
an account of the book. So what was settled stays settled whatever changes afterwards, and what changes is a new
difference; nothing is kept but the entries, and which of them were made together (`Settlement`).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.notices import notify
from ledger.access import access_row
from ledger.errors import EntryInvalid, SettlementStale, SettlementUndone
from ledger.live import announce
from ledger.models import Account, Entry, EntryKind, Member, Settlement, What
from ledger.permissions import Action, require, require_open
from ledger.queries.shares import sees_everybody, standings
from ledger.services.activity import note_change
from ledger.services.drafts import EntryDraft
from ledger.services.entries import delete_entries, record_entry
from ledger.services.locking import lock_books, writes_books
from ledger.services.members import pocket_of


@dataclass(frozen=True, slots=True)
class Paid:
    """Who gave whom how much, in minor units of the book's currency; None is the book's own money.

    `account` is the account of the book that the money left or reached, where one of the two is the book.
    """

    giver: Member | None
    taker: Member | None
    amount_minor: int
    account: Account | None = None


@writes_books
def settle_all(member: Member, *, expected: Iterable[Paid], on: dt.date, account: Account | None = None) -> Settlement:
    """Records every payment that makes all even. `expected` are those that the member looked at.

    `account` is where the book's own money lies, where it takes part. Raises RoleTooLow, BookArchived, EntryInvalid,
    and SettlementStale where other payments are due by now.
    """
    require(member, Action.SEE_SUMS)
    lock_books(member.book_id)
    due = [Paid(each.giver, each.taker, each.amount_minor, account) for each in standings(member).payments]
    if _amounts(due) != _amounts(expected) or not due:
        raise SettlementStale
    return settle(member, payments=due, on=on)


def _amounts(payments: Iterable[Paid]) -> set[tuple[int | None, int | None, int]]:
    return {
        (each.giver.pk if each.giver else None, each.taker.pk if each.taker else None, each.amount_minor)
        for each in payments
    }


@writes_books
def settle(member: Member, *, payments: Sequence[Paid], on: dt.date, client_id: UUID | None = None) -> Settlement:
    """Records payments between people, or between a person and the book, as one settlement.

    Who may not see where the others stand records only payments of their own. `client_id`, which the first payment
    gets, makes a retry safe: the settlement of the first time comes back. Raises RoleTooLow, BookArchived,
    EntryInvalid.
    """
    require(member, Action.RECORD)
    require_open(member.book)
    if not payments:
        raise EntryInvalid
    if not sees_everybody(member):
        for each in payments:
            if member not in (each.giver, each.taker):
                require(member, Action.SEE_SUMS)
    lock_books(member.book_id)
    if client_id is not None and (known := _known(member, client_id)) is not None:
        return known
    entries = [_record(member, each, on, None if n else client_id) for n, each in enumerate(payments)]
    kept = [
        {
            "giver": each.giver.pk if each.giver else None,
            "taker": each.taker.pk if each.taker else None,
            "amount_minor": each.amount_minor,
            "entry": str(entry.client_id),
        }
        for each, entry in zip(payments, entries, strict=True)
    ]
    row = Settlement.objects.create(book=member.book, by=member, payments=kept)
    note_change(member, What.SETTLED, about=row, subject=said(payments))
    _tell(member, row, payments)
    announce(member.book_id, "settled", by=member)
    return row


def _known(member: Member, client_id: UUID) -> Settlement | None:
    rows = Settlement.objects.filter(book_id=member.book_id, payments__contains=[{"entry": str(client_id)}])
    return rows.first()


def _record(member: Member, paid: Paid, on: dt.date, client_id: UUID | None) -> Entry:
    if paid.giver == paid.taker:
        raise EntryInvalid(fields={"taker": [_("Choose two different people.")]})
    for person in (paid.giver, paid.taker):
        if person is not None and person.book_id != member.book_id:
            raise EntryInvalid
    if (paid.giver is None or paid.taker is None) and (paid.account is None or paid.account.kind == "member"):
        raise EntryInvalid(fields={"account": [_("Choose the account that the money leaves or reaches.")]})
    draft = EntryDraft(
        kind=EntryKind.TRANSFER,
        date=on,
        amount_minor=paid.amount_minor,
        from_account=pocket_of(paid.giver) if paid.giver else paid.account,
        to_account=pocket_of(paid.taker) if paid.taker else paid.account,
        note=_("Settling up"),
        client_id=client_id,
    )
    return record_entry(member, draft=draft)


def said(payments: Iterable[Paid]) -> str:
    """Who gave whom, without amounts: it stands in lists of a book that hides them from some."""
    return " · ".join(f"{_name(each.giver)} → {_name(each.taker)}" for each in payments)[:200]


def _name(person: Member | None) -> str:
    return person.name if person is not None else _("the book")


def _tell(member: Member, row: Settlement, payments: Iterable[Paid]) -> None:
    """Each who gave or got is told of their own payment, but not whoever noted it."""
    path = reverse("ledger:settle", args=[member.book.public_id])
    for each in payments:
        people = [person for person in (each.giver, each.taker) if person is not None and person.pk != member.pk]
        users = [person.user for person in people if person.user is not None]
        facts = {
            "who": member.name,
            "book": member.book.name,
            "amount_minor": each.amount_minor,
            "currency": member.book.currency,
        }
        between = f"{each.giver.pk if each.giver else 0}-{each.taker.pk if each.taker else 0}"
        notify(
            "settlement",
            users,
            key=f"settlement/{row.public_id}/{between}",
            facts=facts,
            path=path,
            about=member.book.public_id,
        )


@writes_books
def undo_settlement(member: Member, row: Settlement) -> Settlement:
    """Moves the payments of a settlement to the bin. Raises RoleTooLow, BookArchived, SettlementUndone.

    Only who may change those entries may: who settled, and whoever edits what others recorded.
    """
    require(member, Action.RECORD)
    require_open(member.book)
    lock_books(member.book_id)
    row = access_row(member, Settlement, row.public_id)
    ids = [each["entry"] for each in row.payments]
    entries = list(Entry.objects.filter(book_id=member.book_id, client_id__in=ids))
    delete_entries(member, entries=entries)
    if not Settlement.objects.filter(pk=row.pk, undone_at__isnull=True).update(undone_at=Now()):
        raise SettlementUndone
    row.refresh_from_db()
    people = {person.pk: person for person in Member.objects.filter(book_id=member.book_id)}
    told = [Paid(people.get(each["giver"]), people.get(each["taker"]), each["amount_minor"]) for each in row.payments]
    note_change(member, What.SETTLEMENT_UNDONE, about=row, subject=said(told))
    announce(member.book_id, "settled", by=member)
    return row
