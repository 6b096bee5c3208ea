"""The projects that something happened in last: earned, what they cost, and for an hour where hours are known."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Max, Q, Sum

from ledger.cards.extras import decimal_number
from ledger.directory import directory_of
from ledger.models import Member, Project
from ledger.visibility import counted_entries

KEY = "project_profit"
SHOWN = 5
DAYS = 366


@dataclass(frozen=True, slots=True)
class ProjectProfit:
    """`hours` is None where no entry of the project says any."""

    project: Project
    earned_minor: int
    cost_minor: int
    hours: Decimal | None
    last: dt.date

    @property
    def profit_minor(self) -> int:
        return self.earned_minor - self.cost_minor

    @property
    def hourly_minor(self) -> int | None:
        return round(Decimal(self.profit_minor) / self.hours) if self.hours else None


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    projects = directory_of(member.book).projects
    incomes = [pk for pk, row in directory_of(member.book).categories.items() if row.kind == "income"]
    customer = Q(kind="refund", category_id__in=incomes)
    rows = (
        counted_entries(member)
        .filter(project__isnull=False, date__gt=today - dt.timedelta(days=DAYS), date__lte=today)
        .order_by()
        .values("project_id")
        .annotate(
            earned=Sum("base_amount_minor", filter=Q(kind="income"), default=0),
            repaid=Sum("base_amount_minor", filter=customer, default=0),
            spent=Sum("base_amount_minor", filter=Q(kind="expense"), default=0),
            back=Sum("base_amount_minor", filter=Q(kind="refund") & ~customer, default=0),
            hours=Sum(decimal_number("hours")),
            last=Max("date"),
        )
    )
    found = [
        ProjectProfit(
            projects[row["project_id"]],
            row["earned"] - row["repaid"],
            row["spent"] - row["back"],
            row["hours"],
            row["last"],
        )
        for row in rows
        if row["project_id"] in projects
    ]
    found.sort(key=lambda row: (row.last, row.project.name), reverse=True)
    hourly = [row for row in found if row.hours]
    total_hours = sum((row.hours or 0 for row in hourly), Decimal())
    return {
        "rows": found[:SHOWN],
        "largest_minor": max([1, *(row.earned_minor for row in found[:SHOWN])]),
        "hourly_minor": round(Decimal(sum(row.profit_minor for row in hourly)) / total_hours) if total_hours else None,
        "today": today,
    }
