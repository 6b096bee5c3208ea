"""The pace of a project book: what a trip or a renovation will come to, and what is left a day."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from ledger.rules.rates import whole_minor


@dataclass(frozen=True, slots=True)
class Pace:
    """All in minor units. `over_minor` is 0 within the budget; `allowance_minor` a day is 0 when nothing is
    left.
    """

    projected_minor: int
    over_minor: int
    left_minor: int
    allowance_minor: int


def project_pace(budget_minor: int, prebooked_minor: int, spent_minor: int, *, day: int, days: int) -> Pace:
    """The projection after `day` of `days` days: prebooked + spent / day x days.

    Spending on the way grows by the day, what was booked ahead does not. E32: 12,000 budget, 5,600
    prebooked, 3,300 spent after 3 of 8 days -> projected 14,400, over by 2,400, allowance 620.00 a day. On
    the last day the allowance is all that is left; before the first day the projection is what is prebooked
    and spent.

    Raises ValueError when the day lies outside 0..days.
    """
    if days < 1 or not 0 <= day <= days:
        raise ValueError("the day must lie within the project")
    on_the_way = whole_minor(Decimal(spent_minor) * days / day) if day else spent_minor
    projected = prebooked_minor + on_the_way
    left = budget_minor - prebooked_minor - spent_minor
    to_go = max(1, days - day)
    allowance = int((Decimal(max(0, left)) / to_go).to_integral_value(ROUND_FLOOR))
    return Pace(projected, max(0, projected - budget_minor), left, allowance)
