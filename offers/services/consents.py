"""Switching suggestions on and off. Reading a book never depends on it."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from accounts.services import grant_consent, withdraw_consent
from offers.errors import BirthYearInvalid
from offers.models import CostReading, Suggestion
from offers.queries.credit import PURPOSE

_OLDEST_YEARS = 110


@transaction.atomic
def switch_on(user: User, *, birth_year: int, where: str, now: dt.datetime) -> None:
    """Notes the consent and the year of birth, which is asked only here. Raises BirthYearInvalid."""
    if not now.year - _OLDEST_YEARS <= birth_year <= now.year:
        raise BirthYearInvalid(fields={"birth_year": [BirthYearInvalid.message]})
    user.birth_year = birth_year
    user.save(update_fields=["birth_year"])
    grant_consent(user, purpose=PURPOSE, where=where, at=now)


def switch_off(user: User, *, now: dt.datetime) -> None:
    """Withdraws the consent; every suggestion made of it is gone in the same transaction."""
    withdraw_consent(user, purpose=PURPOSE, at=now)


def forget_suggestions(user: User) -> None:
    """Removes what was made for a person out of their readings; called by whoever withdraws the consent."""
    Suggestion.objects.filter(user=user).delete()
    # A cost table that was never confirmed proves nothing, and goes along.
    CostReading.objects.filter(user=user, confirmed_at__isnull=True).delete()
