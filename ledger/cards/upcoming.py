"""What comes within the next weeks: bills of cards, the mortgage or rent, payday. Asks for days it does not know."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ledger.models import Member
from ledger.permissions import Action, allows
from ledger.queries.attention import bills_due
from ledger.rules.flow import AccountClass
from ledger.rules.pace import next_monthly

KEY = "upcoming"
DAYS = 30


@dataclass(frozen=True, slots=True)
class Coming:
    """Something on a day; `amount_minor` None where only the day is known."""

    day: dt.date
    name: str
    icon: str
    amount_minor: int | None = None
    currency: str = ""
    comes_in: bool = False


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    book = member.book
    days = int(options.get("days", DAYS))
    bills = bills_due(book, today=today, within_days=days)
    # A loan with a due day of its own is the mortgage: it need not be asked for, and it does not come twice.
    loan_known = any(bill.account.account_class is AccountClass.LOAN for bill in bills)
    coming = [
        Coming(
            day=bill.due,
            name=bill.account.name,
            icon=bill.account.icon or "credit-card",
            amount_minor=bill.amount_minor,
            currency=bill.account.currency,
        )
        for bill in bills
    ]
    facts = book.facts
    if facts.get("payday"):
        coming.append(Coming(next_monthly(facts["payday"], today), _("Payday"), "cash", comes_in=True))
    if facts.get("housing_day") and not (loan_known and facts.get("home") != "rented"):
        name = _("Rent") if facts.get("home") == "rented" else _("Mortgage")
        coming.append(Coming(next_monthly(facts["housing_day"], today), name, "home"))
    coming.sort(key=lambda each: (each.day, each.name))
    wanted = ("payday",) if loan_known else ("payday", "home")
    missing = [key for key in wanted if not facts.get(key)]
    by_hand = ("rented",) if loan_known else ("mortgage", "rented")
    if facts.get("home") in by_hand and not facts.get("housing_day"):
        missing.append("housing_day")
    return {
        "days": days,
        "today": today,
        "coming": [each for each in coming if (each.day - today).days <= days],
        "ask": missing if allows(member, Action.SETTINGS) else [],
    }
