"""Who owes the shop and whom the shop owes, largest first, with the day on which the oldest unpaid part was due."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ledger.cards.debts import debts_both_ways, usual_days
from ledger.models import Member
from ledger.permissions import Action

KEY = "receivables_payables"
ACTION = Action.SEE_BALANCES
SHOWN = 4


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    to_us, by_us = debts_both_ways(member, today)
    to_us.sort(key=lambda debt: -debt.amount_minor)
    by_us.sort(key=lambda debt: -debt.amount_minor)
    return {
        "to_us": to_us[:SHOWN],
        "to_us_minor": sum(debt.amount_minor for debt in to_us),
        "by_us": by_us[:SHOWN],
        "by_us_minor": sum(debt.amount_minor for debt in by_us),
        "allowed_days": usual_days(member),
        "today": today,
    }
