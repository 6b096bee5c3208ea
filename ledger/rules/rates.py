"""What money costs a year: rates solved from payments and dates, and rates quoted by the day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from math import fsum

PPM = Decimal(1_000_000)

_LOWEST = Decimal("-0.99")
_HIGHEST = Decimal(5)
_STEPS = 200
_TOLERANCE = Decimal("1e-20")
# Solved rates keep 15 decimals: far finer than a fen can show, and a rate of exactly 2 % comes out as 0.02,
# so a cap compared with the unrounded rate is not missed by the solver's last digit.
_SOLVED = Decimal("1e-15")


def ppm(rate: Decimal) -> int:
    """A rate as whole parts per million, halves away from zero: 0.13034187 -> 130342 (shown as 13.0342 %)."""
    return int((rate * PPM).quantize(Decimal(1), ROUND_HALF_UP))


def whole_minor(amount: Decimal) -> int:
    """An amount in minor units rounded to a whole one, halves away from zero."""
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def _bisect(excess: Callable[[Decimal], Decimal], low: Decimal, high: Decimal) -> Decimal:
    """The zero of a falling function; ValueError where it has none between low and high."""
    if excess(low) < 0 or excess(high) > 0:
        raise ValueError("no rate between -99 % and 500 % a period explains these payments")
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if excess(middle) > 0:
            low = middle
        else:
            high = middle
        if high - low < _TOLERANCE:
            break
    return ((low + high) / 2).quantize(_SOLVED)


def monthly_rate(received_minor: int, payments_minor: Sequence[int]) -> Decimal:
    """The monthly rate m that solves received = sum of payment_k / (1 + m)^k, k = 1..n, to 15 decimals.

    Payments are what the borrower pays at the end of months 1..n, 0 for a month without one. E1: 20,000.00
    received, 1,786.66 eleven times and 1,786.74 -> 0.01086182.

    Raises ValueError when nothing was received, a payment is negative, or no rate explains the payments.
    """
    if received_minor <= 0:
        raise ValueError("the amount received must be positive")
    if not payments_minor or min(payments_minor) < 0:
        raise ValueError("payments must be a non-empty list of amounts of 0 or more")
    with localcontext() as context:
        context.prec = 34
        payments = [Decimal(payment) for payment in reversed(payments_minor)]
        received = Decimal(received_minor)

        def excess(rate: Decimal) -> Decimal:
            discount = 1 / (1 + rate)
            value = Decimal(0)
            for payment in payments:
                value = (value + payment) * discount
            return value - received

        return _bisect(excess, _LOWEST, _HIGHEST)


def simple_apr(rate: Decimal) -> Decimal:
    """Twelve times a monthly rate: the annualised cost labelled 单利 (E1: 13.0342 %)."""
    return rate * 12


def effective_apr(rate: Decimal) -> Decimal:
    """(1 + m)^12 - 1: the annual cost with compounding, by the IRR method (E1: 13.8417 %)."""
    return (1 + rate) ** 12 - 1


def xirr(flows: Sequence[tuple[date, int]]) -> Decimal:
    """The annual rate r of dated flows: sum of amount / (1 + r)^(days since the first / 365) = 0, to 12
    decimals.

    Amounts in minor units, received positive and paid negative; annual compounding, actual days over 365.
    E12: +10,000 on 2026-01-15, -5,100 on 02-28, -5,200 on 04-30 -> 15.5579 %.

    Raises ValueError without both signs, when the first flow is not the first in time, or without a rate
    from -99 % up.
    """
    if not any(amount > 0 for _, amount in flows) or not any(amount < 0 for _, amount in flows):
        raise ValueError("dated flows need an amount received and an amount paid")
    start = flows[0][0]
    points = [((day - start).days / 365, float(amount)) for day, amount in flows]
    if min(years for years, _ in points) < 0:
        raise ValueError("the first flow must be the earliest")

    def value(rate: float) -> float:
        return fsum(amount / (1 + rate) ** years for years, amount in points)

    low, high = -0.99, 5.0
    # A loan of days has an annual rate of thousands of percent; widen rather than refuse it.
    while value(low) * value(high) > 0 and high < 1e9:
        high *= 10
    if value(low) * value(high) > 0:
        raise ValueError("no annual rate explains these dated flows")
    sign = 1.0 if value(low) > 0 else -1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if sign * value(middle) > 0:
            low = middle
        else:
            high = middle
    return Decimal(repr((low + high) / 2)).quantize(Decimal("1e-12"))


@dataclass(frozen=True, slots=True)
class DailyRate:
    """A rate quoted by the day, and what it is a year (E11: 0.05 % -> 18.25 %, 18.00 %, 20.0159 %)."""

    daily: Decimal

    @property
    def apr_365(self) -> Decimal:
        """Simple, a year of 365 days."""
        return self.daily * 365

    @property
    def apr_360(self) -> Decimal:
        """Simple, a year of 360 days, as some contracts count."""
        return self.daily * 360

    @property
    def effective(self) -> Decimal:
        """Compounded daily over 365 days."""
        return (1 + self.daily) ** 365 - 1


def flat_fee_for(apr_simple: Decimal, instalments: int) -> Decimal:
    """The flat monthly fee on the first principal that costs a simple annual rate, without rounding to fen.

    f = m / (1 - (1 + m)^-n) - 1/n with m = apr / 12. E10: 24 % over 12 instalments -> 1.1226 % a month.
    """
    if instalments < 1:
        raise ValueError("at least one instalment")
    rate = apr_simple / 12
    if rate == 0:
        return Decimal(0)
    return rate / (1 - (1 + rate) ** -instalments) - Decimal(1) / instalments


def simple_interest_minor(principal_minor: int, annual_rate: Decimal, days: int, year_days: int = 365) -> int:
    """Interest of some days, rounded half up. E19: 20,000.00 at 12 % for 7 days -> 46.03 (/365), 46.67
    (/360).
    """
    return whole_minor(principal_minor * annual_rate * days / year_days)
