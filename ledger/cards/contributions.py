"""What each of the two gave this month: one bar from the middle to both sides."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.cards.couple import given_by, partners
from ledger.models import Member
from ledger.permissions import Action, allows
from ledger.rules.periods import period_of, period_range, shift_period

KEY = "contributions"
WIDE = True


@dataclass(frozen=True, slots=True)
class Side:
    """`width` is in hundredths of the longer side."""

    person: Member
    given_minor: int
    width: int
    percent: int


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    """Of this month, or of the last one as long as nobody gave anything in this one."""
    book = member.book
    people = partners(member)
    if len(people) < 2:
        return {"sides": [], "may_invite": allows(member, Action.MANAGE_MEMBERS)}
    period = period_of(today, book.month_start_day)
    given = given_by(member, people, options, period, period)
    if not any(given.values()):
        period = shift_period(period, -1)
        given = given_by(member, people, options, period, period)
    first, last = period_range(period, book.month_start_day)
    longer = max(1, *given.values())
    total = sum(given.values())
    return {
        "sides": [_side(person, given[person.pk], longer, total) for person in people],
        "total_minor": total,
        "period": period,
        "first": first,
        "last": last,
        "today": today,
    }


def _side(person: Member, given_minor: int, longer_minor: int, total_minor: int) -> Side:
    width = max(0, 100 * given_minor // longer_minor)
    percent = (200 * given_minor + total_minor) // (2 * total_minor) if total_minor > 0 else 0
    return Side(person, given_minor, width, percent)
