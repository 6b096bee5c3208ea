"""Accounts of a book."""

from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from ledger.errors import AccountCurrencyFrozen, EntryInvalid, NameTaken, StillUsed
from ledger.models import Account, Entry, Member, What
from ledger.permissions import Action, require
from ledger.queries.names import in_use
from ledger.rules.flow import ACCOUNT_CLASS, entry_flow
from ledger.rules.money import CURRENCIES
from ledger.services.activity import columns_of, note_change
from ledger.services.locking import lock_books, writes_books

EDITABLE = frozenset(
    {
        "name",
        "kind",
        "currency",
        "icon",
        "number_tail",
        "due_day",
        "statement_day",
        "position",
        "hidden",
        "veiled",
        "at_till",
    }
)


@writes_books
def add_account(member: Member, *, name: str, kind: str, currency: str = "", **more) -> Account:
    """Adds an account; `currency` is the book's where it is empty. Raises RoleTooLow, NameTaken, EntryInvalid."""
    require(member, Action.ARRANGE)
    lock_books(member.book_id)
    account = Account(book=member.book, name=name.strip(), kind=kind, currency=currency or member.book.currency)
    account.position = Account.objects.filter(book_id=member.book_id).count()
    for field, value in more.items():
        assert field in EDITABLE, field
        setattr(account, field, value)
    if account.veiled:
        require(member, Action.SEE_VEILED)
    _check(account)
    account.save(force_insert=True)
    note_change(member, What.ACCOUNT_ADDED, about=account)
    return account


@writes_books
def edit_account(member: Member, account: Account, **changes) -> Account:
    """Changes fields of an account. Another kind re-marks the flow of its entries, and with it the daily sums; the
    database moves the sums of an account that only managers see from now on, or no longer.

    Raises RoleTooLow, NameTaken, AccountCurrencyFrozen, EntryInvalid.
    """
    require(member, Action.ARRANGE)
    assert set(changes) <= EDITABLE, f"not editable: {set(changes) - EDITABLE}"
    lock_books(member.book_id)
    account = Account.objects.select_related("book").get(pk=account.pk, book_id=member.book_id)
    before = (account.kind, account.currency)
    if account.veiled or changes.get("veiled"):
        require(member, Action.SEE_VEILED)
    was = columns_of(account, changes)
    for field, value in changes.items():
        setattr(account, field, value.strip() if isinstance(value, str) else value)
    _check(account)
    if account.currency != before[1] and _entries(account).exists():
        raise AccountCurrencyFrozen
    account.version = F("version") + 1
    account.save()
    account.refresh_from_db()
    if account.kind != before[0]:
        _mark_flows_anew(account)
    note_change(member, What.ACCOUNT_CHANGED, about=account, before=was, after=columns_of(account, changes))
    return account


@writes_books
def archive_account(member: Member, account: Account, *, archived: bool) -> Account:
    """Puts an account away, or brings it back. Its entries and its balance stay. Raises RoleTooLow, NameTaken."""
    require(member, Action.ARRANGE)
    lock_books(member.book_id)
    if not archived:
        _check(account)
    Account.objects.filter(pk=account.pk, book_id=member.book_id).update(archived_at=Now() if archived else None)
    account.refresh_from_db()
    note_change(member, What.ACCOUNT_ARCHIVED if archived else What.ACCOUNT_RESTORED, about=account)
    return account


@writes_books
def delete_account(member: Member, account: Account) -> None:
    """Deletes an account that nothing uses. Raises RoleTooLow, StillUsed."""
    require(member, Action.ARRANGE)
    lock_books(member.book_id)
    if in_use(account):
        raise StillUsed
    note_change(member, What.ACCOUNT_DELETED, about=account)
    account.delete()


def _check(account: Account) -> None:
    if not account.name:
        raise EntryInvalid(fields={"name": [EntryInvalid.message]})
    if account.kind not in ACCOUNT_CLASS or (account.kind == "member") != (account.member_id is not None):
        raise EntryInvalid(fields={"kind": [EntryInvalid.message]})
    if account.veiled and account.kind == "member":
        raise EntryInvalid(fields={"veiled": [_("What the book owes a person is for all to see.")]})
    if account.currency not in CURRENCIES:
        raise EntryInvalid(fields={"currency": [EntryInvalid.message]})
    twins = Account.objects.filter(book_id=account.book_id, name=account.name, archived_at__isnull=True)
    if twins.exclude(pk=account.pk).exists():
        raise NameTaken(fields={"name": [NameTaken.message]})


def _entries(account: Account):
    return Entry.objects.filter(book_id=account.book_id).filter(
        Q(from_account_id=account.pk) | Q(to_account_id=account.pk)
    )


def _mark_flows_anew(account: Account) -> None:
    """One UPDATE for each kind of entry and kinds of accounts at its two ends; the triggers move the daily sums."""
    shapes = _entries(account).values_list("kind", "from_account__kind", "to_account__kind").distinct()
    for kind, from_kind, to_kind in list(shapes):
        flow, sides = entry_flow(kind, from_kind, to_kind)
        ends = _entries(account).filter(kind=kind)
        ends = ends.filter(from_account__kind=from_kind) if from_kind else ends.filter(from_account__isnull=True)
        ends = ends.filter(to_account__kind=to_kind) if to_kind else ends.filter(to_account__isnull=True)
        ends.update(flow=flow, liquid_sides=sides)
