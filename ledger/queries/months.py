"""What a book earned and spent in its months, from the rollups. All amounts in the book's currency, minor units."""

import datetime as dt
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from ledger.directory import directory_of
from ledger.models import Book, Category, Member
from ledger.queries.sums import book_days, category_months
from ledger.rules.periods import period_of, period_range, shift_period


def book_now(book: Book) -> dt.datetime:
    """The present moment in the book's own time zone; a sample's is the one that it stands still at."""
    return (book.sample_at or timezone.now()).astimezone(ZoneInfo(book.time_zone))


def current_period(book: Book) -> int:
    """The book's month (yyyymm) that today lies in."""
    return period_of(book_now(book).date(), book.month_start_day)


@dataclass(frozen=True, slots=True)
class MonthSummary:
    """One period. Expense is net of what shops paid back, income net of what was paid back to customers."""

    period: int
    first: dt.date
    last: dt.date
    expense_minor: int
    income_minor: int
    n: int

    @property
    def left_minor(self) -> int:
        return self.income_minor - self.expense_minor


def month_summary(book: Book, period: int) -> MonthSummary:
    """The sums of one period. One query."""
    return month_series(book, period, period)[0]


def month_series(book: Book, first: int, last: int) -> list[MonthSummary]:
    """Every period from `first` to `last`, both inclusive, also those without entries. One query."""
    to_customers = [pk for pk, row in directory_of(book).categories.items() if row.kind == "income"]
    customer = Q(kind="refund", category_id__in=to_customers)

    def total(where: Q):
        return Coalesce(Sum("amount_minor", filter=where), 0)

    rows = {
        row["period"]: row
        for row in category_months(book)
        .filter(period__gte=first, period__lte=last)
        .exclude(kind__in=["transfer", "adjustment"])
        .values("period")
        .annotate(
            spent=total(Q(kind="expense")),
            back=total(Q(kind="refund") & ~customer),
            earned=total(Q(kind="income")),
            repaid=total(customer),
            count=Sum("n"),
        )
    }
    series = []
    period = first
    while period <= last:
        row = rows.get(period)
        expense = row["spent"] - row["back"] if row else 0
        income = row["earned"] - row["repaid"] if row else 0
        start, end = period_range(period, book.month_start_day)
        series.append(MonthSummary(period, start, end, expense, income, row["count"] if row else 0))
        period = shift_period(period, 1)
    return series


@dataclass(slots=True)
class CategorySum:
    """What went to a category of the first level, with its children; `category` None: no category was chosen."""

    category: Category | None
    amount_minor: int = 0
    n: int = 0
    children: list["CategorySum"] = field(default_factory=list)


def category_sums(book: Book, first: int, last: int, kind: str = "expense") -> list[CategorySum]:
    """The categories of a kind by amount, largest first, over the periods `first` to `last` inclusive. One query.

    Refunds reduce the category that they refund. Categories without entries are left out.
    """
    categories = {pk: row for pk, row in directory_of(book).categories.items() if row.kind == kind}
    rows = (
        category_months(book)
        .filter(period__gte=first, period__lte=last)
        .filter(kind__in=[kind, "refund"])
        .values("category_id", "kind")
        .annotate(amount=Sum("amount_minor"), count=Sum("n"))
    )
    tops: dict[int, CategorySum] = {}
    leaves: dict[int, CategorySum] = {}
    for row in rows:
        category = categories.get(row["category_id"])
        unsorted_expense_refund = row["category_id"] == 0 and (row["kind"] == kind or kind == "expense")
        if category is None and not unsorted_expense_refund:
            continue
        amount = -row["amount"] if row["kind"] == "refund" else row["amount"]
        parent_id = category.parent_id if category else None
        top = categories.get(parent_id, category) if parent_id else category
        total = tops.setdefault(top.pk if top else 0, CategorySum(top))
        total.amount_minor += amount
        total.n += row["count"]
        if parent_id and category is not None:
            if category.pk not in leaves:
                leaves[category.pk] = CategorySum(category)
                total.children.append(leaves[category.pk])
            leaves[category.pk].amount_minor += amount
            leaves[category.pk].n += row["count"]
    for total in tops.values():
        total.children.sort(key=lambda each: -each.amount_minor)
    return sorted(tops.values(), key=lambda each: -each.amount_minor)


@dataclass(frozen=True, slots=True)
class MemberSum:
    """What was spent for a member, and how many entries; `member` None: for nobody in particular."""

    member: Member | None
    expense_minor: int
    n: int


def member_sums(book: Book, first: int, last: int) -> list[MemberSum]:
    """Spending by the member it was for, net of refunds, largest first. One query."""
    people = directory_of(book).people
    rows = (
        category_months(book)
        .filter(period__gte=first, period__lte=last)
        .filter(kind__in=["expense", "refund"])
        .values("member_id")
        .annotate(
            spent=Coalesce(Sum("amount_minor", filter=Q(kind="expense")), 0),
            back=Coalesce(Sum("amount_minor", filter=Q(kind="refund")), 0),
            count=Sum("n"),
        )
    )
    sums = [MemberSum(people.get(row["member_id"]), row["spent"] - row["back"], row["count"]) for row in rows]
    return sorted(sums, key=lambda each: -each.expense_minor)


@dataclass(frozen=True, slots=True)
class DaySum:
    day: dt.date
    expense_minor: int
    income_minor: int


def day_sums(book: Book, first: dt.date, last: dt.date) -> list[DaySum]:
    """What each day earned and spent, bought on credit included; days without entries are left out. One query.

    A refund counts as money in, as BookDay keeps it.
    """
    rows = (
        book_days(book)
        .filter(day__gte=first, day__lte=last)
        .filter(flow__in=["operating", "credit"])
        .values("day")
        .annotate(spent=Sum("outflow_minor"), earned=Sum("inflow_minor"))
        .order_by("day")
    )
    return [DaySum(row["day"], row["spent"], row["earned"]) for row in rows]
