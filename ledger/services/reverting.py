"""Taking back one thing that the activity of a book tells, by the services that changed it."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from accounts.errors import DomainError
from ledger.errors import BookNotFound
from ledger.models import (
    Account,
    Book,
    BookChange,
    Category,
    Entry,
    Member,
    Merchant,
    Project,
    Tag,
    What,
)
from ledger.permissions import require_edit, require_open
from ledger.queries.activity.lines import Line, entry_lines
from ledger.queries.activity.reverting import NOT_REVERTED
from ledger.services.accounts import archive_account, edit_account
from ledger.services.activity import columns_of
from ledger.services.books import change_settings
from ledger.services.categories import archive_category, edit_category
from ledger.services.drafts import EDITABLE
from ledger.services.entries import delete_entries, edit_entry, restore_entries
from ledger.services.locking import lock_books, writes_books
from ledger.services.members import edit_member
from ledger.services.naming import archive_label, rename_label
from ledger.services.plans import change_budget, change_scheduled
from ledger.services.steps import undo_step


class NothingToRevert(DomainError):
    code = "nothing_to_revert"
    status = 409
    message = _("There is nothing to take back here: it is so already, or what it named is gone.")


class ChangedSince(DomainError):
    """Somebody changed the same since. `later` are the lines that say so, the last one first."""

    code = "changed_since"
    status = 409
    message = _("This was changed again since. Take it back all the same?")

    def __init__(self, later: list[Line]) -> None:
        super().__init__()
        self.later = later


@writes_books
def revert_entry(member: Member, entry: Entry, *, version: int, over: bool = False) -> Entry:
    """Takes back the change of an entry that made this version of it: its columns get the values from before.

    The first version is the recording: the entry goes to the bin. A deletion is undone by restoring, and the other way
    round. Where somebody changed the same columns since, it asks first (ChangedSince) unless told to go `over` it.
    Raises BookNotFound where there is no such change, NothingToRevert, RoleTooLow, BookArchived, and what `edit_entry`
    raises.
    """
    require_open(member.book)
    require_edit(member, entry)
    lock_books(member.book_id)
    history = entry_lines(member, entry)
    line = next((line for line in history if line.version == version), None)
    if line is None or line.entry is None:
        raise BookNotFound
    current = line.entry
    if line.what == "edited":
        return _set_back(member, current, line, [later for later in history if later.version > version], over=over)
    if (current.deleted_at is None) == (line.what == "deleted"):
        raise NothingToRevert
    if line.what == "deleted":
        restore_entries(member, entries=[current])
    else:
        delete_entries(member, entries=[current])
    current.refresh_from_db()
    return current


def _set_back(member: Member, current: Entry, line: Line, later: list[Line], *, over: bool) -> Entry:
    columns = {name: values for name, values in line.fields.items() if name not in NOT_REVERTED}
    again = [each for each in later if each.fields.keys() & columns.keys()]
    differs = [name for name, (_before, after) in columns.items() if getattr(current, name) != after]
    if differs and again and not over:
        raise ChangedSince(again)
    changes = {}
    for name, (before, _after) in columns.items():
        field = Entry._meta.get_field(name.removesuffix("_id")).name
        if field in EDITABLE and getattr(current, name) != before:
            changes[field] = _draft_value(member, field, before)
    if not changes:
        raise NothingToRevert
    return edit_entry(member, current, version=current.version, changes=changes)


def _draft_value(member: Member, field: str, value: Any) -> Any:
    """What a column held, as EntryDraft names it: rows for ids, and names of what is named. Raises NothingToRevert."""
    if field in ("merchant", "project"):
        return _row(member, Merchant if field == "merchant" else Project, value).name if value is not None else ""
    if field == "tags":
        tags = Tag.objects.filter(book_id=member.book_id).in_bulk(value)
        return tuple(tags[pk].name for pk in value if pk in tags)
    models: dict[str, Any] = {
        "from_account": Account,
        "to_account": Account,
        "category": Category,
        "member": Member,
        "paid_by": Member,
        "refund_of": Entry,
    }
    if field in models and value is not None:
        return _row(member, models[field], value)
    return value


def _row(member: Member, model: Any, pk: int | None) -> Any:
    """A row of the member's book, or the one that stands for it since they were merged. Raises NothingToRevert."""
    row = model._base_manager.filter(book_id=member.book_id, pk=pk).first()
    if row is None:
        raise NothingToRevert
    merged_into = getattr(row, "merged_into_id", None)
    return row if merged_into is None else _row(member, model, merged_into)


