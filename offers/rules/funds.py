"""Money funds: yields from published daily income, share income, quick redemption, and where idle money
belongs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal, localcontext
from statistics import median

# Since 2018-06-01: quick redemption of one investor from one fund at one distributor, a day.
T0_LIMIT_MINOR = 1_000_000
YIELD_DAYS = 7
# A day far above the others (a bond sold at a gain) lifts the seven-day yield without meaning anything for
# the next.
SPIKE_MULTIPLE = 2


def _seven(per_10k: Sequence[Decimal]) -> Sequence[Decimal]:
    if len(per_10k) != YIELD_DAYS:
        raise ValueError("a seven-day yield needs seven days of income per 10,000 shares")
    return per_10k


def yield_simple(per_10k: Sequence[Decimal]) -> Decimal:
    """七日年化, income carried monthly: (sum / 7) x 365 / 10,000, from the 万份收益 of seven days (E21: 1.2400 %)."""
    return sum(_seven(per_10k), Decimal(0)) / YIELD_DAYS * 365 / 10_000


def yield_compound(per_10k: Sequence[Decimal]) -> Decimal:
    """七日年化, income carried daily: (product of 1 + R/10,000)^(365/7) - 1 (E21: 1.2477 %)."""
    with localcontext() as context:
        context.prec = 34
        growth = Decimal(1)
        for income in _seven(per_10k):
            growth *= 1 + income / 10_000
        return growth ** (Decimal(365) / YIELD_DAYS) - 1


def has_spike(per_10k: Sequence[Decimal]) -> bool:
    """Whether one day's income is more than twice the median, so the yield must be shown with a warning
    (E21).
    """
    return max(per_10k) > SPIKE_MULTIPLE * median(per_10k)


def income_minor(shares_minor: int, per_10k: Decimal) -> int:
    """What a day credits on so many shares (hundredths), floored to the minor unit; the fund's contract
    decides.

    E22: 50,000.00 shares at 0.3412 -> 1.7060, credited 1.70.
    """
    return int((shares_minor * per_10k / 10_000).to_integral_value(ROUND_FLOOR))


@dataclass(frozen=True, slots=True)
class Holding:
    """A fund held at one distributor; both together bear the daily limit."""

    fund: str
    distributor: str
    balance_minor: int


@dataclass(frozen=True, slots=True)
class Redemption:
    """When the money needed comes: today, on the next working day, and what the holdings cannot give."""

    today_minor: int
    next_day_minor: int
    missing_minor: int


def available_today_minor(holdings: Sequence[Holding], limit_minor: int = T0_LIMIT_MINOR) -> int:
    """What quick redemption gives today: up to the limit for each fund and distributor, never more than is
    held.
    """
    held: dict[tuple[str, str], int] = {}
    for holding in holdings:
        place = (holding.fund, holding.distributor)
        held[place] = held.get(place, 0) + max(0, holding.balance_minor)
    return sum(min(limit_minor, balance) for balance in held.values())


def redemption(need_minor: int, holdings: Sequence[Holding], limit_minor: int = T0_LIMIT_MINOR) -> Redemption:
    """How a need is met from money funds.

    E23: 25,000 needed, one fund of 40,000 -> 10,000 today and 15,000 the next day; two such funds -> 20,000
    today.
    """
    need = max(0, need_minor)
    today = min(need, available_today_minor(holdings, limit_minor))
    total = sum(max(0, holding.balance_minor) for holding in holdings)
    next_day = min(need, total) - today
    return Redemption(today, next_day, need - today - next_day)


@dataclass(frozen=True, slots=True)
class TwoSums:
    """A surplus said as two sums: 备用金, and the idle money beyond (之外的闲钱).

    `reserve_minor` is the reserve in all; `fund_part_minor` is the part of it that stays untouched over the
    horizon, so that a money fund may be its place; `idle_minor` lies beyond. The surplus is fund_part +
    idle, to the minor unit.
    """

    reserve_minor: int
    fund_part_minor: int
    idle_minor: int


RESERVE_MONTHS = 3


def two_sums(surplus_minor: int, buffer_minor: int, monthly_spending_minor: int) -> TwoSums:
    """Splits a surplus: the reserve is filled first, up to three months' spending E, the rest is idle.

    The buffer S kept at hand is the beginning of the reserve. E26: surplus 31,100, S = E = 6,000 -> reserve
    18,000 (12,000 of it may sit in a fund) and 19,100 beyond. The demo family: surplus 19,400, S = E =
    12,600 -> reserve 32,000 (19,400 in a fund), nothing beyond. A buffer that its owner raised above 3 E is
    the reserve itself.
    """
    surplus = max(0, surplus_minor)
    fund_part = min(surplus, max(0, RESERVE_MONTHS * monthly_spending_minor - buffer_minor))
    return TwoSums(buffer_minor + fund_part, fund_part, surplus - fund_part)
