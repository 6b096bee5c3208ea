"""Names for the ids that a history holds."""

from collections.abc import Iterable

from django.db.models import Model
from django.utils.translation import gettext as _

from ledger.models import Account, Category, Member, Merchant, Project
from ledger.permissions import Action, allows
from ledger.queries.entries import Change

NAMED_COLUMNS: dict[str, type[Model]] = {
    "from_account_id": Account,
    "to_account_id": Account,
    "category_id": Category,
    "member_id": Member,
    "paid_by_id": Member,
    "merchant_id": Merchant,
    "project_id": Project,
}


def names_in_history(member: Member, changes: Iterable[Change]) -> dict[tuple[str, int], str]:
    """(column, id) -> name, for every row of the book that the changes name. One query a column."""
    wanted: dict[str, set[int]] = {}
    for change in changes:
        for column, values in change.fields.items():
            if column in NAMED_COLUMNS:
                wanted.setdefault(column, set()).update(value for value in values if isinstance(value, int))
    names = {}
    sees_veiled = allows(member, Action.SEE_VEILED)
    for column, ids in wanted.items():
        for row in NAMED_COLUMNS[column]._default_manager.filter(book_id=member.book_id, pk__in=ids):
            hidden = isinstance(row, Account) and row.veiled and not sees_veiled
            names[column, row.pk] = str(row) if not hidden else _("An account that is not shown")
    return names
