"""The history of an entry in words: who changed what from what to what."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ledger.models import Approval, Member
from ledger.queries.entries import Change
from ledger.queries.history import NAMED_COLUMNS, names_in_history
from ledger.queries.shares import shares_in_words

# Columns that follow from others, or that only the program reads.
SILENT = {
    "version", "changed_at", "changed_by_id", "flow", "liquid_sides", "base_amount_minor", "link_id", "group", "tags",
    "extra", "refund_of_id", "batch_id", "recorded_by_id",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ToldField:
    label: str
    before: Any
    after: Any
    is_amount: bool = False


@dataclass(frozen=True, slots=True)
class ToldChange:
    """`sentence` says the whole where the change is a deletion or a restoring."""

    at: dt.datetime
    by: Member | None
    sentence: str
    fields: list[ToldField]


def told_history(member: Member, changes: list[Change]) -> list[ToldChange]:
    """Changes with names for ids. One query for each kind of row that is named."""
    names = names_in_history(member, changes)
    told = []
    for change in changes:
        sentence = ""
        if "deleted_at" in change.fields:
            sentence = _("Deleted") if change.fields["deleted_at"][1] else _("Restored")
        fields = []
        for column, (before, after) in change.fields.items():
            if column in SILENT or column == "deleted_at":
                continue
            if column == "split":
                before, after = shares_in_words(member.book, before), shares_in_words(member.book, after)
            fields.append(
                ToldField(
                    label=_labels().get(column, column),
                    before=_value(names, column, before),
                    after=_value(names, column, after),
                    is_amount=column.endswith("_minor"),
                )
            )
        told.append(ToldChange(change.at, change.by, sentence or ("" if fields else _("Details changed")), fields))
    return told


def _labels() -> dict[str, str]:
    return {
        "amount_minor": _("Amount"),
        "to_amount_minor": _("Amount received"),
        "date": _("Date"),
        "time": _("Time"),
        "from_account_id": _("Paid from"),
        "to_account_id": _("Received in"),
        "category_id": _("Category"),
        "member_id": _("For whom"),
        "paid_by_id": _("Paid by"),
        "merchant_id": _("Merchant"),
        "project_id": _("Project"),
        "note": _("Note"),
        "split": _("How it is shared"),
        "claim": _("To be paid back"),
        "approval": _("Approval"),
        "kind": _("Kind"),
    }


def _value(names: dict[tuple[str, int], str], column: str, value: Any) -> Any:
    if column in NAMED_COLUMNS:
        return names.get((column, value), "") if value else ""
    if column == "approval":
        return Approval(value).label if value else ""
    return "" if value is None else value
