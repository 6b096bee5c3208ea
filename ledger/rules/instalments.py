"""Instalment plans: what is received, what is paid each month, and the whole price as a yearly rate.

Principal parts are floored to the minor unit and the last instalment takes what remains, so they always sum
to the principal; fees and interest are rounded half up each month.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from ledger.rules.rates import effective_apr, monthly_rate, ppm, simple_apr, whole_minor, xirr

When = Literal["monthly", "first", "upfront"]


@dataclass(frozen=True, slots=True)
class CostItem:
    """One further cost beside interest and fee: a guarantee, an insurance, a membership.

    `amount_minor` is charged with every instalment ("monthly"), with the first ("first"), or on day 0
    ("upfront"), whether paid or deducted: either way the borrower has so much less to use.
    """

    code: str
    amount_minor: int
    when: When = "monthly"


@dataclass(frozen=True, slots=True)
class Instalment:
    """One month's payment, by what it is for; all in minor units."""

    number: int
    principal_minor: int
    interest_minor: int
    items_minor: int = 0

    @property
    def total_minor(self) -> int:
        return self.principal_minor + self.interest_minor + self.items_minor


@dataclass(frozen=True, slots=True)
class Plan:
    """A priced plan. `monthly_rate` is m, solved from what is received and paid; the rates below come from
    it alone.
    """

    principal_minor: int
    received_minor: int
    instalments: tuple[Instalment, ...]
    items: tuple[CostItem, ...]
    monthly_rate: Decimal

    @property
    def payments_minor(self) -> tuple[int, ...]:
        return tuple(instalment.total_minor for instalment in self.instalments)

    @property
    def upfront_minor(self) -> int:
        return self.principal_minor - self.received_minor

    @property
    def interest_minor(self) -> int:
        """Interest or instalment fee over the term, further items not counted."""
        return sum(instalment.interest_minor for instalment in self.instalments)

    @property
    def cost_minor(self) -> int:
        """Everything paid beyond what was received: interest, fees and items, upfront ones included."""
        return sum(self.payments_minor) - self.received_minor

    @property
    def apr_simple(self) -> Decimal:
        return simple_apr(self.monthly_rate)

    @property
    def apr_irr(self) -> Decimal:
        return effective_apr(self.monthly_rate)

    @property
    def apr_simple_ppm(self) -> int:
        return ppm(self.apr_simple)

    @property
    def apr_irr_ppm(self) -> int:
        return ppm(self.apr_irr)


def _check(principal_minor: int, count: int) -> None:
    if principal_minor <= 0:
        raise ValueError("the principal must be positive")
    if count < 1:
        raise ValueError("at least one instalment")


def _even_parts(principal_minor: int, count: int) -> list[int]:
    part = principal_minor // count
    return [part] * (count - 1) + [principal_minor - part * (count - 1)]


def _items_at(items: Sequence[CostItem], number: int) -> int:
    return sum(item.amount_minor for item in items if item.when == "monthly" or (item.when == "first" and number == 1))


def _plan(
    principal_minor: int,
    principals: Sequence[int],
    interests: Sequence[int],
    items: Sequence[CostItem],
    upfront_minor: int = 0,
) -> Plan:
    instalments = tuple(
        Instalment(number, principal, interest, _items_at(items, number))
        for number, (principal, interest) in enumerate(zip(principals, interests, strict=True), start=1)
    )
    upfront_minor += sum(item.amount_minor for item in items if item.when == "upfront")
    received_minor = principal_minor - upfront_minor
    rate = monthly_rate(received_minor, [instalment.total_minor for instalment in instalments])
    return Plan(principal_minor, received_minor, instalments, tuple(items), rate)


def flat_fee_plan(
    principal_minor: int,
    count: int,
    monthly_fee: Decimal,
    *,
    fee_when: When = "monthly",
    free_fees: int = 0,
    items: Sequence[CostItem] = (),
) -> Plan:
    """Equal parts of the principal and a fee on the first principal every month (信用卡分期 and the like).

    `fee_when` "first" charges all fees with the first instalment, "upfront" deducts them from what is
    received. `free_fees` is how many of the first fees a voucher pays (E18). E1: 20,000.00, 12, 0.6 % ->
    1,786.66 eleven times, 1,786.74, cost 1,440.00, 13.0342 % simple, 13.8417 % compounded; E2 and E3 are
    its two other forms.

    Raises ValueError for a principal or count below 1, and where fees eat all that is received.
    """
    _check(principal_minor, count)
    fee = whole_minor(principal_minor * monthly_fee)
    fees = [0 if number < free_fees else fee for number in range(count)]
    if fee_when == "monthly":
        return _plan(principal_minor, _even_parts(principal_minor, count), fees, items)
    total = sum(fees)
    interests = [total if fee_when == "first" else 0] + [0] * (count - 1)
    upfront_minor = total if fee_when == "upfront" else 0
    return _plan(principal_minor, _even_parts(principal_minor, count), interests, items, upfront_minor)


