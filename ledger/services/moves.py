"""Entries moved from one of my books to another, undoably."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F

from ledger.errors import AccountGone, EntryAlreadyThere, EntryInvalid, EntryNotMovable
from ledger.models import Account, Category, Entry, EntryChange, EntryKind, ImportedKey, Member, Merchant, Project, Tag
from ledger.permissions import Action, require, require_edit, require_open
from ledger.rules.flow import entry_flow
from ledger.services.drafts import named, tag_ids
from ledger.services.locking import lock_books, writes_books

_MOVABLE = frozenset({EntryKind.EXPENSE, EntryKind.INCOME, EntryKind.REFUND})
# What a moved row takes from its new book, and what an undo therefore has to put back.
_BOOKED = (
    "from_account_id",
    "to_account_id",
    "category_id",
    "member_id",
    "paid_by_id",
    "recorded_by_id",
    "merchant_id",
    "project_id",
    "refund_of_id",
    "batch_id",
    "tags",
)


@dataclass(frozen=True, slots=True)
class Moved:
    """Entries that changed books, with what each row named in its old book; hand it to `undo_move`."""

    source_id: int
    before: dict[int, dict]


@writes_books
def move_entries(member: Member, *, entries: Iterable[Entry], to: Member, account: Account) -> Moved:
    """Moves entries of `member`'s book to another book of the same user, there paid from or into `account`.

    Categories, merchants, projects and tags follow by name (a category also by its scene's key); a category that
    the other book lacks is left empty. Raises RoleTooLow, BookArchived, EntryInvalid where the account's book or
    currency does not fit, EntryNotMovable for transfers, parts of groups, linked payments and refund pairs, and
    EntryAlreadyThere.
    """
    entries = list(entries)
    assert member.user_id == to.user_id, "both memberships are one user's"
    require(to, Action.RECORD)
    require_open(member.book)
    require_open(to.book)
    if account.book_id != to.book_id or to.book_id == member.book_id or account.currency != member.book.currency:
        raise EntryInvalid(fields={"account": [EntryInvalid.message]})
    lock_books(member.book_id, to.book_id)
    rows = list(
        Entry.objects.filter(book_id=member.book_id, pk__in=[entry.pk for entry in entries], deleted_at__isnull=True)
        .select_related("from_account", "to_account", "category", "merchant", "project")
        .order_by("id")
    )
    refunded = set(
        Entry.objects.filter(book_id=member.book_id, refund_of__in=rows).values_list("refund_of_id", flat=True)
    )
    for row in rows:
        require_edit(member, row)
        if row.kind not in _MOVABLE or row.group or row.link_id or row.refund_of_id or row.pk in refunded:
            raise EntryNotMovable
    _refuse_twins(rows, to.book_id)
    before = {row.pk: {name: getattr(row, name) for name in _BOOKED} for row in rows}
    # A bill that is brought again must find its rows in this book still, although they lie in another now.
    ImportedKey.objects.bulk_create(
        [ImportedKey(book_id=member.book_id, key=row.client_id, entry=row) for row in rows if row.batch_id],
        ignore_conflicts=True,
    )
    for row in rows:
        _put_into(row, to, account)
    return Moved(member.book_id, before)


def _refuse_twins(rows: Iterable[Entry], book_id: int) -> None:
    """One bill may have been brought into both books, and then the entry is there already."""
    if Entry.objects.filter(book_id=book_id, client_id__in=[row.client_id for row in rows]).exists():
        raise EntryAlreadyThere


def _put_into(row: Entry, to: Member, account: Account) -> None:
    book = to.book
    labels = Tag.objects.filter(pk__in=row.tags).values_list("name", flat=True) if row.tags else ()
    side = "from_account" if row.from_account_id else "to_account"
    kinds = (account.kind, None) if side == "from_account" else (None, account.kind)
    flow, liquid_sides = entry_flow(row.kind, *kinds)
    base_minor = row.amount_minor if account.currency == book.currency else row.base_amount_minor
    Entry.objects.filter(pk=row.pk).update(
        book=book,
        category=_like(row.category, book),
        merchant=named(Merchant, book, row.merchant.name if row.merchant else ""),
        project=named(Project, book, row.project.name if row.project else ""),
        tags=tag_ids(book, labels),
        member=None,
        paid_by=account.member_id,
        recorded_by=to,
        changed_by=to,
        batch=None,
        flow=flow,
        liquid_sides=liquid_sides,
        base_amount_minor=base_minor,
        version=F("version") + 1,
        **{side: account},
    )


def _like(category: Category | None, book) -> Category | None:
    """The other book's category that is the same: by the scene's key, else by name."""
    if category is None:
        return None
    there = Category.objects.filter(book=book, kind=category.kind, archived_at__isnull=True)
    by_key = there.filter(key=category.key).first() if category.key else None
    return by_key or there.filter(name=category.name).order_by("parent_id", "id").first()


@writes_books
def undo_move(member: Member, moved: Moved, *, back_to: Member) -> int:
    """Puts entries that `move_entries` moved into `member`'s book back as they were; returns how many went.

    What was changed since in amount, date or note stays changed. Raises RoleTooLow, BookArchived, and AccountGone
    where an import that was undone since took its account along.
    """
    require(member, Action.RECORD)
    require(back_to, Action.RECORD)
    require_open(back_to.book)
    assert back_to.book_id == moved.source_id, "entries go back where they came from"
    lock_books(member.book_id, back_to.book_id)
    rows = list(Entry.objects.filter(book_id=member.book_id, pk__in=moved.before))
    _refuse_twins(rows, back_to.book_id)
    ImportedKey.objects.filter(
        book_id=back_to.book_id, entry__in=rows, key__in=[row.client_id for row in rows]
    ).delete()
    went = 0
    for row in rows:
        require_edit(member, row)
        names = moved.before[row.pk]
        sides = (names["from_account_id"], names["to_account_id"])
        accounts = Account.objects.in_bulk([pk for pk in sides if pk])
        if any(pk and pk not in accounts for pk in sides):
            raise AccountGone
        kinds = [accounts[pk].kind if pk else None for pk in sides]
        flow, liquid_sides = entry_flow(row.kind, *kinds)
        went += Entry.objects.filter(pk=row.pk).update(
            book=back_to.book,
            changed_by=back_to,
            flow=flow,
            liquid_sides=liquid_sides,
            version=F("version") + 1,
            **names,
        )
    EntryChange.objects.filter(book_id=member.book_id, entry_id__in=moved.before).update(book_id=back_to.book_id)
    return went
