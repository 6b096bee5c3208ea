"""Recording, changing, deleting and restoring entries."""

import copy
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.ids import uuid7
from ledger.errors import BookNotFound, EntryIdTaken, EntryInBin, EntryInvalid
from ledger.live import announce
from ledger.models import Account, Approval, Entry, EntryKind, Member
from ledger.permissions import Action, require, require_edit, require_open
from ledger.queries.balances import account_balance
from ledger.rules.money import round_half_up
from ledger.services.approvals import ask_for_approval, judge
from ledger.services.drafts import (
    EDITABLE,
    EntryDraft,
    apply_draft,
    apply_labels,
    base_amount,
    check_draft,
    draft_of,
    find_labels,
)
from ledger.services.links import follow_change, follow_deletion
from ledger.services.locking import lock_books, retried, writes_books
from ledger.services.shares import SHARED_KINDS, fitted_split, write_shares
from ledger.services.stale import merged_changes


def record_entry(member: Member, *, draft: EntryDraft, payment_minor: int | None = None) -> Entry:
    """Records one entry in the member's book.

    `payment_minor` is what the whole payment comes to in the book's currency, where this is a part of one: it decides
    whether the part waits for approval.

    A draft whose `client_id` the book already has is a retry: the entry as it stands comes back and nothing is
    written. Raises RoleTooLow, BookArchived, EntryInvalid, RateMissing, and EntryIdTaken where the id belongs to
    an entry of another kind, amount or day.
    """
    require(member, Action.RECORD)
    require_open(member.book)
    check_draft(draft, member.book)
    entry = Entry(book=member.book, recorded_by=member, changed_by=member, client_id=draft.client_id or uuid7())
    apply_draft(entry, draft, member.book)
    judge(entry, member, payment_minor=payment_minor)
    try:
        # Where there is nothing to make, one statement is all, and the book's other writers wait for no more than it.
        alone = draft.split is None and find_labels(entry, draft, member.book)
        insert: Callable[[Entry, EntryDraft], None] = _insert if alone else _insert_with_labels
        if entry.approval:
            insert = _asking(insert)
        insert(entry, draft)
    except IntegrityError:
        known = _known_entry(member, draft)
        if known is None:
            raise
        return known
    announce(entry.book_id, "recorded", by=member, entry=entry)
    return entry


def _asking(insert: Callable[[Entry, EntryDraft], None]) -> Callable[[Entry, EntryDraft], None]:
    """An insert that tells in the same transaction who may approve the entry."""

    @writes_books
    def insert_and_ask(entry: Entry, draft: EntryDraft) -> None:
        insert(entry, draft)
        ask_for_approval(entry.recorded_by, entry)

    return insert_and_ask


def _known_entry(member: Member, draft: EntryDraft) -> Entry | None:
    if draft.client_id is None:
        return None
    known = Entry.objects.filter(book_id=member.book_id, client_id=draft.client_id).first()
    return known and _same_or_taken(known, draft)


@retried
def _insert(entry: Entry, draft: EntryDraft) -> None:
    """A transaction of its own; a savepoint inside another one, so that a refused id does not break it."""
    with transaction.atomic() if connection.in_atomic_block else nullcontext(), connection.cursor() as cursor:
        cursor.execute(_INSERT, [field.get_db_prep_save(getattr(entry, field.attname), connection) for field in _SAID])
        entry.pk, *answered = cursor.fetchone()
    for field, value in zip(_ANSWERED, answered, strict=True):
        setattr(entry, field.attname, value)
    entry._state.adding, entry._state.db = False, connection.alias


# The statement that `entry.save(force_insert=True)` builds anew each time (docs/decisions/hot-queries.md).
_ANSWERED = [field for field in Entry._meta.concrete_fields if field.has_db_default() and not field.has_default()]
_SAID = [field for field in Entry._meta.concrete_fields if not field.primary_key and field not in _ANSWERED]
_VALUES = ["%s::bigint[]" if field.name == "tags" else "%s" for field in _SAID]
_INSERT = f"""
    INSERT INTO ledger_entry ({", ".join(f'"{field.column}"' for field in _SAID)}) VALUES ({", ".join(_VALUES)})
    RETURNING id, {", ".join(f'"{field.column}"' for field in _ANSWERED)}"""


@writes_books
def _insert_with_labels(entry: Entry, draft: EntryDraft) -> None:
    lock_books(entry.book_id)
    apply_labels(entry, draft, entry.book)
    entry.save(force_insert=True)
    if entry.split is not None:
        write_shares([entry])


def _same_or_taken(known: Entry, draft: EntryDraft) -> Entry:
    if (known.kind, known.amount_minor, known.date) != (draft.kind, draft.amount_minor, draft.date):
        raise EntryIdTaken
    return known


@writes_books
def record_group(member: Member, *, drafts: Sequence[EntryDraft]) -> list[Entry]:
    """Records the parts of one payment (a split over categories, a fee, two payers) under one group."""
    if len(drafts) < 2:
        raise EntryInvalid
    group = uuid7()
    for draft in drafts:
        check_draft(draft, member.book)
    payment = sum(base_amount(draft, member.book) for draft in drafts if draft.kind == EntryKind.EXPENSE)
    return [record_entry(member, draft=draft.changed(group=group), payment_minor=payment) for draft in drafts]