def equal_instalment_plan(
    principal_minor: int, count: int, annual_rate: Decimal, *, items: Sequence[CostItem] = ()
) -> Plan:
    """等额本息: the same payment every month, A = P i / (1 - (1 + i)^-n) rounded half up; the last one settles.

    E6: 20,000.00 at 12 % over 12 -> 1,776.98 eleven times, 1,776.92, interest 1,323.70. E8 adds a guarantee
    a month.
    """
    _check(principal_minor, count)
    rate = annual_rate / 12
    if rate == 0:
        return _plan(principal_minor, _even_parts(principal_minor, count), [0] * count, items)
    payment = whole_minor(principal_minor * rate / (1 - (1 + rate) ** -count))
    balance, principals, interests = principal_minor, [], []
    for number in range(1, count + 1):
        interest = whole_minor(balance * rate)
        # With few fen and many months the rounded payment may exceed what is owed: never repay more than
        # the balance.
        principal = balance if number == count else max(0, min(balance, payment - interest))
        principals.append(principal)
        interests.append(interest)
        balance -= principal
    return _plan(principal_minor, principals, interests, items)


def equal_principal_plan(
    principal_minor: int, count: int, annual_rate: Decimal, *, items: Sequence[CostItem] = ()
) -> Plan:
    """等额本金: equal parts of the principal, interest on what is still owed.

    E7: 20,000.00 at 12 % over 12 -> first 1,866.66, last 1,683.41, interest 1,300.00, 12.0000 % simple.
    """
    _check(principal_minor, count)
    principals, interests, balance = _even_parts(principal_minor, count), [], principal_minor
    for principal in principals:
        interests.append(whole_minor(balance * annual_rate / 12))
        balance -= principal
    return _plan(principal_minor, principals, interests, items)


def purchase_plan(cash_price_minor: int, payments_minor: Sequence[int]) -> Plan:
    """A "0-fee" purchase by instalments against its cash price: what is above the cash price is the hidden
    cost.

    E20: cash price 2,900.00 against six payments of 500.00 -> 11.7276 % simple. Where the payments come to
    no more than the cash price the rate is 0 or negative, which is the truth of that offer.
    """
    _check(cash_price_minor, len(payments_minor))
    parts = _even_parts(cash_price_minor, len(payments_minor))
    interests = [payment - part for payment, part in zip(payments_minor, parts, strict=True)]
    return _plan(cash_price_minor, parts, interests, ())


def prepaid_plan(plan: Plan, after: int, *, later_fees: Literal["waived", "charged"]) -> Plan:
    """The plan when all that is owed is repaid together with instalment `after`.

    Later interest, fees and monthly items are waived, or all charged at once, by the lender's rule, which
    is why the rule is named to the user. E17: E1 repaid with instalment 6 -> 9.0737 % waived, 17.7781 %
    charged.

    Raises ValueError when `after` is not one of the plan's instalments.
    """
    if not 1 <= after <= len(plan.instalments):
        raise ValueError("no such instalment")
    kept, later = plan.instalments[: after - 1], plan.instalments[after:]
    last = plan.instalments[after - 1]
    charged = later_fees == "charged"
    settled = Instalment(
        after,
        last.principal_minor + sum(one.principal_minor for one in later),
        last.interest_minor + (sum(one.interest_minor for one in later) if charged else 0),
        last.items_minor + (sum(one.items_minor for one in later) if charged else 0),
    )
    instalments = (*kept, settled)
    rate = monthly_rate(plan.received_minor, [one.total_minor for one in instalments])
    return Plan(plan.principal_minor, plan.received_minor, instalments, plan.items, rate)


def due_dates(start: date, count: int) -> tuple[date, ...]:
    """The same day in each of the next months, clamped to a month's end: 2026-01-31 -> 02-28, 03-31, 04-30
    ...
    """
    dates = []
    for number in range(1, count + 1):
        year, month = divmod(start.year * 12 + start.month - 1 + number, 12)
        dates.append(date(year, month + 1, min(start.day, monthrange(year, month + 1)[1])))
    return tuple(dates)


def dated_rate(plan: Plan, start: date) -> Decimal:
    """The XIRR of a plan paid out on `start` (E12: E1 from 2026-01-31 -> 13.9491 %)."""
    dates = due_dates(start, len(plan.instalments))
    repaid = [(day, -payment) for day, payment in zip(dates, plan.payments_minor, strict=True)]
    return xirr([(start, plan.received_minor), *repaid])
