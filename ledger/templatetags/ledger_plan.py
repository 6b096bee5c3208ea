"""Words for budgets, and for what is to come."""

import datetime as dt

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ledger.models import Scheduled
from ledger.rules.recurrence import lunar_day

register = template.Library()


@register.filter
def by_lunar_calendar(day: dt.date) -> str:
    """A day by the Chinese calendar, as a Chinese calendar writes it; in other languages by its numbers."""
    found = lunar_day(day)
    if found is None:
        return ""
    month, number, written = found
    if (get_language() or "").startswith("zh"):
        return f"农历{written}"
    return _("lunar %(month)d/%(day)d") % {"month": month, "day": number}


@register.filter
def done_word(kind: str) -> str:
    """What the button says that does it."""
    return {
        Scheduled.Kind.EXPENSE: _("Paid"),
        Scheduled.Kind.INCOME: _("It came in"),
        Scheduled.Kind.TRANSFER: _("Moved"),
    }.get(Scheduled.Kind(kind), _("Done"))


@register.filter
def often(row: Scheduled) -> str:
    """How often it comes, "" for once."""
    return str(row.get_every_display()) if row.every else ""
