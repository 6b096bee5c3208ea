"""Refusals of offers, with sentences for the person."""

from django.utils.translation import gettext_lazy as _

from accounts.errors import DomainError, NotFound


class SuggestionNotFound(NotFound):
    """The suggestion is gone: withdrawn with a consent, dismissed, or somebody else's."""

    code = "suggestion_not_found"


class StreamNotFound(NotFound):
    code = "stream_not_found"


class BirthYearInvalid(DomainError):
    code = "birth_year_invalid"
    status = 422
    message = _("Enter the year you were born in, such as 1993.")


class CostNotRead(DomainError):
    """The cost table of a loan was confirmed before its reading time was over."""

    code = "cost_not_read"
    status = 409
    message = _("Please read the whole cost first. The button opens when the time is over.")


class CreditClosed(DomainError):
    """A hard block holds: no credit for this reader and book, whoever asks."""

    code = "credit_closed"
    status = 403
    message = _("We do not show loans here. The free ways stay open.")


class ProductGate(DomainError):
    """A product can't be published as it is; `fields` says why."""

    code = "product_gate"
    status = 422
    message = _("This product can't be published yet.")
