"""Categories of a book, in two levels."""

from django.db.models.functions import Now

from ledger.errors import EntryInvalid, NameTaken, StillUsed
from ledger.models import Category as CategoryRow
from ledger.models import CategoryMonth, Member, What
from ledger.permissions import Action, require
from ledger.queries.names import in_use
from ledger.services.activity import columns_of, note_change
from ledger.services.locking import lock_books, writes_books

EDITABLE = frozenset({"name", "icon", "color", "position", "parent"})


@writes_books
def add_category(member: Member, *, name: str, kind: str, icon: str, parent: CategoryRow | None = None) -> CategoryRow:
    """Adds a category under none or under one of the first level. Raises RoleTooLow, NameTaken, EntryInvalid."""
    require(member, Action.ARRANGE)
    lock_books(member.book_id)
    if parent is not None and (parent.parent_id is not None or parent.kind != kind):
        raise EntryInvalid(fields={"parent": [EntryInvalid.message]})
    category = CategoryRow(book=member.book, name=name.strip(), kind=kind, icon=icon, parent=parent)
    category.position = CategoryRow.objects.filter(book_id=member.book_id).count()
    _check(category)
    category.save(force_insert=True)
    note_change(member, What.CATEGORY_ADDED, about=category)
    return category


@writes_books
def edit_category(member: Member, category: CategoryRow, **changes) -> CategoryRow:
    """Renames or redraws a category, or puts it under another one. Raises RoleTooLow, NameTaken, EntryInvalid."""
    require(member, Action.ARRANGE)
    assert set(changes) <= EDITABLE, f"not editable: {set(changes) - EDITABLE}"
    lock_books(member.book_id)
    before = columns_of(CategoryRow.objects.get(pk=category.pk, book_id=member.book_id), changes)
    for field, value in changes.items():
        setattr(category, field, value.strip() if isinstance(value, str) else value)
    parent = category.parent
    if "parent" in changes and parent is not None:
        has_children = CategoryRow.objects.filter(parent_id=category.pk).exists()
        if parent.pk == category.pk or parent.parent_id is not None or parent.kind != category.kind or has_children:
            raise EntryInvalid(fields={"parent": [EntryInvalid.message]})
    _check(category)
    category.save(update_fields=list(changes))
    after = columns_of(category, changes)
    note_change(member, What.CATEGORY_CHANGED, about=category, before=before, after=after)
    return category


@writes_books
def archive_category(member: Member, category: CategoryRow, *, archived: bool) -> CategoryRow:
    """Takes a category and its children out of the pickers, or brings them back. Raises RoleTooLow."""
    require(member, Action.ARRANGE)
    lock_books(member.book_id)
    rows = CategoryRow.objects.filter(book_id=member.book_id)
    at = Now() if archived else None
    rows.filter(pk=category.pk).update(archived_at=at)
    rows.filter(parent_id=category.pk).update(archived_at=at)
    category.refresh_from_db()
    note_change(member, What.CATEGORY_ARCHIVED if archived else What.CATEGORY_RESTORED, about=category)
    return category


@writes_books
def delete_category(member: Member, category: CategoryRow) -> None:
    """Deletes a category that nothing uses. Raises RoleTooLow, StillUsed."""
    require(member, Action.ARRANGE)
    lock_books(member.book_id)
    if in_use(category):
        raise StillUsed
    CategoryMonth.objects.filter(book_id=member.book_id, category_id=category.pk, n=0).delete()
    note_change(member, What.CATEGORY_DELETED, about=category)
    category.delete()


def _check(category: CategoryRow) -> None:
    if not category.name or category.kind not in ("expense", "income"):
        raise EntryInvalid(fields={"name": [EntryInvalid.message]})
    twins = CategoryRow.objects.filter(
        book_id=category.book_id,
        kind=category.kind,
        parent_id=category.parent_id,
        name=category.name,
        archived_at__isnull=True,
    )
    if twins.exclude(pk=category.pk).exists():
        raise NameTaken(fields={"name": [NameTaken.message]})
