"""What the cards of a trip share: its days, its budget, and what was spent on which day."""

import datetime as dt
from dataclasses import dataclass

from ledger.models import Member
from ledger.queries.months import DaySum, day_sums
from ledger.rules.pace import day_of

FACTS = ("start_date", "end_date", "plan_budget")


@dataclass(frozen=True, slots=True)
class Trip:
    """`day` of `days`, 0 before the start and days + 1 after the end. Spending by date is net of refunds."""

    start: dt.date
    end: dt.date
    budget_minor: int | None
    day: int
    days: int
    spending: dict[dt.date, int]

    @property
    def total_minor(self) -> int:
        return sum(self.spending.values())

    @property
    def before_minor(self) -> int:
        """What was paid before leaving."""
        return sum(amount for day, amount in self.spending.items() if day < self.start)

    @property
    def on_the_way_minor(self) -> int:
        return self.total_minor - self.before_minor

    def dates(self) -> list[dt.date]:
        return [self.start + dt.timedelta(days=n) for n in range(self.days)]


def trip_of(member: Member, today: dt.date) -> Trip | None:
    """The book's trip; None until its days are known. One query."""
    facts = member.book.facts
    if not facts.get("start_date") or not facts.get("end_date"):
        return None
    start, end = dt.date.fromisoformat(facts["start_date"]), dt.date.fromisoformat(facts["end_date"])
    day, days = day_of(start, end, today)
    sums: list[DaySum] = day_sums(member.book, start - dt.timedelta(days=730), end + dt.timedelta(days=60))
    spending = {row.day: row.expense_minor - row.income_minor for row in sums}
    return Trip(start, end, facts.get("plan_budget"), day, days, spending)
