"""What the pad opens with when an entry is recorded again, and the name of a template."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger import scenarios
from ledger.forms.entries import entry_initial
from ledger.forms.fields import CONTROL, StyledForm
from ledger.models import Entry, Member
from ledger.rules.money import to_major
from ledger.scenarios import SceneMode

# What belongs to the one payment, and not to its kind.
_OF_THE_PAYMENT = ("date", "time", "version", "claim")


class TemplateForm(StyledForm):
    name = forms.CharField(max_length=40, label=_("Name of the template"), widget=forms.TextInput(attrs=CONTROL))


def mode_of(member: Member, entry: Entry) -> SceneMode | None:
    """The tab of the pad on which such an entry is recorded; None where the scene has none for it."""
    source = entry.from_account.kind if entry.from_account else ""
    target = entry.to_account.kind if entry.to_account else ""
    fitting = [
        mode
        for mode in scenarios.scene(member.book.scene).modes
        if mode.form != "sheet"
        and mode.kind == entry.kind
        and mode.from_kind in ("", source)
        and mode.to_kind in ("", target)
        and not (mode.kind == "refund" and not target)
    ]
    # A tab that asks for just such accounts says more than one that takes any.
    return max(fitting, key=lambda mode: bool(mode.from_kind) + bool(mode.to_kind), default=None)


def pad_fields(entry: Entry, mode: SceneMode) -> dict[str, Any]:
    """An entry as the pad's form carries it, without what belongs to this one payment; JSON can hold it.

    `entry` has its names (`entry_with_names`). On a tab that asks who it was, the account stands for that person.
    """
    fields = entry_initial(entry, [tag.name for tag in entry.tag_rows])
    kept = {name: value for name, value in fields.items() if name not in _OF_THE_PAYMENT and value not in ("", None)}
    for name in ("amount", "to_amount"):
        account = entry.to_account if name == "to_amount" else entry.account
        if name in kept and account is not None:
            kept[name] = format(to_major(kept[name], account.currency), "f")
    for kind, account in ((mode.from_kind, entry.from_account), (mode.to_kind, entry.to_account)):
        if kind in ("receivable", "payable") and account is not None:
            kept["counterparty"] = account.name
    return kept
