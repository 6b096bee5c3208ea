"""What a book earned and spent in its months, from the rollups. All amounts in the book's currency, minor units."""

import datetime as dt
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.utils import timezone

from ledger.directory import directory_of
from ledger.models import Book, Category, Member
from ledger.queries.sums import By, Totals, book_days, sums_by, totals_by
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
    totals = totals_by(By.PERIOD, books=[book], first=first, last=last)
    series = []
    period = first
    while period <= last:
        its = totals.get((period,), Totals())
        start, end = period_range(period, book.month_start_day)
        series.append(MonthSummary(period, start, end, its.expense_minor, its.income_minor, its.n))
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
    tops: dict[int, CategorySum] = {}
    leaves: dict[int, CategorySum] = {}
    for category_id, its_kind, amount, n in sums_by(By.CATEGORY, By.KIND, books=[book], first=first, last=last):
        category = categories.get(category_id)
        unsorted = category_id == 0 and (its_kind == kind or kind == "expense")
        if its_kind not in (kind, "refund") or (category is None and not unsorted):
            continue
        if its_kind == "refund":
            amount = -amount
        parent_id = category.parent_id if category else None
        top = categories.get(parent_id, category) if parent_id else category
        total = tops.setdefault(top.pk if top else 0, CategorySum(top))
        total.amount_minor += amount
        total.n += n
        if parent_id and category is not None:
            if category.pk not in leaves:
                leaves[category.pk] = CategorySum(category)
                total.children.append(leaves[category.pk])
            leaves[category.pk].amount_minor += amount
            leaves[category.pk].n += n
    for total in tops.values():
        total.children.sort(key=lambda each: -each.amount_minor)
    return sorted(tops.values(), key=lambda each: -each.amount_minor)


@dataclass(frozen=True, slots=True)
class MemberSum:
    """What was spent for a member; `member` None: for nobody in particular."""

    member: Member | None
    expense_minor: int


def member_sums(book: Book, first: int, last: int) -> list[MemberSum]:
    """Spending by the member it was for, net of refunds, largest first. One query."""
    people = directory_of(book).people
    totals = totals_by(By.MEMBER, books=[book], first=first, last=last)
    sums = [MemberSum(people.get(pk), its.expense_minor) for (pk,), its in totals.items() if its.expense_minor]
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
