"""The caps that a price must keep, and how much of an income debts may take."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

# Bank co-lending and small-loan companies: no new loan above 24 % a year, all items counted.
PUBLISH_CAP = Decimal("0.24")
# The court's and the small-loan guideline's measure is a multiple of the one-year loan prime rate.
LPR_MULTIPLE = 4

DSR_WARN = Decimal("0.30")
DSR_LIMIT = Decimal("0.40")


def lpr_cap(lpr: Decimal) -> Decimal:
    """Four times the one-year loan prime rate (E24: 3.00 % -> 12.00 %)."""
    return LPR_MULTIPLE * lpr


@dataclass(frozen=True, slots=True)
class PriceGate:
    """What a price allows: to be published at all, and to be suggested without being asked for."""

    publishable: bool
    proactive: bool


def price_gate(apr_simple: Decimal, apr_irr: Decimal, lpr: Decimal) -> PriceGate:
    """Where a price may be shown, from unrounded rates.

    Publishable up to 24 % simple; proactive only where both the simple and the compounded rate keep 4 x LPR
    (E24: the 13.03 % of E1 may be listed, not suggested; the 10.90 % / 11.46 % of E5 may be suggested).
    """
    publishable = apr_simple <= PUBLISH_CAP
    cap = lpr_cap(lpr)
    return PriceGate(publishable, publishable and apr_simple <= cap and apr_irr <= cap)


def debt_service_ratio(income_minor: int, debts_minor: int, new_minor: int = 0) -> Decimal:
    """Monthly debt payments, a new instalment included, over monthly income; infinite where nothing is
    earned.

    E25: (2,400 + 533.09) / 9,000 -> 32.59 %, above DSR_WARN; with debts of 3,200 -> 41.48 %, above DSR_LIMIT.
    """
    owed = debts_minor + new_minor
    if owed <= 0:
        return Decimal(0)
    if income_minor <= 0:
        return Decimal("Infinity")
    return Decimal(owed) / Decimal(income_minor)
