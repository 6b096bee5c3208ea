"""What the lists of names look up."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def value_of(values: Mapping[Any, Any], key: Any) -> Any:
    """The value under a key, None where there is none."""
    return values.get(key)
