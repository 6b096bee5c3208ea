"""Controls of forms: a refused one is marked, for the eye and for a screen reader."""

from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from ledger.models import Category
from ledger.templatetags.ledger_page import icon

register = template.Library()

CHECKED = mark_safe(" checked")


@register.simple_tag
def control(field: BoundField, **attributes: Any) -> SafeString:
    """The control of a field. `aria-describedby` and `aria-invalid` are Django's own; the class is Bootstrap's."""
    attrs = {name.replace("_", "-"): value for name, value in attributes.items()}
    if field.errors:
        base = field.field.widget.attrs.get("class", "form-control")
        attrs["class"] = f"{base} is-invalid"
    return field.as_widget(attrs=attrs)


@register.simple_tag
def category_pick(category: Category, chosen: str) -> SafeString:
    """One category to pick. Written in one pass: there are dozens, and a template for each took a third of the page."""
    public_id = str(category.public_id)
    return format_html(
        '<label class="category-pick"><input type="radio" name="category" value="{}"{}>'
        '<span class="tile">{}</span><span>{}</span></label>',
        public_id,
        CHECKED if public_id == chosen else "",
        icon(category.icon),
        category.name,
    )


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
