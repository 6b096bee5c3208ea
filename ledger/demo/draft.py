"""A book while it is being written: drafts that later steps complete, and the arithmetic that closes accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ledger.demo.almanac import add_months, day_of_month
from ledger.demo.records import DemoEntry

NOON = dt.time(12)


@dataclass(slots=True, eq=False)
class Draft:
    """An entry that may still change; a refund points at the draft itself."""

    date: dt.date
    time: dt.time | None
    kind: str
    amount_minor: int
    from_account: str = ""
    to_account: str = ""
    category_key: str = ""
    member: str = ""
    recorded_by: str = ""
    paid_by: str = ""
    merchant: str = ""
    counterparty: str = ""
    note: str = ""
    project: str = ""
    group: str = ""
    refund_of: Draft | None = None
    claim: str = ""
    channel: str = ""
    via: str = ""
    item: str = ""
    linked: str = ""
    extra: dict[str, object] = field(default_factory=dict)

    @property
    def moment(self) -> tuple[dt.date, dt.time]:
        return self.date, self.time or NOON

    def change_minor(self, account: str) -> int:
        return (self.amount_minor if self.to_account == account else 0) - (
            self.amount_minor if self.from_account == account else 0
        )

    def touches(self, account: str) -> bool:
        return self.from_account == account or self.to_account == account


def shifted(moment: tuple[dt.date, dt.time], minutes: int) -> tuple[dt.date, dt.time]:
    """A moment some minutes away, kept within its day."""
    day, time = moment
    second = time.hour * 3600 + time.minute * 60 + time.second + minutes * 60
    second = min(max(second, 6 * 3600), 23 * 3600 + 3599)
    return day, dt.time(second // 3600, second // 60 % 60, second % 60)


class Drafts:
    """The drafts of one book, from `first` to `today`, both included."""

    def __init__(self, first: dt.date, today: dt.date) -> None:
        self.first = first
        self.today = today
        self.rows: list[Draft] = []

    def add(self, date: dt.date, time: dt.time | None, kind: str, amount_minor: int, **fields) -> Draft | None:
        """Write one draft. A day outside the book's history, or no amount, writes nothing."""
        if not self.first <= date <= self.today or amount_minor <= 0:
            return None
        draft = Draft(date, time, kind, amount_minor, **fields)
        self.rows.append(draft)
        return draft

    def of_account(self, account: str) -> list[Draft]:
        """The drafts that move an account, oldest first."""
        return sorted((row for row in self.rows if row.touches(account)), key=lambda row: row.moment)

    def total_minor(self, account: str) -> int:
        return sum(row.change_minor(account) for row in self.rows if row.touches(account))

    def close_backwards(
        self,
        account: str,
        *,
        today_minor: int,
        other: str,
        step: Callable[[dt.date], int],
        low: Callable[[dt.date], int],
        high: Callable[[dt.date], int],
        top_up: dict[str, Any],
        sweep: dict[str, Any],
    ) -> int:
        """Make an account end at `today_minor`, and return the opening balance that this needs.

        Walking back from today, a balance that would have been above `high` was filled up from `other` just before
        the payment that needed it, and one below `low` was swept to `other` just after the money came in. So the
        transfers are whole steps, the balance stays between the two, and only the opening is odd.
        """
        balance = today_minor
        made: list[Draft] = []
        for row in reversed(self.of_account(account)):
            before = balance - row.change_minor(account)
            size = step(row.date)
            if before > high(row.date):
                amount = -(-(before - high(row.date)) // size) * size
                day, time = shifted(row.moment, -7)
                made.append(Draft(day, time, "transfer", amount, other, account, **top_up))
                before -= amount
            elif before < low(row.date):
                amount = -(-(low(row.date) - before) // size) * size
                day, time = shifted(row.moment, 11)
                made.append(Draft(day, time, "transfer", amount, account, other, **sweep))
                before += amount
            balance = before
        self.rows.extend(made)
        return balance

    def pay_bills(self, account: str, *, opening_minor: int, statement_day: int, due_day: int, **fields) -> None:
        """Pay what a credit account owed on each statement day, in full, on the due day that follows.

        What was owed before the first entry (`opening_minor`, positive) is paid on the first due day. A statement
        day of 31 is the last of the month; the due day lies in the month after.
        """
        rows = self.of_account(account)
        month = add_months(self.first.replace(day=1), -2)
        paid, owed_at = 0, 0
        while month <= self.today:
            closing = day_of_month(month, statement_day)
            due = day_of_month(add_months(month, 1), due_day)
            month = add_months(month, 1)
            if due < self.first or due > self.today:
                continue
            owed_at = opening_minor - sum(row.change_minor(account) for row in rows if row.date <= closing)
            self.add(due, dt.time(9, 12, 40), "transfer", owed_at - paid, to_account=account, **fields)
            paid = max(paid, owed_at)

    def numbered(self, prefix: str) -> tuple[DemoEntry, ...]:
        """The entries in order of day and time, each with a key that says its place."""
        ordered = sorted(self.rows, key=lambda row: row.moment)
        keys = {id(row): f"{prefix}{place:05d}" for place, row in enumerate(ordered)}
        return tuple(
            DemoEntry(
                key=keys[id(row)],
                date=row.date,
                time=row.time,
                kind=row.kind,
                amount_minor=row.amount_minor,
                from_account=row.from_account,
                to_account=row.to_account,
                category_key=row.category_key,
                member=row.member,
                recorded_by=row.recorded_by,
                paid_by=row.paid_by,
                merchant=row.merchant,
                counterparty=row.counterparty,
                note=row.note,
                project=row.project,
                group=row.group,
                refund_of=keys[id(row.refund_of)] if row.refund_of else "",
                claim=row.claim,
                channel=row.channel,
                via=row.via,
                item=row.item,
                linked=row.linked,
                extra=row.extra,
            )
            for row in ordered
        )
