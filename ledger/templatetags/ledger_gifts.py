"""How a gift is told."""

from django import template

from ledger.cards.gifts import occasion
from ledger.models import Entry

register = template.Library()


@register.filter
def gift_words(entry: Entry) -> str:
    """What a gift was for, in the words of the entry, else of its category."""
    return occasion(entry)
