"""Which refund of a bill gives back which of its expenses."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence

from ledger.importers.base import RawRecord


def refund_links(records: Sequence[RawRecord]) -> list[tuple[int, int]]:
    """Return (index of the refund, index of the expense) for each refund whose expense is in the file.

    A refund belongs to an expense that is not later than it and has enough left to give back, found by, in
    this order: the refund's id extends the expense's (Alipay: "<id>_<batch>"); it is the expense's order
    number (WeChat transfers and red packets); both have one order number; or the expense says that it was
    refunded and has the same counterparty (WeChat shops). Among several the one with exactly that much
    left wins, then one of the same counterparty, then the latest. An expense may have several refunds, a
    refund has one expense at most.
    """
    expenses = _Expenses(records)
    refunds = [index for index, record in enumerate(records) if record.kind == "refund"]
    refunds.sort(key=lambda index: _moment(records[index]))
    links = []
    for index in refunds:
        expense = expenses.refunded_by(records[index])
        if expense is not None:
            links.append((index, expense))
    return sorted(links)


class _Expenses:
    def __init__(self, records: Sequence[RawRecord]) -> None:
        self._records = records
        self._left: dict[int, int] = {}
        self._by_id: dict[str, list[int]] = defaultdict(list)
        self._by_order: dict[str, list[int]] = defaultdict(list)
        self._by_counterparty: dict[str, list[int]] = defaultdict(list)
        for index, record in enumerate(records):
            if record.kind != "expense":
                continue
            self._left[index] = record.amount_minor
            if record.external_id:
                self._by_id[record.external_id].append(index)
            if record.merchant_order_id:
                self._by_order[record.merchant_order_id].append(index)
            if record.counterparty and record.refunded_minor:
                self._by_counterparty[record.counterparty].append(index)

    def refunded_by(self, refund: RawRecord) -> int | None:
        """Return the expense that `refund` gives back, and take that much off what it has left."""
        for candidates in self._candidates(refund):
            found = self._best(refund, candidates)
            if found is not None:
                self._left[found] -= refund.amount_minor
                return found
        return None

    def _candidates(self, refund: RawRecord) -> Iterable[list[int]]:
        # An id may hold underscores of its own, so every beginning that ends before one is tried.
        end = refund.external_id.rfind("_")
        while end > 0:
            yield self._by_id.get(refund.external_id[:end], [])
            end = refund.external_id.rfind("_", 0, end)
        if refund.external_id:
            yield self._by_order.get(refund.external_id, [])
        if refund.merchant_order_id:
            yield self._by_order.get(refund.merchant_order_id, [])
        yield self._by_counterparty.get(refund.counterparty or refund.category.removesuffix("-退款"), [])

    def _best(self, refund: RawRecord, candidates: list[int]) -> int | None:
        at = _moment(refund)
        fitting = [
            index
            for index in candidates
            if self._left[index] >= refund.amount_minor and _moment(self._records[index]) <= at
        ]
        return max(fitting, key=lambda index: self._fitness(refund, index), default=None)

    def _fitness(self, refund: RawRecord, index: int) -> tuple:
        expense = self._records[index]
        exact = refund.amount_minor in (self._left[index], expense.refunded_minor)
        return exact, expense.counterparty == refund.counterparty, _moment(expense)


def _moment(record: RawRecord) -> tuple[datetime.date, datetime.time]:
    return record.date, record.time or datetime.time.min
