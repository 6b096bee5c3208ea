"""What a list of entries is narrowed to, as it stands in the address."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledger.directory import directory_of
from ledger.forms.fields import CONTROL, SELECT, OnePassSelect, StyledForm, date_input
from ledger.models import EntryKind, Member
from ledger.queries.budgets import stage_choices
from ledger.queries.entries import EntryFilter

UNCATEGORISED = "none"


class EntryFilterForm(StyledForm):
    """All fields are optional; an unknown value narrows to nothing and is named, never ignored silently."""

    q = forms.CharField(
        required=False,
        max_length=100,
        label=gettext_lazy("Search notes and merchants"),
        widget=forms.SearchInput(attrs=CONTROL),
    )
    kind = forms.ChoiceField(required=False, label=gettext_lazy("Kind"), widget=OnePassSelect(attrs=SELECT))
    category = forms.ChoiceField(required=False, label=gettext_lazy("Category"), widget=OnePassSelect(attrs=SELECT))
    account = forms.ChoiceField(required=False, label=gettext_lazy("Account"), widget=OnePassSelect(attrs=SELECT))
    member = forms.ChoiceField(required=False, label=gettext_lazy("For whom"), widget=OnePassSelect(attrs=SELECT))
    recorded_by = forms.ChoiceField(
        required=False, label=gettext_lazy("Recorded by"), widget=OnePassSelect(attrs=SELECT)
    )
    project = forms.ChoiceField(required=False, label=gettext_lazy("Project"), widget=OnePassSelect(attrs=SELECT))
    tag = forms.ChoiceField(required=False, label=gettext_lazy("Tag"), widget=OnePassSelect(attrs=SELECT))
    stage = forms.ChoiceField(required=False, label=gettext_lazy("Stage"), widget=OnePassSelect(attrs=SELECT))
    date_from = forms.DateField(required=False, label=gettext_lazy("From"), widget=date_input())
    date_to = forms.DateField(required=False, label=gettext_lazy("To"), widget=date_input())

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        book = directory_of(member.book)
        self.rows: dict[str, dict[str, Any]] = {
            "category": _by_id(book.categories),
            "account": _by_id(book.accounts),
            "member": _by_id(book.people),
            "project": _by_id(book.projects),
            "tag": _by_id(book.tags),
        }
        self.rows["recorded_by"] = {key: row for key, row in self.rows["member"].items() if row.user_id}
        kinds = [(value, label) for value, label in EntryKind.choices]
        self.fields["kind"].choices = [("", _("All kinds")), *kinds]
        for name, rows in self.rows.items():
            self.fields[name].choices = [("", _("All")), *((key, _label(row)) for key, row in rows.items())]
        self.fields["category"].choices.append((UNCATEGORISED, _("Without a category")))
        stages = stage_choices(member.book)
        self.fields["stage"].choices = [("", _("All")), *stages]
        if not stages:
            del self.fields["stage"]

    def narrowed(self) -> EntryFilter:
        """The filter that the fields say; fields that are wrong narrow nothing (their errors are shown)."""
        cleaned = getattr(self, "cleaned_data", {})
        rows = {name: options.get(cleaned.get(name, "")) for name, options in self.rows.items()}
        return EntryFilter(
            kind=cleaned.get("kind", ""),
            stage=cleaned.get("stage", ""),
            uncategorised=cleaned.get("category") == UNCATEGORISED,
            text=cleaned.get("q", ""),
            date_from=cleaned.get("date_from"),
            date_to=cleaned.get("date_to"),
            **rows,
        )

    def active(self) -> list[tuple[str, str, str]]:
        """What narrows the list: label, value in words, and the query string without it."""
        told = []
        for name, field in self.fields.items():
            value = self.data.get(name, "")
            if not value or name == "q" or name in self.errors:
                continue
            words = dict(field.choices).get(value, value) if isinstance(field, forms.ChoiceField) else value
            told.append((str(field.label), str(words), self.query(without=(name,))))
        return told

    def query(self, *, without: tuple[str, ...] = ()) -> str:
        """The fields in use as a query string, for links."""
        used = {name: self.data[name] for name in self.fields if self.data.get(name) and name not in without}
        return urlencode(used)


def _by_id(rows: Mapping[int, Any]) -> dict[str, Any]:
    return {str(row.public_id): row for row in rows.values()}


def _label(row: Any) -> str:
    parent = getattr(row, "parent", None)
    return f"{parent.name} · {row.name}" if parent else row.name
