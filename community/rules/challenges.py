"""The challenges of the months: small things to try with one's book for a month, and to tell of. By key."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Challenge:
    """`months` are those of the year in which it is proposed, 1 to 12."""

    key: str
    name: Any
    how: Any
    months: tuple[int, ...]


_ALL = (
    Challenge(
        "every-day",
        _("Every day one entry"),
        _("Record something on each day of the month, if only the bus. Tell what you saw."),
        (1, 7),
    ),
    Challenge(
        "no-impulse",
        _("Sleep on it"),
        _("Whatever you did not plan to buy waits one night. Tell what you did not buy after all."),
        (2, 6, 11),
    ),
    Challenge(
        "subscriptions",
        _("Tidy the subscriptions"),
        _("Look through what is taken from you each month, and end what you do not use."),
        (3, 9),
    ),
    Challenge(
        "cook-at-home",
        _("Cook at home"),
        _("Four evenings a week from your own kitchen. Tell what a meal cost."),
        (4, 8),
    ),
    Challenge(
        "no-spend-days",
        _("Eight days without spending"),
        _("Choose eight days on which you spend nothing but what is fixed. Tell which was the hardest."),
        (5, 10),
    ),
    Challenge(
        "look-back",
        _("Look back at the year"),
        _("Name three things of this year that were worth it, and one that was not."),
        (12,),
    ),
)
CHALLENGES = {challenge.key: challenge for challenge in _ALL}


def challenge_of(month: int) -> Challenge:
    """What is proposed in a month (1 to 12)."""
    return next(challenge for challenge in _ALL if month in challenge.months)
