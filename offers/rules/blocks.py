"""When no credit is shown, whatever else speaks for it; and when no money fund is.

A block is a code. One that hides takes credit out of the catalogue too and puts help in its place; one that
does not only forbids to suggest. Facts that are unknown block: credit is never shown for want of
information. Worse facts (more debt, later payment, a higher price, lower income) can only add blocks, which
a property test holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from offers.rules.rates import DSR_LIMIT, DSR_WARN, debt_service_ratio, price_gate

ADULT_AGE = 18
SENIOR_AGE = 65
MANY_LENDERS = 3
MINIMUM_CYCLES = 3
NEW_USER_DAYS = 30
CREDIT_CONFIDENCE = 3
# The regulator's ceiling of a personal consumer loan; still to be confirmed by a lawyer before launch.
CONSUMER_CAP_MINOR = 20_000_000
_GAMBLING_SHARE = Decimal("0.05")
_NET_COVER = Decimal("1.2")


class Code(StrEnum):
    """Why credit or a fund is not shown."""

    AGE_UNKNOWN = "age_unknown"
    UNDER_AGE = "under_age"
    SENIOR = "senior"
    STUDENT = "student"
    DEBT_SERVICE = "debt_service"
    OVERDUE = "overdue"
    MANY_LENDERS = "many_lenders"
    BORROWS_TO_REPAY = "borrows_to_repay"
    MINIMUM_PAYMENTS = "minimum_payments"
    STRUCTURAL = "structural"
    GAMBLING = "gambling"
    SELF_EXCLUDED = "self_excluded"
    REFINANCING = "refinancing"
    NOT_TIMING_GAP = "not_timing_gap"
    CONFIDENCE = "confidence"
    SHALLOW_BOOK = "shallow_book"
    NEW_USER = "new_user"
    COMPLAINT_OPEN = "complaint_open"
    BLACKOUT = "blackout"
    PATH_NEGATIVE = "path_negative"
    NET_TOO_LOW = "net_too_low"
    AMOUNT = "amount"
    PRICE_ABOVE_CAP = "price_above_cap"
    PRICE_ABOVE_LPR = "price_above_lpr"
    LICENCE = "licence"
    COPY = "copy"
    COSTLY_DEBT = "costly_debt"
    RISK_LEVEL = "risk_level"
    NO_SURPLUS = "no_surplus"
    NO_CONSENT = "no_consent"


# These also take the product, or all credit, out of this reader's catalogue. Paying only the minimum is
# among them, since only the refinancing calculator and help remain; a price above the cap and a missing
# licence or approval are of the product, which nobody may see.
HIDING = frozenset(
    {
        Code.AGE_UNKNOWN,
        Code.UNDER_AGE,
        Code.STUDENT,
        Code.OVERDUE,
        Code.MANY_LENDERS,
        Code.BORROWS_TO_REPAY,
        Code.MINIMUM_PAYMENTS,
        Code.STRUCTURAL,
        Code.SELF_EXCLUDED,
        Code.PRICE_ABOVE_CAP,
        Code.LICENCE,
        Code.COPY,
    }
)


@dataclass(frozen=True, slots=True)
class Block:
    """One reason. `hides`: the catalogue leaves it out too; otherwise it is only not suggested."""

    code: Code
    hides: bool


@dataclass(frozen=True, slots=True)
class CreditFacts:
    """What the blocks know of the reader and the book; minor units, None for unknown.

    personal_offers: consent to suggestions. student: declared, or the book's scene is a student's.
    debts_minor: DS, monthly debt service now. income_minor: I. overdue_days: the longest lateness in 90
    days, 0 for none. lenders: active ones. debt_in_minor, debt_out_minor: borrowed and repaid in each of
    the last three months. minimum_cycles: card bills in a row paid at the minimum or less. gambling_minor:
    of outflow_minor, same window. net_minor: median monthly operating net of six months. shortfall_minor:
    of the reading. user_days: since sign-up. blackout: within 3 days of a shopping festival.
    """

    personal_offers: bool
    age: int | None
    student: bool
    debts_minor: int
    income_minor: int
    overdue_days: int
    lenders: int
    debt_in_minor: tuple[int, ...]
    debt_out_minor: tuple[int, ...]
    minimum_cycles: int
    structural: bool
    gambling_minor: int
    outflow_minor: int
    self_excluded: bool
    refinancing: bool
    timing_gap: bool
    shortfall_minor: int
    net_minor: int
    confidence: int
    credit_gate: bool
    user_days: int
    complaint_open: bool
    blackout: bool


@dataclass(frozen=True, slots=True)
class LoanFacts:
    """A priced loan for this reader. `instalment_minor` is the largest monthly payment, rates are unrounded.

    path_trough50_minor: the lowest B50 over the loan's term with its payout and instalments on the path.
    """

    amount_minor: int
    largest_minor: int
    instalment_minor: int
    apr_simple: Decimal
    apr_irr: Decimal
    lpr: Decimal
    path_trough50_minor: int
    licence_valid: bool
    copy_approved: bool


def borrows_to_repay(debt_in_minor: Sequence[int], debt_out_minor: Sequence[int]) -> bool:
    """Whether new debt paid old debt: borrowed at least half of what was repaid in 2 of 3 months.

    A month with borrowing and no repayment counts: debt grew.
    """
    months = zip(debt_in_minor, debt_out_minor, strict=True)
    return sum(borrowed > 0 and 2 * borrowed >= repaid for borrowed, repaid in months) >= 2


def _blocks(checks: Sequence[tuple[Code, bool]]) -> tuple[Block, ...]:
    return tuple(Block(code, code in HIDING) for code, holds in checks if holds)


def reader_blocks(facts: CreditFacts) -> tuple[Block, ...]:
    """The blocks that lie in the reader and the book, before any product is looked at; empty where credit
    may follow.

    The debt service here is without a new instalment; `credit_blocks` asks again with it.
    """
    return _blocks(
        (
            (Code.NO_CONSENT, not facts.personal_offers),
            (Code.AGE_UNKNOWN, facts.age is None),
            (Code.UNDER_AGE, facts.age is not None and facts.age < ADULT_AGE),
            (Code.SENIOR, facts.age is not None and facts.age >= SENIOR_AGE),
            (Code.STUDENT, facts.student),
            (Code.SELF_EXCLUDED, facts.self_excluded),
            (Code.OVERDUE, facts.overdue_days > 0),
            (Code.MANY_LENDERS, facts.lenders >= MANY_LENDERS),
            (Code.BORROWS_TO_REPAY, borrows_to_repay(facts.debt_in_minor, facts.debt_out_minor)),
            (Code.MINIMUM_PAYMENTS, facts.minimum_cycles >= MINIMUM_CYCLES),
            (Code.STRUCTURAL, facts.structural),
            (Code.DEBT_SERVICE, debt_service_ratio(facts.income_minor, facts.debts_minor) > DSR_LIMIT),
            (Code.GAMBLING, facts.gambling_minor > _GAMBLING_SHARE * facts.outflow_minor),
            (Code.REFINANCING, facts.refinancing),
            (Code.NOT_TIMING_GAP, not facts.timing_gap),
            (Code.CONFIDENCE, facts.confidence < CREDIT_CONFIDENCE),
            (Code.SHALLOW_BOOK, not facts.credit_gate),
            (Code.NEW_USER, facts.user_days < NEW_USER_DAYS),
            (Code.COMPLAINT_OPEN, facts.complaint_open),
            (Code.BLACKOUT, facts.blackout),
        )
    )


def largest_amount_minor(facts: CreditFacts, largest_minor: int) -> int:
    """The most that may be suggested: the shortfall, a month's income, the product's and the regulator's
    maximum.
    """
    return max(0, min(facts.shortfall_minor, facts.income_minor, largest_minor, CONSUMER_CAP_MINOR))


def credit_blocks(facts: CreditFacts, loan: LoanFacts) -> tuple[Block, ...]:
    """Every block of suggesting this loan to this reader, the reader's first; empty where it may be
    suggested.

    E25: income 9,000, debts 2,400, instalment 533.09 -> 32.59 %, no block but a warning (`warns_of_debt`);
    debts 3,200 -> 41.48 %, blocked. E8 and E9 with a membership cost more than 24 % and are hidden from
    everybody.
    """
    ratio = debt_service_ratio(facts.income_minor, facts.debts_minor, loan.instalment_minor)
    price = price_gate(loan.apr_simple, loan.apr_irr, loan.lpr)
    own = reader_blocks(facts)
    known = {block.code for block in own}
    of_loan = _blocks(
        (
            (Code.DEBT_SERVICE, Code.DEBT_SERVICE not in known and ratio > DSR_LIMIT),
            (Code.PATH_NEGATIVE, loan.path_trough50_minor < 0),
            (Code.NET_TOO_LOW, facts.net_minor < _NET_COVER * loan.instalment_minor),
            (Code.AMOUNT, not 0 < loan.amount_minor <= largest_amount_minor(facts, loan.largest_minor)),
            (Code.PRICE_ABOVE_CAP, not price.publishable),
            (Code.PRICE_ABOVE_LPR, not price.proactive),
            (Code.LICENCE, not loan.licence_valid),
            (Code.COPY, not loan.copy_approved),
        )
    )
    return own + of_loan


def hides_credit(blocks: Sequence[Block]) -> bool:
    """Whether the catalogue, too, must leave it out and show help instead."""
    return any(block.hides for block in blocks)


def warns_of_debt(income_minor: int, debts_minor: int, instalment_minor: int) -> bool:
    """Whether debt service with the new instalment exceeds 30 % of income, so that the page must warn."""
    return debt_service_ratio(income_minor, debts_minor, instalment_minor) > DSR_WARN


@dataclass(frozen=True, slots=True)
class FundFacts:
    """What a fund suggestion knows. `debt_rates`: yearly rates of what is owed. `risk`: 1 for R1."""

    personal_offers: bool
    age: int | None
    surplus_minor: int
    amount_minor: int
    debt_rates: tuple[Decimal, ...]
    yield_rate: Decimal
    risk: int
    confidence: int
    licence_valid: bool
    copy_approved: bool


def fund_blocks(facts: FundFacts) -> tuple[Block, ...]:
    """Every block of suggesting this fund: an adult, R1 only, within the surplus, and no debt costing more
    than it yields (then repaying is the suggestion)."""
    return _blocks(
        (
            (Code.NO_CONSENT, not facts.personal_offers),
            (Code.AGE_UNKNOWN, facts.age is None),
            (Code.UNDER_AGE, facts.age is not None and facts.age < ADULT_AGE),
            (Code.NO_SURPLUS, facts.surplus_minor <= 0),
            (Code.AMOUNT, not 0 < facts.amount_minor <= facts.surplus_minor),
            (Code.COSTLY_DEBT, any(rate > facts.yield_rate for rate in facts.debt_rates)),
            (Code.RISK_LEVEL, facts.risk != 1),
            (Code.CONFIDENCE, facts.confidence < CREDIT_CONFIDENCE),
            (Code.LICENCE, not facts.licence_valid),
            (Code.COPY, not facts.copy_approved),
        )
    )
