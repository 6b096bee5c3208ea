"""What the academy's calculators work out. Amounts are whole minor units; rates are fractions (0.006 is 0.6 %)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from ledger.rules.card_debt import fixed_path, minimum_path
from ledger.rules.instalments import Plan, flat_fee_plan, purchase_plan
from ledger.rules.rates import ppm, whole_minor


def _up(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_CEILING))


@dataclass(frozen=True, slots=True)
class InstalmentPrice:
    """What paying by instalments costs: `said_ppm` is twelve times the fee that is advertised a month."""

    payment_minor: int
    last_payment_minor: int
    cost_minor: int
    total_minor: int
    said_ppm: int
    apr_simple_ppm: int
    apr_irr_ppm: int


def _price(plan: Plan, said_ppm: int) -> InstalmentPrice:
    return InstalmentPrice(
        payment_minor=plan.payments_minor[0],
        last_payment_minor=plan.payments_minor[-1],
        cost_minor=plan.cost_minor,
        total_minor=sum(plan.payments_minor),
        said_ppm=said_ppm,
        apr_simple_ppm=plan.apr_simple_ppm,
        apr_irr_ppm=plan.apr_irr_ppm,
    )


def instalment_price(price_minor: int, months: int, monthly_fee: Decimal) -> InstalmentPrice:
    """A price in equal parts, with a fee on the whole price every month.

    20,000.00 over 12 at 0.6 % -> 1,786.66 a month, 1,440.00 more, advertised as 7.2 %, in truth 13.03 % a year.
    Raises ValueError for a price or months below 1.
    """
    return _price(flat_fee_plan(price_minor, months, monthly_fee), ppm(monthly_fee * 12))


def hidden_price(cash_minor: int, months: int, payment_minor: int) -> InstalmentPrice:
    """ "0 fee" instalments against the price in cash: what is above it is their cost.

    2,900.00 in cash against six times 500.00 -> 100.00 more, 11.73 % a year. Raises ValueError where no rate explains
    the payments.
    """
    return _price(purchase_plan(cash_minor, [payment_minor] * months), 0)


@dataclass(frozen=True, slots=True)
class CardDebt:
    """A card balance paid by the minimum and by the same amount each month: months and interest of both."""

    minimum_months: int
    minimum_interest_minor: int
    fixed_months: int
    fixed_interest_minor: int

    @property
    def saved_minor(self) -> int:
        return self.minimum_interest_minor - self.fixed_interest_minor


def card_debt(owed_minor: int, daily_rate: Decimal, payment_minor: int) -> CardDebt:
    """Ten per cent a month, 100.00 at least, against a fixed amount; the card is not used again.

    10,000.00 at 0.05 % a day -> 37 months and 1,652.11 of interest by the minimum. Raises ValueError where a payment
    never reduces the balance.
    """
    least = minimum_path(owed_minor, daily_rate)
    fixed = fixed_path(owed_minor, daily_rate, payment_minor)
    return CardDebt(least.months, least.interest_minor, fixed.months, fixed.interest_minor)


@dataclass(frozen=True, slots=True)
class Growth:
    """What was put in, what there is at the end, and the difference, which is below zero for a loss."""

    paid_minor: int
    end_minor: int

    @property
    def growth_minor(self) -> int:
        return self.end_minor - self.paid_minor


def compound_growth(start_minor: int, monthly_minor: int, years: int, annual_rate: Decimal) -> Growth:
    """A sum that grows by a twelfth of the rate each month, with something put in at each month's end.

    Each month's growth is rounded half up. 10,000.00 for one year at 2 % -> 10,201.84, of which 201.84 grew.
    """
    balance = start_minor
    for _month in range(12 * years):
        balance += whole_minor(balance * annual_rate / 12) + monthly_minor
    return Growth(start_minor + 12 * years * monthly_minor, balance)


@dataclass(frozen=True, slots=True)
class Buffer:
    """How much is to lie ready, what of it is missing, and in how many months it is there; None for never."""

    target_minor: int
    missing_minor: int
    months: int | None


def buffer_plan(spending_minor: int, months: int, saved_minor: int, monthly_minor: int) -> Buffer:
    """Some months of necessary spending, and how long putting aside takes.

    3 x 4,200.00 with 3,600.00 there and 750.00 a month -> 12,600.00, 9,000.00 missing, 12 months.
    """
    target = spending_minor * months
    missing = max(0, target - saved_minor)
    if missing and monthly_minor <= 0:
        return Buffer(target, missing, None)
    return Buffer(target, missing, -(-missing // monthly_minor) if missing else 0)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of an income for the month, for a day of it and for seven days; below zero for what is missing."""

    left_minor: int
    day_minor: int
    week_minor: int


def daily_allowance(income_minor: int, fixed_minor: int, saving_minor: int, days: int) -> Allowance:
    """What a day may cost after what is fixed and what is put aside, rounded down.

    8,640.00 less 4,140.00 and 900.00 over 30 days -> 3,600.00, 120.00 a day, 840.00 a week.
    """
    left = income_minor - fixed_minor - saving_minor
    return Allowance(left, left // days, left * 7 // days)


@dataclass(frozen=True, slots=True)
class BreakEven:
    """What a shop must take for a month and for an open day to earn its fixed costs."""

    month_minor: int
    day_minor: int


def break_even(fixed_minor: int, margin: Decimal, open_days: int) -> BreakEven:
    """Fixed costs over the part of a yuan that is left after the goods, rounded up.

    13,000.00 at 52 % over 26 days -> 25,000.00 a month, 961.54 a day. Raises ValueError without a margin.
    """
    if margin <= 0:
        raise ValueError("without a margin nothing covers the fixed costs")
    month = _up(fixed_minor / margin)
    return BreakEven(month, -(-month // open_days))
