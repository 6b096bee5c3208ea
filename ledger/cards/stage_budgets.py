"""Each stage of the renovation: its budget, what it is agreed at, what is paid and what is not."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ledger.cards.renovation import renovation_of
from ledger.models import Member

KEY = "stage_budgets"


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any] | None:
    """None until something was paid, is to be paid, or has a budget."""
    renovation = renovation_of(member)
    stages = [stage for stage in renovation.stages if stage.agreed_minor or stage.budget_minor]
    if not stages and not renovation.unstaged_minor:
        return None
    return {
        "stages": stages,
        "unstaged_minor": renovation.unstaged_minor,
        "over": max((stage for stage in stages if stage.over_minor), key=lambda stage: stage.over_minor, default=None),
        "has_budgets": any(stage.budget_minor for stage in stages),
        "largest_minor": max([1, *(max(stage.agreed_minor, stage.budget_minor) for stage in stages)]),
    }
