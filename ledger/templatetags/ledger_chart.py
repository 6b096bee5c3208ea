"""`{% chart spec %}`: a figure with its title, the chart, and the same figures as a table."""

from typing import Any

from django import template
from django.template import Context
from django.utils.crypto import get_random_string

from ledger.cards.chart import ChartSpec
from ledger.rules.money import exponent
from ledger.templatetags.ledger_format import amounts_hidden, currency_unit

register = template.Library()


@register.inclusion_tag("ledger/_chart.html", takes_context=True)
def chart(context: Context, spec: ChartSpec) -> dict[str, Any]:
    """Needs `request` in the context, so that hidden amounts stay out of the axis and the tooltip."""
    hidden = amounts_hidden(context)
    figures = {
        "kind": spec.kind,
        "labels": list(spec.labels),
        "series": [
            {
                "name": str(one.name),
                "values": list(one.values),
                "tone": one.tone,
                "dashed": one.dashed,
                "area": one.area,
            }
            for one in spec.series
        ],
        "links": list(spec.links),
        "mark": spec.mark,
        "unit": currency_unit(spec.currency),
        "exponent": exponent(spec.currency),
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
