"""The order in which products are shown. What a provider pays is not among the facts, so it cannot move
anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Literal, TypeVar

SHOWN = 3
LARGE_FUND_MINOR = 100_000_000_000

Lender = Literal["bank", "consumer_finance", "small_loan"]
_LENDERS: tuple[Lender, ...] = ("bank", "consumer_finance", "small_loan")


@dataclass(frozen=True, slots=True)
class RankedFund:
    """A money fund as the order sees it; its yield is shown, never a key. `fee_ppm` is all yearly fees
    together.
    """

    product: str
    quick_redemption: bool
    fee_ppm: int
    scale_minor: int
    started: date


@dataclass(frozen=True, slots=True)
class RankedLoan:
    """A loan, instalment plan or refinancing, priced for this amount and term."""

    product: str
    cost_minor: int
    apr_irr_ppm: int
    free_early_repayment: bool
    cancellation_days: int
    lender: Lender


Product = TypeVar("Product", RankedFund, RankedLoan)


def rotation(reader: str, week: str, product: str) -> bytes:
    """Settles ties so that no product is always first: by reader and week (any stable texts), the same on
    every load.
    """
    return sha256(f"{reader}\n{week}\n{product}".encode()).digest()


def ranked_funds(funds: Sequence[RankedFund], *, reader: str, week: str) -> list[RankedFund]:
    """Quick redemption first, then lower fees, then a scale from 1 billion yuan, then the older fund, then
    rotation.
    """
    return sorted(
        funds,
        key=lambda fund: (
            not fund.quick_redemption,
            fund.fee_ppm,
            fund.scale_minor < LARGE_FUND_MINOR,
            fund.started,
            rotation(reader, week, fund.product),
        ),
    )


def ranked_loans(loans: Sequence[RankedLoan], *, reader: str, week: str) -> list[RankedLoan]:
    """Total cost of this amount and term, then compounded APR, free early repayment, the longer
    cancellation period, then bank before consumer finance before small-loan company, then rotation."""
    return sorted(
        loans,
        key=lambda loan: (
            loan.cost_minor,
            loan.apr_irr_ppm,
            not loan.free_early_repayment,
            -loan.cancellation_days,
            _LENDERS.index(loan.lender),
            rotation(reader, week, loan.product),
        ),
    )


def shown(ranked: Sequence[Product]) -> list[Product]:
    """The first three; the rest stand under 全部产品."""
    return list(ranked[:SHOWN])
