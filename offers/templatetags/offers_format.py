"""Rates and cadences in words."""

from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from offers.rules.recurrence import Cadence

register = template.Library()


@register.filter
def percent(rate_ppm: int) -> str:
    """Parts per million as a percentage with two decimals, halves up: 107679 -> 10.77%."""
    return f"{(Decimal(rate_ppm) / 10_000).quantize(Decimal('0.01'), ROUND_HALF_UP)}%"


@register.filter
def hundred_millions(amount_minor: int) -> str:
    """The size of a fund: in 亿 for Chinese readers, in billions of yuan for others."""
    yuan = Decimal(amount_minor) / 100
    if (get_language() or "").startswith("zh"):
        return f"{(yuan / 10**8).quantize(Decimal(1), ROUND_HALF_UP):,} 亿"
    return f"¥{(yuan / 10**9).quantize(Decimal('0.1'), ROUND_HALF_UP):,} bn"


@register.filter
def cadence_name(cadence: int) -> str:
    names = {
        Cadence.WEEKLY: _("every week"),
        Cadence.BIWEEKLY: _("every two weeks"),
        Cadence.MONTHLY: _("every month"),
        Cadence.QUARTERLY: _("every quarter"),
        Cadence.YEARLY: _("every year"),
    }
    return names[Cadence(cadence)]
