"""The lists of words and hosts, as staff keep them; each change is logged."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from community.models import LinkRule, WordRule
from community.services.deciding import log_action


@transaction.atomic
def save_rule(rule: WordRule | LinkRule, *, by: User, at: dt.datetime) -> None:
    """Writes a rule, which holds from now on, and notes who did so and what it says now."""
    rule.save()
    what = "word" if isinstance(rule, WordRule) else "host"
    off = isinstance(rule, WordRule) and not rule.is_active
    said = [rule.action, "off" if off else "", rule.note]
    log_action(by, what, about=str(rule), why=" · ".join(filter(None, said)), at=at)
