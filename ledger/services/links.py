"""One payment in two books: an expense from my pocket there, from my account here, under one `link_id`.

The two are written, changed and deleted in one transaction and keep the same date, time and amount; each keeps its
own category, note and member. Whoever may not see the other book sees only who paid.
"""

import copy
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.db.models.functions import Now

from accounts.ids import uuid7
from ledger.errors import EntryInvalid, LinkCurrencyDiffers
from ledger.live import announce
from ledger.models import Account, Approval, Book, Category, Entry, EntryKind, Member
from ledger.permissions import Action, require, require_open
from ledger.services.approvals import ask_for_approval, judge
from ledger.services.drafts import EntryDraft, apply_draft, apply_labels, check_draft
from ledger.services.locking import lock_books, writes_books
from ledger.services.members import pocket_of
from ledger.services.shares import fitted_split, share_anew, write_shares


@writes_books
def record_linked_payment(member: Member, *, draft: EntryDraft, home: Member, home_account: Account) -> Entry:
    """Records an expense of `member`'s book that the same user pays from an account of another book of theirs.

    `draft` is an expense of this book without an account. At home it stands under an expense category that bears
    this book's name. Returns this book's entry. A retry (same `client_id`) writes nothing. Raises RoleTooLow,
    BookArchived, EntryInvalid, LinkCurrencyDiffers.
    """
    assert member.user_id == home.user_id, "both memberships are one user's"
    for each in (member, home):
        require(each, Action.RECORD)
        require_open(each.book)
    if draft.kind != EntryKind.EXPENSE or home_account.book_id != home.book_id or member.book_id == home.book_id:
        raise EntryInvalid
    if home_account.currency != member.book.currency:
        raise LinkCurrencyDiffers
    lock_books(member.book_id, home.book_id)
    if draft.client_id is not None:
        known = Entry.objects.filter(book_id=member.book_id, client_id=draft.client_id).first()
        if known is not None:
            return known
    here = draft.changed(from_account=pocket_of(member), paid_by=member)
    there = EntryDraft(
        kind=draft.kind,
        date=draft.date,
        time=draft.time,
        amount_minor=draft.amount_minor,
        from_account=home_account,
        category=category_named_after(member.book, home.book),
        merchant=draft.merchant,
    )
    link_id = uuid7()
    _insert(home, there, link_id)
    return _insert(member, here, link_id)


def _insert(member: Member, draft: EntryDraft, link_id) -> Entry:
    check_draft(draft, member.book)
    entry = Entry(
        book=member.book,
        recorded_by=member,
        changed_by=member,
        client_id=draft.client_id or uuid7(),
        link_id=link_id,
    )
    apply_draft(entry, draft, member.book)
    judge(entry, member)
    apply_labels(entry, draft, member.book)
    entry.save(force_insert=True)
    if entry.approval:
        ask_for_approval(member, entry)
    if entry.split is not None:
        write_shares([entry])
    announce(entry.book_id, "recorded", by=member, entry=entry)
    return entry


def category_named_after(book: Book, home: Book) -> Category:
    """The home book's expense category for what was paid for another book, made when it is first needed.

    The caller holds the home book's lock.
    """
    category, _ = Category.objects.get_or_create(
        book=home,
        kind="expense",
        parent=None,
        name=book.name[:40],
        archived_at=None,
        defaults={"icon": book.icon, "color": book.color, "position": 900},
    )
    return category


@dataclass(frozen=True)
class FollowedChange:
    """The other side of a linked entry that is about to change."""

    others: QuerySet[Entry]
    book_ids: tuple[int, ...]

    def apply(self, entry: Entry) -> None:
        for other in self.others.select_related("recorded_by", "recorded_by__book"):
            base_minor = (
                entry.amount_minor if other.base_amount_minor == other.amount_minor else entry.base_amount_minor
            )
            changed = copy.copy(other)
            changed.base_amount_minor = base_minor
            judge(changed, other.recorded_by, was=other)
            self.others.filter(pk=other.pk).update(
                date=entry.date,
                time=entry.time,
                amount_minor=entry.amount_minor,
                base_amount_minor=base_minor,
                approval=changed.approval,
                split=fitted_split(other.split, entry.amount_minor),
                version=F("version") + 1,
                changed_by=F("recorded_by"),
                changed_at=Now(),
            )
            if changed.approval == Approval.PENDING and base_minor > other.base_amount_minor:
                ask_for_approval(other.recorded_by, changed)
            if other.split is not None:
                share_anew([other.book_id], Entry.objects.filter(pk=other.pk))
            announce(other.book_id, "edited", by=other.recorded_by, entry=other)


@dataclass(frozen=True)
class FollowedDeletion:
    others: QuerySet[Entry]
    book_ids: tuple[int, ...]

    def apply(self, deleted_at) -> None:
        self.others.filter(deleted_at__isnull=deleted_at is not None).update(
            deleted_at=deleted_at, version=F("version") + 1, changed_by=F("recorded_by"), changed_at=Now()
        )
        for other in self.others.select_related("recorded_by"):
            announce(other.book_id, "restored" if deleted_at is None else "deleted", by=other.recorded_by, entry=other)


def follow_change(entry: Entry) -> FollowedChange:
    """What must follow an edit of `entry`, and which books to lock for it."""
    others = _others([entry])
    return FollowedChange(others, _books(others))


def follow_deletion(entries: Iterable[Entry]) -> FollowedDeletion:
    """What must follow the deletion or restoring of `entries`, and which books to lock for it."""
    others = _others(entries)
    return FollowedDeletion(others, _books(others))


def _others(entries: Iterable[Entry]) -> QuerySet[Entry]:
    linked = [entry for entry in entries if entry.link_id is not None]
    if not linked:
        return Entry.objects.none()
    return Entry.objects.filter(link_id__in=[entry.link_id for entry in linked]).exclude(
        pk__in=[entry.pk for entry in linked]
    )


def _books(others: QuerySet[Entry]) -> tuple[int, ...]:
    return tuple(sorted(set(others.values_list("book_id", flat=True))))