@writes_books
def edit_entry(member: Member, entry: Entry, *, version: int, changes: dict) -> Entry:
    """Changes the named fields of EntryDraft. `version` is the one the editor looked at.

    Where somebody changed the entry since, both changes stand as far as they touch different fields. A linked entry of
    another book follows in date, time and amount. Raises RoleTooLow, EntryVersionStale (with the current row),
    EntryInBin, EntryInvalid, and BookNotFound where the entry has left the book.
    """
    require_open(member.book)
    assert set(changes) <= EDITABLE, f"not editable: {set(changes) - EDITABLE}"
    follow = follow_change(entry)
    lock_books(member.book_id, *follow.book_ids)
    current = Entry.objects.filter(book_id=member.book_id, pk=entry.pk).first()
    if current is None:
        raise BookNotFound  # moved to another book, or gone for good, since it was opened
    require_edit(member, current)
    if current.deleted_at is not None:
        raise EntryInBin
    if current.version != version:
        changes = merged_changes(current, version=version, changes=changes)
        if not changes:
            return current
    draft = draft_of(current)
    if {"amount_minor", "from_account", "to_account"} & set(changes):
        draft = draft.changed(base_amount_minor=None)
    draft = draft.changed(**changes)
    if "split" not in changes:
        # The rule stays, what follows from it is another; a transfer is not shared.
        shared = draft.kind in SHARED_KINDS
        draft = draft.changed(split=fitted_split(draft.split, draft.amount_minor) if shared else None)
    check_draft(draft, member.book)
    was_shared = current.split is not None
    was = copy.copy(current)
    if "base_amount_minor" not in changes and draft.base_amount_minor is None:
        draft = _with_kept_rate(draft, current)
    apply_draft(current, draft, member.book)
    judge(current, member, was=was)
    apply_labels(current, draft, member.book)
    current.version = F("version") + 1
    current.changed_by = member
    current.changed_at = Now()
    current.save()
    current.refresh_from_db()
    if was_shared or current.split is not None:
        write_shares([current])
    if current.approval == Approval.PENDING and current.base_amount_minor > was.base_amount_minor:
        ask_for_approval(member, current)
    announce(member.book_id, "edited", by=member, entry=current)
    follow.apply(current)
    return current


def _with_kept_rate(draft: EntryDraft, current: Entry) -> EntryDraft:
    """An edited amount in a foreign currency keeps the rate that the entry was recorded at."""
    if current.account.currency != draft.account.currency:
        return draft
    kept = round_half_up(draft.amount_minor * current.base_amount_minor, current.amount_minor)
    return draft.changed(base_amount_minor=kept)


@writes_books
def delete_entries(member: Member, *, entries: Iterable[Entry]) -> int:
    """Moves entries to the recycle bin, with what is linked to them in other books. Returns how many moved."""
    return _set_deleted(member, entries, Now())


@writes_books
def restore_entries(member: Member, *, entries: Iterable[Entry]) -> int:
    """Takes entries out of the recycle bin, with what is linked to them in other books. Returns how many came back."""
    return _set_deleted(member, entries, None)


def _set_deleted(member: Member, entries: Iterable[Entry], deleted_at) -> int:
    require_open(member.book)
    entries = list(entries)
    follow = follow_deletion(entries)
    lock_books(member.book_id, *follow.book_ids)
    rows = Entry.objects.filter(book_id=member.book_id, pk__in=[entry.pk for entry in entries])
    for row in rows:
        require_edit(member, row)
    changed = rows.filter(deleted_at__isnull=deleted_at is not None).update(
        deleted_at=deleted_at, version=F("version") + 1, changed_by=member, changed_at=Now()
    )
    announce(member.book_id, "restored" if deleted_at is None else "deleted", by=member, entries=list(rows))
    follow.apply(deleted_at)
    return changed


@writes_books
def set_balance(member: Member, account: Account, *, balance_minor: int, on: dt.date) -> Entry | None:
    """Sets an account's balance right as of the end of a day, by an adjustment of the difference.

    `balance_minor` is in the account's currency, below zero for what is owed. The account counts as confirmed on
    that day. Returns the adjustment, or None where the balance was right. Raises RoleTooLow.
    """
    require(member, Action.SET_BALANCE)
    require_open(member.book)
    lock_books(member.book_id)
    difference = balance_minor - account_balance(account, on=on)
    entry = None
    if difference:
        draft = EntryDraft(
            kind=EntryKind.ADJUSTMENT,
            date=on,
            amount_minor=abs(difference),
            from_account=account if difference < 0 else None,
            to_account=account if difference > 0 else None,
        )
        entry = record_entry(member, draft=draft)
    known = Q(balance_confirmed_on__gte=on)
    Account.objects.filter(~known, pk=account.pk).update(balance_confirmed_on=on)
    return entry
