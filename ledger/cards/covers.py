"""The one number on the cover of each book: what its scene is asked most. A fixed number of queries for all books.

A card that leads a scene may say it: `cover_figures(books, todays)` of its module answers a `CoverFigure` by book.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from ledger import scenarios
from ledger.cards.figure import CoverFigure
from ledger.cards.registry import action_of, card_modules
from ledger.models import Book, Member
from ledger.permissions import Action, allows
from ledger.queries.allowance import Allowance, day_allowances
from ledger.queries.months import book_now
from ledger.queries.shelf import ShelfBook
from ledger.queries.sums import By, book_days, totals_by
from ledger.rules.pace import allowance_per_day, day_of


@dataclass(frozen=True, slots=True)
class Cover:
    """A book with its own number; `amount_minor` None: `words` are shown in its place, or the label alone."""

    row: ShelfBook
    label: str
    amount_minor: int | None = None
    whole: bool = True
    words: str = ""

    @property
    def book(self) -> Book:
        return self.row.book

    @property
    def member(self) -> Member:
        return self.row.member


@dataclass(frozen=True, slots=True)
class _Sums:
    """By book: what is left for each day, takings of today, and all spending."""

    allowances: dict[int, Allowance]
    takings: dict[int, int]
    total: dict[int, int]


def cover_figures(rows: Sequence[ShelfBook]) -> list[Cover]:
    """The covers of these books, in their order. As many queries for one book of a scene as for ten."""
    visible = [row for row in rows if allows(row.member, Action.SEE_SUMS)]
    todays = {row.book.pk: book_now(row.book).date() for row in visible}
    sums = _Sums(
        allowances=day_allowances(
            [
                (row.book, todays[row.book.pk], row.expense_minor or 0)
                for row in visible
                if row.book.reading_mode == "household"
            ]
        ),
        takings=_takings([row.book for row in visible if row.book.reading_mode == "business"], todays),
        total=_total([row.book for row in visible if row.book.reading_mode == "project"]),
    )
    own = _own_figures([row.member for row in visible], todays)
    return [_own_cover(row, own) or _cover(row, sums, todays.get(row.book.pk)) for row in rows]


def _own_figures(members: Sequence[Member], todays: dict[int, dt.date]) -> dict[int, CoverFigure]:
    """What the first cards of the books' scenes say, where the member may see them."""
    led: dict[str, list[Book]] = {}
    for member in members:
        key = scenarios.scene(member.book.scene).cards[0].key
        module = card_modules().get(key)
        if module is not None and allows(member, action_of(module)):
            led.setdefault(key, []).append(member.book)
    figures: dict[int, CoverFigure] = {}
    for key, its in led.items():
        say = getattr(card_modules().get(key), "cover_figures", None)
        if say is not None:
            figures |= say(its, todays)
    return figures


def _own_cover(row: ShelfBook, figures: dict[int, CoverFigure]) -> Cover | None:
    figure = figures.get(row.book.pk)
    return Cover(row, figure.label, figure.amount_minor, figure.whole, figure.words) if figure else None


def _cover(row: ShelfBook, sums: _Sums, today: dt.date | None) -> Cover:
    if today is None:
        return Cover(row, _("Your own entries"))
    if row.book.reading_mode == "business":
        return Cover(row, _("Taken today"), sums.takings.get(row.book.pk, 0))
    if row.book.reading_mode == "project":
        return _project_cover(row, sums.total.get(row.book.pk, 0), today)
    allowance = sums.allowances.get(row.book.pk)
    if allowance:
        return Cover(row, _("Left for each day"), allowance.per_day_minor)
    if row.n:
        return Cover(row, _("Spent this month"), row.expense_minor)
    return Cover(row, _("Nothing recorded yet"))


def _project_cover(row: ShelfBook, spent: int, today: dt.date) -> Cover:
    facts = row.book.facts
    start, end, budget = facts.get("start_date"), facts.get("end_date"), facts.get("plan_budget")
    if start and end:
        day, days = day_of(dt.date.fromisoformat(start), dt.date.fromisoformat(end), today)
        if 1 <= day <= days and budget:
            return Cover(row, _("Left for each day"), allowance_per_day(budget, spent, days - day + 1))
        if day == 0:
            wait = (dt.date.fromisoformat(start) - today).days
            return Cover(row, _("%(days)d days to go") % {"days": wait}, spent if spent else None)
    return Cover(row, _("Spent so far"), spent) if row.n else Cover(row, _("Nothing recorded yet"))


def _takings(books: Sequence[Book], todays: dict[int, dt.date]) -> dict[int, int]:
    if not books:
        return {}
    wanted = Q()
    for book in books:
        wanted |= Q(book_id=book.pk, day=todays[book.pk])
    rows = book_days(*books).filter(wanted, flow__in=["operating", "credit"])
    return dict(rows.values_list("book_id").annotate(Sum("inflow_minor")))


def _total(books: Sequence[Book]) -> dict[int, int]:
    return {book_id: its.expense_minor for (book_id,), its in totals_by(By.BOOK, books=books).items()}
