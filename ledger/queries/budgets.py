"""Budgets with what was spent of them, and what they could be by the months before."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ledger import scenarios
from ledger.directory import Directory, directory_of
from ledger.models import Book, Budget, Category
from ledger.queries.categories import live_categories
from ledger.queries.spending import SPENDING, cost
from ledger.queries.sums import By, sums_by
from ledger.rules.money import exponent
from ledger.rules.pace import allowance_per_day, median
from ledger.rules.periods import period_of, period_range, shift_period
from ledger.visibility import book_entries

STAGE_FIELD = "stage"
# Money may run this far ahead of the days before a budget counts as fast: most bills come early in a month.
AHEAD_PERMILLE = 100
MONTHS_OF_HISTORY = 5
ROUNDED_TO_UNITS = 10


class Pace(StrEnum):
    EASY = "easy"
    FAST = "fast"  # spent sooner than the days pass
    OVER = "over"


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """A budget from `first` to `last` (both inclusive) as of `today`, in minor units of the book's currency.

    `spent_minor` is net of what shops paid back. `passed_permille` is how much of its days is gone, today included.
    """

    budget: Budget
    name: str
    icon: str
    first: dt.date
    last: dt.date
    today: dt.date
    spent_minor: int

    @property
    def amount_minor(self) -> int:
        return self.budget.amount_minor

    @property
    def left_minor(self) -> int:
        """Below zero is over."""
        return self.amount_minor - self.spent_minor

    @property
    def over_minor(self) -> int:
        return -self.left_minor

    @property
    def share_permille(self) -> int:
        """What was spent of it, in thousandths; more than 1000 is over."""
        return self.spent_minor * 1000 // self.amount_minor

    @property
    def passed_permille(self) -> int:
        if self.today < self.first:
            return 0
        passed = min((self.today - self.first).days, (self.last - self.first).days) + 1
        return passed * 1000 // ((self.last - self.first).days + 1)

    @property
    def days_left(self) -> int:
        """Today counts; all of its days where it has not begun, 0 where it is over."""
        return max(0, (self.last - max(self.today, self.first)).days + 1)

    @property
    def per_day_minor(self) -> int:
        return allowance_per_day(self.amount_minor, self.spent_minor, self.days_left)

    @property
    def running(self) -> bool:
        return self.first <= self.today <= self.last

    @property
    def ended(self) -> bool:
        return self.last < self.today

    @property
    def monthly(self) -> bool:
        return self.budget.first is None

    @property
    def is_whole_month(self) -> bool:
        """For everything, each month."""
        budget = self.budget
        return self.monthly and not (budget.category_id or budget.project_id or budget.stage)

    @property
    def pace(self) -> Pace:
        if self.left_minor < 0:
            return Pace.OVER
        ahead = self.share_permille - self.passed_permille
        return Pace.FAST if self.running and ahead > AHEAD_PERMILLE else Pace.EASY

    @property
    def entries_query(self) -> str:
        """What the list of entries takes to show what was spent."""
        query = {"date_from": self.first.isoformat(), "date_to": self.last.isoformat()}
        if self.budget.category is not None:
            query["category"] = str(self.budget.category.public_id)
        elif self.budget.project is not None:
            query["project"] = str(self.budget.project.public_id)
        elif self.budget.stage:
            query["stage"] = self.budget.stage
        return urlencode(query)


def budget_rows(book: Book, today: dt.date) -> list[BudgetRow]:
    """The book's budgets: that of the whole book first, then by category, project and stage; ended ones last.

    In a book opened by `access_book` three queries whatever their number: kept sums answer for the book and its
    categories over whole months, entries for all others.
    """
    budgets = list(Budget.objects.filter(book_id=book.pk).order_by("id"))
    if not budgets:
        return []
    directory = directory_of(book)
    for budget in budgets:
        budget.book = book
        budget.category = directory.categories.get(budget.category_id or 0)
        budget.project = directory.projects.get(budget.project_id or 0)
    days = {budget.pk: _days(budget, book, today) for budget in budgets}
    kept = {pk: periods for pk in days if (periods := _whole_months(book, *days[pk])) is not None}
    by_sum = [budget for budget in budgets if budget.pk in kept and not budget.project_id and not budget.stage]
    spent = _spent_by_month(book, by_sum, kept)
    spent |= _spent_by_entry(book, [budget for budget in budgets if budget.pk not in spent], days)
    rows = [
        BudgetRow(budget, budget_name(budget), _icon(budget), *days[budget.pk], today, spent[budget.pk])
        for budget in budgets
    ]
    order = {pk: position for position, pk in enumerate(directory.categories)}
    return sorted(rows, key=lambda row: (row.ended, _position(row.budget, order), row.first, row.budget.pk))


def tightest(rows: Iterable[BudgetRow], n: int) -> list[BudgetRow]:
    """The running budgets of which least is left for the days to come, those that are over first."""
    running = [row for row in rows if row.running]
    ranked = sorted(running, key=lambda row: (row.pace != Pace.OVER, row.passed_permille - row.share_permille))
    return ranked[:n]


def budget_name(budget: Budget) -> str:
    """What the budget is for, in the reader's language; its category and project are loaded."""
    if budget.category is not None:
        return str(budget.category.name)
    if budget.project is not None:
        return str(budget.project.name)
    if budget.stage:
        return dict(stage_choices(budget.book)).get(budget.stage, budget.stage)
    return _("Everything")


def stage_choices(book: Book) -> list[tuple[str, str]]:
    """The stages of the book's scene: key and name; none in most scenes."""
    language = get_language() or "zh-hans"
    fields = [field for field in scenarios.scene(book.scene).entry_fields if field.key == STAGE_FIELD]
    return [(choice.key, choice.name.text(language)) for field in fields for choice in field.choices]


