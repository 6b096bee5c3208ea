"""Controls of forms: a refused one is marked, for the eye and for a screen reader."""

from typing import Any

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def control(field: BoundField, **attributes: Any) -> SafeString:
    """The control of a field. `aria-describedby` and `aria-invalid` are Django's own; the class is Bootstrap's."""
    attrs = {name.replace("_", "-"): value for name, value in attributes.items()}
    if field.errors:
        base = field.field.widget.attrs.get("class", "form-control")
        attrs["class"] = f"{base} is-invalid"
    return field.as_widget(attrs=attrs)


@register.filter
def extra_fields(form: Any) -> list[BoundField]:
    """The fields that the scene adds to an entry."""
    return [form[name] for name in form.fields if name.startswith("extra_")]


@register.filter
def split(words: str) -> list[str]:
    return words.split()


@register.filter
def bound(form: Any, name: str) -> BoundField | None:
    """A field by name, None where this form has none."""
    return form[name] if name in form.fields else None
