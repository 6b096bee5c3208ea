"""Why something is reported, held or taken down: one vocabulary for readers, staff and authors, in both languages.

`title` is what a reader chooses, `said` what its author is told, `hours` within how many somebody should have looked.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Reason:
    key: str
    title: Any
    said: Any
    hours: int


_ALL = (
    Reason(
        "credit",
        _("Loans, raising or cashing out cards, sham orders"),
        _("It advertises loans, cards or “quick money”. Nobody sells credit here."),
        4,
    ),
    Reason("fraud", _("Fraud, or it asks for money"), _("It looks like fraud, or asks people for money."), 4),
    Reason(
        "privacy",
        _("Somebody's private matters"),
        _("It shows what belongs to somebody's private life: a name, a number, an address or a bill."),
        4,
    ),
    Reason("illegal", _("Against the law"), _("It offers or explains what the law forbids."), 4),
    Reason("abuse", _("Insults or threats"), _("It insults or threatens people."), 12),
    Reason("indecent", _("Sexual or cruel"), _("It is sexual or cruel."), 12),
    Reason(
        "advertising",
        _("Advertising, or luring people elsewhere"),
        _("It advertises without saying so, or lures people to another place."),
        24,
    ),
    Reason(
        "untrue",
        _("Price or verdict made up"),
        _("A price or verdict in it seems made up. Write what you really paid and found."),
        24,
    ),
    Reason("other", _("Something else"), _("It breaks the rules of the community."), 24),
)
REASONS = {reason.key: reason for reason in _ALL}
# What our own checks found: somebody looks before anybody else can read it.
HELD_HOURS = 12
# An appeal has to be answered by somebody else, who may have to come back to work first.
APPEAL_HOURS = 72
