"""How a form's field looks: label, control, help and errors tied together for eyes and screen readers alike."""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from accounts.identifiers import shown_phone
from accounts.senders import code_sender
from accounts.senders.terminal import TerminalSender

register = template.Library()


@register.inclusion_tag("accounts/_field.html")
def field(bound: BoundField, autofocus: bool = False) -> dict[str, Any]:
    """A field with everything that belongs to it; Django ties help and errors to the control by their ids."""
    widget = bound.field.widget
    return {
        "field": bound,
        "control": control(bound, autofocus=autofocus),
        "is_check": isinstance(widget, forms.CheckboxInput),
        "is_group": isinstance(widget, forms.RadioSelect),
    }


def control(bound: BoundField, *, autofocus: bool = False) -> SafeString:
    widget = bound.field.widget
    if isinstance(widget, forms.RadioSelect):
        return SafeString()
    kind = "form-control"
    if isinstance(widget, forms.CheckboxInput):
        kind = "form-check-input"
    elif isinstance(widget, forms.Select):
        kind = "form-select"
    attrs: dict[str, Any] = {"class": f"{kind} is-invalid" if bound.errors else kind}
    if autofocus or bound.errors:
        attrs["autofocus"] = True
    return bound.as_widget(attrs=attrs)


@register.filter
def phone(number: str) -> str:
    """An E.164 number of here as people write it."""
    return shown_phone(number or "")


@register.simple_tag
def codes_go_to_terminal() -> bool:
    """Whether this site shows its codes in the terminal, which a person trying it out should be told."""
    return isinstance(code_sender(), TerminalSender)
