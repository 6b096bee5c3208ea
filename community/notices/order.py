"""What people are told of order: what became of what they wrote, and of what they reported.

Facts: `what` is the beginning of the thing; `reason` a key of `community.reasons`; `until` an ISO instant.
"""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Channel
from accounts.notices import Facts, Kind, register
from community.reasons import REASONS

_TOLD = frozenset({Channel.PAGE, Channel.PUSH, Channel.EMAIL})


def _decision(facts: Facts, amounts: bool) -> str:
    reason = REASONS.get(str(facts["reason"]))
    named = {**facts, "reason": str(reason.said) if reason else ""}
    if facts.get("until"):
        until = timezone.localtime(dt.datetime.fromisoformat(str(facts["until"])))
        named["until"] = date_format(until, "SHORT_DATETIME_FORMAT")
    if facts["measure"] == "suspend":
        return _("You can't write here until %(until)s, because of “%(what)s”. %(reason)s") % named
    if facts["outcome"] == "take_down":
        return _("“%(what)s” was taken down. %(reason)s") % named
    if facts["outcome"] == "hide" and facts.get("kind") == "person":
        return _("The name “%(what)s” and your words beside it were taken away. %(reason)s") % named
    if facts["outcome"] == "hide":
        return _("“%(what)s” is hidden until you mend it. %(reason)s") % named
    if facts["measure"] == "warn":
        return _("A warning about “%(what)s”. %(reason)s") % named
    return _("Somebody looked at “%(what)s”: now everybody can read it.") % named


def _appeal(facts: Facts, amounts: bool) -> str:
    if facts["upheld"]:
        return _("Somebody else looked at “%(what)s” again: the decision stands.") % facts
    return _("You were right about “%(what)s”: the decision was taken back. We are sorry.") % facts


def _report(facts: Facts, amounts: bool) -> str:
    if facts["acted"]:
        return _("Thank you for your report of “%(what)s”: we acted on it.") % facts
    return _("We looked at “%(what)s”, which you reported: it is within the rules.") % facts


def register_kinds() -> None:
    register(
        Kind(
            "decision",
            lazy("Decisions about what I wrote"),
            _decision,
            help=lazy("Taken down, hidden, or looked at and published: with the reason, and how to appeal."),
            icon="gavel",
            channels=_TOLD,
        )
    )
    register(Kind("appeal_answered", lazy("Answers to my appeals"), _appeal, icon="scale", channels=_TOLD))
    register(
        Kind(
            "report_answered",
            lazy("What became of my reports"),
            _report,
            icon="flag",
            channels=frozenset({Channel.PAGE}),
        )
    )
