"""What a day may cost so that the money lasts until the next allowance, beside what each of the last seven days did."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from ledger.cards.campus import apart_ids, living
from ledger.models import Member
from ledger.permissions import Action
from ledger.queries.spending import SPENDING, cost
from ledger.visibility import counted_entries

KEY = "week_cap"
ACTION = Action.SEE_BALANCES
DAYS_SHOWN = 7


@dataclass(frozen=True, slots=True)
class LivedDay:
    """`height` is in hundredths of the highest bar; `over`: it cost more than a day may."""

    date: dt.date
    spent_minor: int
    height: int
    over: bool


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    """The cap is that of this morning. Without a day of the allowance, it is what a usual day costs."""
    have = living(member, today, options)
    first = today - dt.timedelta(days=DAYS_SHOWN - 1)
    apart = apart_ids(member, options)
    rows = (
        counted_entries(member)
        .filter(SPENDING, date__gte=first, date__lte=today)
        .filter(Q(category_id__isnull=True) | ~Q(category_id__in=apart))
        .order_by()
        .values_list("date")
        .annotate(cost=cost())
    )
    lived = dict(rows)
    today_minor = lived.get(today, 0)
    cap = max(0, have.free_minor + today_minor) // have.days if have.days else have.usual_minor
    highest = max([cap, *lived.values(), 1])
    days = []
    for n in range(DAYS_SHOWN):
        day = first + dt.timedelta(days=n)
        amount = lived.get(day, 0)
        days.append(LivedDay(day, amount, max(0, 100 * amount // highest), amount > cap))
    return {
        "today": today,
        "cap_minor": cap,
        "cap_height": 100 * cap // highest,
        "days": days,
        "spent_minor": sum(lived.values()),
        "today_left_minor": cap - today_minor,
        "week_left_minor": cap * (7 - today.weekday()) - today_minor,
        "known": bool(have.days),
    }
