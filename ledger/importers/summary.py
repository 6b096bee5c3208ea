"""What a bill adds up to, in the words of DESIGN.md, for checking it against other readers."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from ledger.importers.base import KINDS, RawRecord

_TOTAL_OF = {
    "income": "income_minor",
    "inflow": "income_minor",
    "expense": "expense_gross_minor",
    "outflow": "expense_gross_minor",
    "charge": "expense_gross_minor",
    "refund": "refund_minor",
    "transfer": "transfer_minor",
    "repayment": "transfer_minor",
    "neutral": "neutral_minor",
}
_TOTALS = (
    "income_minor",
    "expense_gross_minor",
    "refund_minor",
    "expense_net_minor",
    "transfer_minor",
    "neutral_minor",
)


class Summary:
    """`totals` by currency in minor units and `counts` by kind of the records added to it."""

    def __init__(self) -> None:
        self._sums: dict[str, Counter[str]] = defaultdict(Counter)
        self._counts: Counter[str] = Counter()

    def add(self, record: RawRecord) -> None:
        self._counts[record.kind] += 1
        total = _TOTAL_OF.get(record.kind)
        if total:
            self._sums[record.currency][total] += record.amount_minor

    @property
    def totals(self) -> dict[str, dict[str, int]]:
        """What is skipped or only adjusts a balance is in no total; net is gross less refunds."""
        found = {}
        for currency, sums in sorted(self._sums.items()):
            net = sums["expense_gross_minor"] - sums["refund_minor"]
            found[currency] = {name: sums[name] for name in _TOTALS} | {"expense_net_minor": net}
        return found

    @property
    def counts(self) -> dict[str, int]:
        return {kind: self._counts[kind] for kind in dict.fromkeys((*KINDS, *self._counts))}


def summary_of(records: Iterable[RawRecord]) -> Summary:
    """Return the Summary of all `records`."""
    summary = Summary()
    for record in records:
        summary.add(record)
    return summary
