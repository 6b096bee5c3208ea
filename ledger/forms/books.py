"""Forms of a book: its facts, its settings, a person added by name."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.forms.fields import CONTROL, AmountField, StyledForm, stored, typed_field
from ledger.models import Book
from ledger.scenarios import Scene, SceneFact


class FactsForm(StyledForm):
    """Facts of a book, each typed by its scene. Those left empty stay unknown."""

    def __init__(self, *args: Any, specs: Iterable[SceneFact], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.specs = list(specs)
        for spec in self.specs:
            self.fields[spec.key] = typed_field(spec, currency=currency)
            self.fields[spec.key].initial = spec.default

    def facts(self) -> dict[str, Any]:
        """The facts that were given, as the book keeps them."""
        values = {spec.key: stored(self.cleaned_data[spec.key]) for spec in self.specs}
        return {key: value for key, value in values.items() if value is not None}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("start_date"), cleaned.get("end_date")
        if start and end and end < start:
            self.add_error("end_date", _("The last day is before the first."))
        return cleaned


def facts_to_ask(scene: Scene) -> list[SceneFact]:
    """The facts that have to be known before the book is opened."""
    return [fact for fact in scene.facts if fact.ask == "opening"]


class BookSettingsForm(StyledForm):
    name = forms.CharField(max_length=60, label=_("Name"), widget=forms.TextInput(attrs=CONTROL))
    month_start_day = forms.IntegerField(
        min_value=1,
        max_value=28,
        label=_("The month begins on day"),
        help_text=_("For example your payday. Past months are added up anew."),
        widget=forms.NumberInput(attrs=CONTROL | {"inputmode": "numeric"}),
    )
    contributors_see_all = forms.BooleanField(
        required=False,
        label=_("Contributors see everybody's entries"),
        help_text=_("Switched off, they see what they recorded themselves, and no total."),
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    contributors_see_balances = forms.BooleanField(
        required=False,
        label=_("Contributors see what lies in the accounts"),
        help_text=_("Switched off, they see no balance, and nothing that is reckoned from one."),
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    # Its currency is the book's.
    approval_above_minor = forms.Field(required=False)
    reading_enabled = forms.BooleanField(
        required=False,
        label=_("Look ahead: will money be left over or run short?"),
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    @classmethod
    def of(cls, book: Book, data: Any = None) -> "BookSettingsForm":
        names = (
            "name",
            "month_start_day",
            "contributors_see_all",
            "contributors_see_balances",
            "approval_above_minor",
            "reading_enabled",
        )
        form = cls(data, initial={name: getattr(book, name) for name in names})
        form.fields["approval_above_minor"] = AmountField(
            currency=book.currency,
            required=False,
            zero_allowed=True,
            label=_("Expenses above this wait for approval"),
            help_text=_(
                "By a manager. Until then the money has left the account and stands in no total. "
                "Empty: nothing waits. What managers spend never does."
            ),
        )
        return form


class MemberForm(StyledForm):
    name = forms.CharField(
        max_length=50,
        label=_("Name"),
        widget=forms.TextInput(attrs=CONTROL | {"autocomplete": "off"}),
        error_messages={"required": _("Enter a name.")},
    )
