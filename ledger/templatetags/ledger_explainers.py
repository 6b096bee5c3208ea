"""Links to what explains a page, where an app has registered any."""

from django import template

from ledger.explainers import Explainer, explainer_of

register = template.Library()


@register.simple_tag
def explainer(topic: str) -> Explainer | None:
    """What explains a topic, such as `reading.likely`; None where nobody does."""
    return explainer_of(topic)
