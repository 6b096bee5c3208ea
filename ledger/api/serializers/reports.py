from typing import Any

from django.utils.translation import gettext as said_now
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from ledger.api.serializers.books import CATEGORY_KINDS
from ledger.rules.periods import FIRST_PERIOD, LAST_PERIOD, is_period, shift_period

MOST_MONTHS = 120


class PeriodField(serializers.IntegerField):
    """A month as yyyymm."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=FIRST_PERIOD, max_value=LAST_PERIOD, **kwargs)

    def to_internal_value(self, data: Any) -> int:
        value = super().to_internal_value(data)
        if not is_period(value):
            raise serializers.ValidationError(said_now("Write the month as yyyymm."))
        return value


class MonthQuerySerializer(serializers.Serializer):
    """`context["current"]` is the month that is the last one unless the query names another."""

    first = PeriodField(required=False, help_text=_("yyyymm, inclusive; eleven months before the last where left out"))
    last = PeriodField(required=False, help_text=_("yyyymm, inclusive; the current month where left out"))

    def validate(self, attrs: dict[str, int]) -> dict[str, int]:
        last = attrs.get("last", self.context["current"])
        first = attrs.get("first", shift_period(last, -11))
        if not shift_period(last, 1 - MOST_MONTHS) <= first <= last:
            said = said_now("Choose at most ten years, the first month before the last.")
            raise serializers.ValidationError({"first": [said]})
        return {"first": first, "last": last}


class MonthSerializer(serializers.Serializer):
    period = serializers.IntegerField(help_text=_("yyyymm, the book's own month"))
    first = serializers.DateField()
    last = serializers.DateField()
    expense_minor = serializers.IntegerField(help_text=_("net of refunds, in the book's currency"))
    income_minor = serializers.IntegerField()
    left_minor = serializers.IntegerField(help_text=_("income less expense"))
    n = serializers.IntegerField(help_text=_("how many entries"))


class CategorySumQuerySerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=CATEGORY_KINDS, required=False, default="expense")


class CategorySumSerializer(serializers.Serializer):
    category = serializers.UUIDField(
        source="category.public_id", default=None, allow_null=True, help_text=_("null for what has no category yet")
    )
    name = serializers.CharField(source="category.name", default="")
    amount_minor = serializers.IntegerField(help_text=_("with its children, in the book's currency"))
    n = serializers.IntegerField()
