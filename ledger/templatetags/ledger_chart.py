"""`{% chart spec %}`: a figure with its title, the chart, and the same figures as a table."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template import Context
from django.utils.crypto import get_random_string

from ledger.cards.chart import ChartSpec
from ledger.rules.money import exponent
from ledger.templatetags.ledger_format import amounts_hidden, currency_unit

register = template.Library()


def _shape(values: Sequence[int | None], largest: int) -> list[int | None]:
    """The values in thousandths of the largest: what a hidden chart still may show."""
    return [None if value is None else round(1000 * value / largest) for value in values]


@register.inclusion_tag("ledger/_chart.html", takes_context=True)
def chart(context: Context, spec: ChartSpec) -> dict[str, Any]:
    """Needs `request` in the context, so that hidden amounts stay out of the axis and the tooltip."""
    # Only money is hidden: kilometres tell nobody what was spent.
    hidden = amounts_hidden(context) and spec.decimals is None
    largest = max((abs(value) for one in spec.series for value in one.values if value), default=1)
    figures = {
        "kind": spec.kind,
        "labels": list(spec.labels),
        "series": [
            {
                "name": str(one.name),
                "values": _shape(one.values, largest) if hidden else list(one.values),
                "tone": one.tone,
                "dashed": one.dashed,
                "area": one.area,
            }
            for one in spec.series
        ],
        "links": list(spec.links),
        "mark": spec.mark,
        "unit": currency_unit(spec.currency) if spec.decimals is None else "",
        "exponent": exponent(spec.currency) if spec.decimals is None else spec.decimals,
        "hidden": hidden,
    }
    links = spec.links or [""] * len(spec.labels)
    rows = zip(spec.labels, links, *(one.values for one in spec.series), strict=True)
    return {
        "request": context.get("request"),
        "chart_id": f"chart-{get_random_string(8)}",
        "spec": spec,
        "figures": figures,
        "rows": [(label, link, values) for label, link, *values in rows],
    }
