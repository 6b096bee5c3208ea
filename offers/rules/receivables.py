"""How likely money owed to a business comes in, until its own history can say."""

from __future__ import annotations

from collections.abc import Mapping

# Days late, inclusive, and the probability; beyond the last nothing is counted on.
_BY_AGE = ((0, 0.90), (30, 0.70), (60, 0.50), (90, 0.30))
_CONCENTRATED = 0.40
_CONCENTRATED_FACTOR = 0.7
_CUSTOMERS_FOR_CONCENTRATION = 3


def receivable_probability(days_late: int) -> float:
    """The launch curve: not due .90, 1-30 days late .70, 31-60 .50, 61-90 .30, later 0. Negative days are
    not due.
    """
    return next((probability for last, probability in _BY_AGE if days_late <= last), 0.0)


def concentration_factors(owed_minor: Mapping[int, int]) -> dict[int, float]:
    """By customer, what to multiply the probability with: 0.7 for one who owes more than 40 % of all, else 1.

    With one or two debtors somebody always exceeds 40 %, so the share says nothing there and nobody is
    marked down (E29 and E30 count their single large receivable in full).
    """
    total = sum(owed_minor.values())
    judged = len(owed_minor) >= _CUSTOMERS_FOR_CONCENTRATION
    return {
        customer: _CONCENTRATED_FACTOR if judged and owed > _CONCENTRATED * total else 1.0
        for customer, owed in owed_minor.items()
    }
