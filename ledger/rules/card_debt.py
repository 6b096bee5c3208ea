"""What a credit card costs when it is not paid in full, and what paying it off another way saves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from ledger.rules.instalments import Plan
from ledger.rules.rates import whole_minor

InterestMethod = Literal["full_to_statement", "full_before_statement", "unpaid_part"]

# A card's month for planning, since statement months differ by issuer: 30 days, so 0.05 % a day is 1.5 % a
# month.
MONTH_DAYS = 30
_MONTHS_LIMIT = 1200


def revolving_interest_minor(
    charge_minor: int,
    daily_rate: Decimal,
    *,
    posted: date,
    paid_on: date,
    paid_minor: int,
    statement: date,
    method: InterestMethod,
) -> int:
    """Interest on one charge of which a part is paid by the due day, up to the next statement.

    Issuers differ, so the method is a field of the account. "full_to_statement": the whole charge from
    posting to payment, then the rest, the statement's own day counted; "full_before_statement": without
    that day; "unpaid_part": only the rest, from posting on. E13: 10,000 posted 03-03, 1,000 paid 04-09,
    statement 04-20, 0.05 % -> 239.00, 234.50, 216.00.

    Raises ValueError when the dates are out of order or more is paid than was charged.
    """
    if not posted <= paid_on <= statement:
        raise ValueError("posted, paid and statement days must follow each other")
    if not 0 <= paid_minor <= charge_minor:
        raise ValueError("the payment must lie between nothing and the charge")
    before, after = (paid_on - posted).days, (statement - paid_on).days
    rest = charge_minor - paid_minor
    if method == "unpaid_part":
        return whole_minor(rest * daily_rate * (before + after))
    after += method == "full_to_statement"
    return whole_minor((charge_minor * before + rest * after) * daily_rate)


@dataclass(frozen=True, slots=True)
class CardPath:
    """How a card balance goes: months paid, interest in all, the last payment, and what is still owed at
    the end.
    """

    months: int
    interest_minor: int
    last_payment_minor: int
    owed_minor: int


def _pay_down(
    balance_minor: int, daily_rate: Decimal, share: Decimal, least_minor: int, months: int | None
) -> CardPath:
    owed, interest_total, paid, last = balance_minor, 0, 0, 0
    while owed > 0 and (months is None or paid < months):
        interest = whole_minor(owed * daily_rate * MONTH_DAYS)
        due = max(whole_minor((owed + interest) * share), least_minor)
        if due <= interest and due < owed + interest:
            raise ValueError("this payment never reduces the balance")
        last = min(due, owed + interest)
        owed += interest - last
        interest_total += interest
        paid += 1
        if paid >= _MONTHS_LIMIT:
            raise ValueError("this balance is not paid within a hundred years")
    return CardPath(paid, interest_total, last, owed)


def minimum_path(
    balance_minor: int,
    daily_rate: Decimal,
    *,
    share: Decimal = Decimal("0.10"),
    floor_minor: int = 10_000,
    months: int | None = None,
) -> CardPath:
    """Paying only the minimum each month, the card not used again; to the end, or for so many months.

    E14: 10,000.00 at 0.05 % a day, 10 % with a floor of 100.00 -> 37 months, interest 1,652.11. E15:
    12,000.00 for 12 months -> interest 1,378.25, 4,052.14 still owed. Raises ValueError when the minimum
    never reduces the balance.
    """
    return _pay_down(balance_minor, daily_rate, share, floor_minor, months)


def fixed_path(balance_minor: int, daily_rate: Decimal, payment_minor: int) -> CardPath:
    """Paying the same amount to the card each month until nothing is owed, the card not used again.

    E16: 12,000.00 at 0.05 % a day, 1,060.00 a month -> 13 payments, the last 531.59, interest 1,251.59.
    """
    return _pay_down(balance_minor, daily_rate, Decimal(0), payment_minor, None)


def refinance_saving_minor(plan: Plan, daily_rate: Decimal) -> int:
    """What a refinancing plan saves against paying the same monthly amount to the card; below zero it costs
    more.

    The honest comparison: against minimum payments any plan looks good, because it repays faster. E16:
    12,000.00 over 12 at 0.5 % -> 531.59. The plan's first instalment is the amount compared.
    """
    same = fixed_path(plan.received_minor, daily_rate, plan.payments_minor[0])
    return same.interest_minor - plan.cost_minor
