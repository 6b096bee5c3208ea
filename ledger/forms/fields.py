"""Form fields of the ledger: amounts in minor units, typed fields of a scene."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.errors import DomainError
from ledger.models import Member
from ledger.rules.arithmetic import evaluate
from ledger.rules.money import exponent
from ledger.rules.periods import LAST_DAY
from ledger.scenarios import SceneEntryField, SceneFact
from ledger.templatetags.ledger_format import plain_amount

CONTROL = {"class": "form-control"}
SELECT = {"class": "form-select"}
SELECTED = mark_safe(" selected")


class AmountField(forms.CharField):
    """An amount, or a sum such as 12+8, as whole minor units of `currency`; None where it is left empty."""

    default_error_messages = {
        "invalid": _("Enter an amount, such as 35.50 or 12+8."),
        "zero": _("Enter an amount above zero."),
    }

    def __init__(self, *, currency: str, zero_allowed: bool = False, negative_allowed: bool = False, **kwargs) -> None:
        self.currency = currency
        self.zero_allowed = zero_allowed
        self.negative_allowed = negative_allowed
        kwargs.setdefault("widget", forms.TextInput(attrs=CONTROL))
        super().__init__(**kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        return plain_amount(value, self.currency) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        text = (value or "").strip()
        if not text:
            return None
        below_zero = self.negative_allowed and text[0] in "-−"
        try:
            amount_minor = evaluate(text[1:] if below_zero else text, exponent(self.currency))
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        if not amount_minor and not self.zero_allowed:
            raise forms.ValidationError(self.error_messages["zero"], code="zero")
        return -amount_minor if below_zero else amount_minor

    def validate(self, value: int | None) -> None:
        if value is None and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: int | None) -> None:
        """The validators of a text do not apply to a number."""


class OnePassSelect(forms.Select):
    """Django's select, written in one pass: a template for every option took nearly half the time of a page."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        chosen = self.format_value(value)

        def written(choices: Iterable[tuple[Any, Any]]) -> SafeString:
            return mark_safe("".join(group_or_option(key, label) for key, label in choices))

        def group_or_option(key: Any, label: Any) -> SafeString:
            if isinstance(label, list | tuple):
                return format_html('<optgroup label="{}">{}</optgroup>', key, written(label))
            key = "" if key is None else str(key)
            selected = SELECTED if key in chosen else ""
            return format_html('<option value="{}"{}>{}</option>', key, selected, label)

        on_tag = flatatt({"name": name} | self.build_attrs(self.attrs, attrs))
        return format_html("<select{}>{}</select>", on_tag, written(self.choices))


def tag_names(typed: str) -> tuple[str, ...]:
    """The tags of a line as people write them: by spaces or commas, with or without a #."""
    return tuple(typed.replace("，", " ").replace(",", " ").replace("#", " ").split())


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs=CONTROL | {"type": "date"}, format="%Y-%m-%d")


class WeekdaysField(forms.MultipleChoiceField):
    """Days of a week as the digits that a scene keeps: "1567" is Monday and Friday to Sunday."""

    def __init__(self, **kwargs) -> None:
        names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
        choices = [(str(number), name) for number, name in enumerate(names, start=1)]
        super().__init__(choices=choices, widget=forms.CheckboxSelectMultiple, **kwargs)

    def prepare_value(self, value: Any) -> list[str]:
        return list(value or "")

    def clean(self, value: Any) -> str:
        return "".join(sorted(super().clean(value)))


def in_our_time(day: dt.date) -> None:
    """Refuses a day that nobody means: what is reckoned from it would leave the calendar."""
    if not 1900 <= day.year <= LAST_DAY.year:
        raise forms.ValidationError(_("Choose a date between 1900 and 2200."))


def typed_field(
    spec: SceneFact | SceneEntryField, *, currency: str, people: Iterable[Member] = (), required: bool = False
) -> forms.Field:
    """The form field of a fact of a book, or of a further field of an entry."""
    language = get_language() or "zh-hans"
    hint = getattr(spec, "hint", None)
    common = {
        "label": spec.name.text(language),
        "required": required,
        "help_text": hint.text(language) if hint else "",
    }
    unit = getattr(spec, "unit", None)
    if unit and unit.text(language).lower() not in common["label"].lower():
        common["label"] = _("%(label)s (%(unit)s)") % {"label": common["label"], "unit": unit.text(language)}
    if spec.type == "money":
        return AmountField(currency=currency, zero_allowed=True, **common)
    if spec.type == "date":
        return forms.DateField(widget=date_input(), validators=[in_our_time], **common)
    if spec.type == "month":
        return forms.RegexField(r"^\d{4}-\d{2}$", widget=forms.TextInput(attrs=CONTROL | {"type": "month"}), **common)
    if spec.type == "integer":
        low, high = getattr(spec, "minimum", 0), getattr(spec, "maximum", None)
        return forms.IntegerField(min_value=low, max_value=high, widget=forms.NumberInput(attrs=CONTROL), **common)
    if spec.type == "decimal":
        return forms.DecimalField(
            max_digits=12, decimal_places=3, min_value=0, widget=forms.NumberInput(attrs=CONTROL), **common
        )
    if spec.type == "choice":
        choices = [("", f"{common['label']}…"), *((choice.key, choice.name.text(language)) for choice in spec.choices)]
        return forms.ChoiceField(choices=choices, widget=OnePassSelect(attrs=SELECT), **common)
    if spec.type == "member":
        choices = [("", f"{common['label']}…"), *((str(person.public_id), person.name) for person in people)]
        return forms.ChoiceField(choices=choices, widget=OnePassSelect(attrs=SELECT), **common)
    if spec.type == "weekdays":
        return WeekdaysField(**common)
    if spec.type == "yes_no":
        return forms.BooleanField(
            widget=forms.CheckboxInput(attrs={"class": "form-check-input"}), **(common | {"required": False})
        )
    return forms.CharField(max_length=120, widget=forms.TextInput(attrs=CONTROL), **common)


def stored(value: Any) -> Any:
    """A cleaned value as JSON keeps it: dates and decimals as text, nothing as None."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return None if value == "" else value


class StyledForm(forms.Form):
    """Marks the controls of refused fields, and says at each where its error stands."""

    required_css_class = "required"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # Django's own sentence is a clerk's; a field that has a better one keeps it.
            if field.error_messages.get("required") is forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _("Fill this in.")

    @contextmanager
    def refusals(self, names: dict[str, str] | None = None) -> Iterator[None]:
        """Around a service: where it refuses fields, they say so, and what follows shows the form again.

        Any other refusal goes on. `names` says how the form calls the fields of the service, where that differs.
        """
        try:
            yield
        except DomainError as refusal:
            if not refusal.fields:
                raise
            self.add_refusal(refusal.fields, names)

    def add_refusal(self, fields: dict[str, list[Any]], names: dict[str, str] | None = None) -> None:
        """The sentences of a service's refusal at the fields they are about, else above the form."""
        for name, sentences in fields.items():
            here = (names or {}).get(name, name)
            for sentence in sentences:
                self.add_error(here if here in self.fields else None, str(sentence))
