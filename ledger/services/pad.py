"""What is recorded with the pad: places that may have to be made first, and the sheet of a day.

A place is an account, a member (that person's pocket) or a counterparty (what somebody owes us, or we owe).
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ledger import scenarios
from ledger.errors import EntryInvalid
from ledger.models import Account, Category, Entry, EntryKind, Member
from ledger.permissions import Action, require, require_edit, require_open
from ledger.services.accounts import add_account
from ledger.services.drafts import EntryDraft
from ledger.services.entries import edit_entry, record_entry, record_group, set_balance
from ledger.services.links import follow_change
from ledger.services.locking import lock_books, writes_books
from ledger.services.members import pocket_of


@dataclass(frozen=True, slots=True)
class Counterparty:
    """Somebody outside the book; `kind` is `receivable` (owes us) or `payable` (we owe)."""

    kind: str
    name: str


Place = Account | Member | Counterparty | None


@dataclass(frozen=True, slots=True)
class SheetLine:
    category: Category
    account: Account
    amount_minor: int


def record_from_pad(member: Member, *, draft: EntryDraft, from_place: Place = None, to_place: Place = None) -> Entry:
    """Records a draft whose sides are given as places; pockets and counterparties' accounts are made when first used.

    An expense from a member's pocket is paid by that member. A category whose scene names a `transfer_account`
    (a kitty, stored value) makes a transfer with that account, since it is neither income nor spending. Raises
    what `record_entry` raises.
    """
    require(member, Action.RECORD)
    require_open(member.book)
    paid_by = from_place if isinstance(from_place, Member) and draft.kind == EntryKind.EXPENSE else draft.paid_by
    draft = draft.changed(paid_by=paid_by)
    if isinstance(from_place, Member | Counterparty) or isinstance(to_place, Member | Counterparty):
        return _record_with_accounts(member, draft, from_place, to_place)
    # Nothing has to be made first, so the lock is left to record_entry, which takes it late.
    return _record_between(member, draft, from_place, to_place)


@writes_books
def _record_with_accounts(member: Member, draft: EntryDraft, from_place: Place, to_place: Place) -> Entry:
    lock_books(member.book_id)
    return _record_between(member, draft, account_of(member, from_place), account_of(member, to_place))


def _record_between(member: Member, draft: EntryDraft, source: Account | None, target: Account | None) -> Entry:
    draft = draft.changed(from_account=source, to_account=target)
    return record_entry(member, draft=as_transfer(member, draft))


@writes_books
def edit_from_pad(
    member: Member, entry: Entry, *, version: int, changes: dict, from_place: Place = None, to_place: Place = None
) -> Entry:
    """`edit_entry` with its two sides given as places. Raises what `edit_entry` raises."""
    require_open(member.book)
    require_edit(member, entry)
    # All books at once, in id order, as edit_entry will ask for them.
    lock_books(member.book_id, *follow_change(entry).book_ids)
    sides = {"from_account": account_of(member, from_place), "to_account": account_of(member, to_place)}
    # Naming a side makes the base amount anew, so an unchanged one is left out.
    changed = {name: account for name, account in sides.items() if account != getattr(entry, name)}
    return edit_entry(member, entry, version=version, changes=changes | changed)


def account_of(member: Member, place: Place) -> Account | None:
    """The account of a place of the member's book, made when first needed. The caller holds the book's lock."""
    if isinstance(place, Member):
        if place.book_id != member.book_id:
            raise EntryInvalid
        return pocket_of(place)
    if isinstance(place, Counterparty):
        return _counterparty_account(member, place)
    return place


def _counterparty_account(member: Member, counterparty: Counterparty) -> Account:
    name = counterparty.name.strip()[:50]
    if not name:
        raise EntryInvalid(fields={"counterparty": [_("Enter who it is.")]})
    live = Account.objects.filter(book_id=member.book_id, archived_at__isnull=True)
    # One person may owe us and be owed; account names are unique, so the second account says which it is.
    sentence = _("%(name)s owes us") if counterparty.kind == "receivable" else _("We owe %(name)s")
    longer = sentence % {"name": name}
    known = live.filter(kind=counterparty.kind, name__in=[name, longer]).first()
    if known is not None:
        return known
    return Account.objects.create(
        book=member.book,
        kind=counterparty.kind,
        name=longer if live.filter(name=name).exists() else name,
        currency=member.book.currency,
        icon="user-dollar",
        position=800,
    )


def as_transfer(member: Member, draft: EntryDraft) -> EntryDraft:
    """The draft, or the transfer that it stands for where its category belongs to an account of the scene."""
    key = draft.category.key if draft.category else ""
    scene_category = next((c for c in scenarios.scene(member.book.scene).walk() if key and c.key == key), None)
    if scene_category is None or not scene_category.transfer_account:
        return draft
    other = Account.objects.filter(book_id=member.book_id, key=scene_category.transfer_account).first()
    if other is None or other in (draft.from_account, draft.to_account):
        return draft
    if draft.kind == EntryKind.EXPENSE:
        return draft.changed(kind=EntryKind.TRANSFER, to_account=other, category=None, split=None)
    if draft.kind == EntryKind.INCOME:
        return draft.changed(kind=EntryKind.TRANSFER, from_account=other, category=None, split=None)
    return draft


@writes_books
def record_sheet(
    member: Member,
    *,
    date: dt.date,
    lines: Sequence[SheetLine],
    counted: Mapping[Account, int],
    note: str = "",
    extra: dict | None = None,
) -> list[Entry]:
    """Closes a day: the amounts of its lines as income in one group, then the counted accounts set right.

    `counted` is what lies in an account by hand, in minor units. Raises EntryInvalid where no line has an amount
    and nothing was counted, and RoleTooLow where something was counted by one who may not set balances.
    """
    filled = [line for line in lines if line.amount_minor]
    if not filled and not counted:
        raise EntryInvalid(fields={"amount": [_("Enter at least one amount.")]})
    lock_books(member.book_id)
    drafts = [
        EntryDraft(
            kind=EntryKind.INCOME,
            date=date,
            amount_minor=line.amount_minor,
            to_account=line.account,
            category=line.category,
            note=note,
            # What belongs to the whole day is kept once.
            extra=(extra or {}) if line is filled[0] else {},
        )
        for line in filled
    ]
    if len(drafts) > 1:
        entries = record_group(member, drafts=drafts)
    else:
        entries = [record_entry(member, draft=draft) for draft in drafts]
    for account, balance_minor in counted.items():
        set_balance(member, account, balance_minor=balance_minor, on=date)
    return entries


def note_book_opened(member: Member, *, at: dt.datetime) -> None:
    """Puts a book in the user's hand: it comes first on the shelf, and recording goes into it."""
    if member.pk and (member.last_opened_at is None or at - member.last_opened_at > dt.timedelta(minutes=1)):
        Member.objects.filter(pk=member.pk).update(last_opened_at=at)


@writes_books
def add_account_with_balance(member: Member, *, details: dict, balance_minor: int | None, on: dt.date) -> Account:
    """Adds an account and says what lies in it on a day; None leaves that open. Raises what `add_account` raises."""
    account = add_account(member, **details)
    if balance_minor is not None:
        set_balance(member, account, balance_minor=balance_minor, on=on)
    return account