def _icon(budget: Budget) -> str:
    if budget.category is not None:
        return budget.category.icon
    if budget.project is not None:
        return "flag"
    return "stairs-up" if budget.stage else "wallet"


def _position(budget: Budget, order: dict[int, int]) -> tuple[int, int]:
    if budget.category_id:
        return 1, order.get(budget.category_id, 0)
    if budget.project_id:
        return 2, budget.project_id
    return (3, 0) if budget.stage else (0, 0)


def _days(budget: Budget, book: Book, today: dt.date) -> tuple[dt.date, dt.date]:
    if budget.first is not None and budget.last is not None:
        return budget.first, budget.last
    return period_range(period_of(today, book.month_start_day), book.month_start_day)


def _whole_months(book: Book, first: dt.date, last: dt.date) -> tuple[int, int] | None:
    """The book's months from `first` to `last`, where these days are whole ones."""
    periods = period_of(first, book.month_start_day), period_of(last, book.month_start_day)
    begins, ends = period_range(periods[0], book.month_start_day)[0], period_range(periods[1], book.month_start_day)[1]
    return periods if (begins, ends) == (first, last) else None


def _covered(directory: Directory, category: Category) -> set[int]:
    """A category and its children, by id."""
    top = category.pk
    return {top, *(pk for pk, row in directory.categories.items() if row.parent_id == top)}


def _spent_by_month(book: Book, budgets: list[Budget], periods: dict[int, tuple[int, int]]) -> dict[int, int]:
    """By budget id what the kept sums say. One query."""
    if not budgets:
        return {}
    firsts, lasts = zip(*(periods[budget.pk] for budget in budgets), strict=True)
    spent = dict.fromkeys((budget.pk for budget in budgets), 0)
    directory = directory_of(book)
    covered = {budget.pk: _covered(directory, budget.category) if budget.category else None for budget in budgets}
    for period, category_id, amount_minor in _spending(book, min(firsts), max(lasts)):
        for budget in budgets:
            first, last = periods[budget.pk]
            only = covered[budget.pk]
            if first <= period <= last and (only is None or category_id in only):
                spent[budget.pk] += amount_minor
    return spent


def _spending(book: Book, first: int, last: int) -> Iterator[tuple[int, int, int]]:
    """Period, category and what was spent on it, less what came back; what customers were paid back is not spent."""
    earning = {pk for pk, row in directory_of(book).categories.items() if row.kind == "income"}
    for period, category_id, kind, amount, _n in sums_by(
        By.PERIOD, By.CATEGORY, By.KIND, books=[book], first=first, last=last
    ):
        if kind in ("expense", "refund") and category_id not in earning:
            yield period, category_id, -amount if kind == "refund" else amount


def _spent_by_entry(book: Book, budgets: list[Budget], days: dict[int, tuple[dt.date, dt.date]]) -> dict[int, int]:
    """By budget id what the entries say. One query."""
    if not budgets:
        return {}
    sums = {}
    directory = directory_of(book)
    for budget in budgets:
        first, last = days[budget.pk]
        sums[f"budget_{budget.pk}"] = cost(Q(date__gte=first, date__lte=last) & _about(directory, budget))
    firsts, lasts = zip(*(days[budget.pk] for budget in budgets), strict=True)
    found = book_entries(book).filter(SPENDING, date__gte=min(firsts), date__lte=max(lasts)).aggregate(**sums)
    return {budget.pk: found[f"budget_{budget.pk}"] for budget in budgets}


def _about(directory: Directory, budget: Budget) -> Q:
    if budget.category is not None:
        return Q(category_id__in=_covered(directory, budget.category))
    if budget.project is not None:
        return Q(project_id=budget.project.pk)
    return Q(**{f"extra__{STAGE_FIELD}": budget.stage}) if budget.stage else Q()


@dataclass(frozen=True, slots=True)
class BudgetIdea:
    """A budget by the months before: `category` None is the whole book. `amount_minor` is rounded up to ten units."""

    category: Category | None
    amount_minor: int


def budget_ideas(book: Book, today: dt.date) -> list[BudgetIdea]:
    """A monthly budget for the book and for each category of the first level that most months spent on.

    By the median of the last five months in which anything was recorded; the book's own plan wins where it says one.
    Empty without such a month. One query.
    """
    period = period_of(today, book.month_start_day)
    directory = directory_of(book)
    parents = {pk: row.parent_id or pk for pk, row in directory.categories.items()}
    months: dict[int, dict[int, int]] = {}
    first, last = shift_period(period, -MONTHS_OF_HISTORY), shift_period(period, -1)
    for its_period, category_id, amount_minor in _spending(book, first, last):
        month = months.setdefault(its_period, {})
        top = parents.get(category_id, 0)
        month[top] = month.get(top, 0) + amount_minor
    if not months:
        return []
    usual = median([sum(month.values()) for month in months.values()]) or 0
    whole = book.facts.get("plan_budget") or _rounded(usual, book.currency)
    ideas = [BudgetIdea(None, whole)]
    for category in live_categories(book, "expense"):
        amount = median([month.get(category.pk, 0) for month in months.values()]) or 0
        if category.parent_id is None:
            ideas.append(BudgetIdea(category, _rounded(amount, book.currency)))
    return [idea for idea in ideas if idea.amount_minor > 0]


def _rounded(amount_minor: int, currency: str) -> int:
    step = ROUNDED_TO_UNITS * 10 ** exponent(currency)
    return -(-amount_minor // step) * step
