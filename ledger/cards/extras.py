"""The scene's own fields of entries, read so that a value which is not of its kind counts as none.

The form writes them typed, but the API and entries that came from another book may hold anything under a key.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, Case, DecimalField, Q, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

WHOLE, DECIMAL = r"^[0-9]{1,9}$", r"^[0-9]{1,9}(\.[0-9]{1,3})?$"


def whole_number(key: str) -> Case:
    """A field as a whole number of at most nine digits, in SQL; NULL where it is none."""
    number = Cast(KeyTextTransform(key, "extra"), BigIntegerField())
    return Case(When(Q(**{f"extra__{key}__regex": WHOLE}), then=number), output_field=BigIntegerField())


def decimal_number(key: str) -> Case:
    """A field as a decimal with at most three places, in SQL; NULL where it is none."""
    field: DecimalField[Any, Decimal] = DecimalField(max_digits=12, decimal_places=3)
    number = Cast(KeyTextTransform(key, "extra"), field)
    return Case(When(Q(**{f"extra__{key}__regex": DECIMAL}), then=number), output_field=field)


def day_in(extra: Mapping[str, Any], key: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(extra.get(key) or "")
    except (TypeError, ValueError):
        return None


def whole_in(extra: Mapping[str, Any], key: str) -> int:
    """A whole number such as an amount in minor units; 0 where there is none."""
    value = extra.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
