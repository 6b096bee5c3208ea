"""What a reading tells people: the day and the amount. It opens what costs nothing, and never names a product."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Channel
from accounts.notices import Facts, Kind, register
from ledger.notices import amount_of, books_where
from ledger.permissions import Action
from ledger.templatetags.ledger_format import week_day


def _sentence(facts: Facts, amounts: bool) -> str:
    named = {**facts, "day": week_day(dt.date.fromisoformat(facts["day"]), timezone.localdate())}
    said = amounts and facts.get("amount_minor") is not None
    if said:
        named["amount"] = amount_of(facts)
    if facts["state"] == "likely":
        if said:
            return _("“%(book)s” may be %(amount)s short on %(day)s. Here is what costs no interest.") % named
        return _("“%(book)s” may run short on %(day)s. Here is what costs no interest.") % named
    if said:
        return _("In “%(book)s” about %(amount)s is not needed until %(day)s.") % named
    return _("In “%(book)s” some money is not needed until %(day)s.") % named


def register_kinds() -> None:
    """Called once, when the app is ready."""
    register(
        Kind(
            "reading",
            lazy("Readings"),
            _sentence,
            help=lazy("When money may run short, or lie idle. At most once a week for a book."),
            icon="trending-up",
            channels=frozenset({Channel.PAGE, Channel.PUSH, Channel.ROBOT}),
            still=books_where(Action.SEE_READING),
        )
    )