@writes_books
def revert_change(member: Member, change: BookChange, *, over: bool = False) -> BookChange | None:
    """Takes back a line of activity that is not of an entry: a plain change of columns, or a step of the member's own.

    Returns the line that this made, None after a step. Where the same columns were changed since it asks first
    (ChangedSince) unless told to go `over` them. Raises NothingToRevert, RoleTooLow, BookArchived, and what the service
    that changes such rows raises.
    """
    require_open(member.book)
    if change.what == What.STEP_DONE and change.step is not None:
        undo_step(member, change.step)
        return None
    service = _SERVICES.get(change.what)
    if service is None:
        raise NothingToRevert
    lock_books(member.book_id)
    model: Any = apps.get_model(change.model)
    row = model._base_manager.filter(pk=change.row_id).first()
    if row is None or getattr(row, "merged_into_id", None) is not None:
        raise NothingToRevert
    # A row of the book, or the book itself, of which the member has one to change.
    row = member.book if isinstance(row, Book) else row
    assert (row.pk if isinstance(row, Book) else row.book_id) == member.book_id
    names = [name for name in change.before if name != "position"]
    fields = [_field_of(model, name) for name in names]
    now = columns_of(row, [field.name for field in fields])
    if not over and any(now[name] != change.after.get(name) for name in names):
        if now == {name: change.before[name] for name in names}:
            raise NothingToRevert
        raise ChangedSince([])
    values = {field.name: _column_value(member, field, change.before[field.attname]) for field in fields}
    service(member, row, values)
    return BookChange.objects.filter(book_id=member.book_id, by_id=member.pk, id__gt=change.pk).order_by("-id").first()


def _field_of(model: Any, column: str) -> Any:
    return next(field for field in model._meta.concrete_fields if field.attname == column)


def _column_value(member: Member, field: Any, value: Any) -> Any:
    if value is None:
        return None
    return _row(member, field.related_model, value) if field.is_relation else field.to_python(value)


Values = dict[str, Any]


def _archive(service: Callable[..., Any], *, archived: bool) -> Callable[[Member, Any, Values], Any]:
    def put(member: Member, row: Any, _values: Values) -> None:
        if (row.archived_at is not None) == archived:
            raise NothingToRevert
        service(member, row, archived=archived)

    return put


# How each is taken back: what the service that changed it is called with.
_SERVICES: dict[str, Callable[[Member, Any, Values], Any]] = {
    What.ACCOUNT_CHANGED: lambda member, row, values: edit_account(member, row, **values),
    What.ACCOUNT_ARCHIVED: _archive(archive_account, archived=False),
    What.ACCOUNT_RESTORED: _archive(archive_account, archived=True),
    What.CATEGORY_CHANGED: lambda member, row, values: edit_category(member, row, **values),
    What.CATEGORY_ARCHIVED: _archive(archive_category, archived=False),
    What.CATEGORY_RESTORED: _archive(archive_category, archived=True),
    What.LABEL_CHANGED: lambda member, row, values: rename_label(member, row, name=values["name"]),
    What.LABEL_ARCHIVED: _archive(archive_label, archived=False),
    What.LABEL_RESTORED: _archive(archive_label, archived=True),
    What.BUDGET_CHANGED: lambda member, row, values: change_budget(member, row, version=row.version, changes=values),
    What.SCHEDULED_CHANGED: lambda member, row, values: change_scheduled(
        member, row, version=row.version, changes=values
    ),
    What.MEMBER_CHANGED: lambda member, row, values: edit_member(member, row, name=values["name"]),
    What.SETTINGS_CHANGED: lambda member, row, values: change_settings(member, **values),
}
