"""Months x categories over five years and every balance, warm, the database's part"""

from collections.abc import Iterator

from django.db import connection
from django.db.models import Sum

from bench import bare
from bench.figures import Figure, at_most
from bench.plan import Plan, warm_ms
from ledger.models import Book, CategoryMonth
from ledger.queries.balances import account_balances, net_worth
from ledger.queries.months import category_sums, current_period, month_series
from ledger.rules.periods import shift_period

MONTHS = 60
CELLS = (
    "SELECT period, category_id, kind, sum(amount_minor) FROM ledger_categorymonth WHERE book_id = %s GROUP BY 1, 2, 3"
)
BALANCES = "SELECT account_id, sum(inflow_minor - outflow_minor) FROM ledger_accountmonth WHERE book_id = %s GROUP BY 1"


def measure(plan: Plan) -> Iterator[Figure]:
    smallest = None
    for n in plan.sizes:
        book = plan.ground(n).owner.book
        _check(book)
        rows = warm_ms(lambda book=book: over_the_rows(book), 3 if n >= 1_000_000 else 9)
        kept = warm_ms(lambda book=book: over_the_sums(book))
        ours = warm_ms(lambda book=book: (cells(book), account_balances(book)))
        smallest = smallest or ours
        # Cells and not entries are read, and five years of a small book have fewer of them than there could be.
        goals = (at_most(ours, 25, "25 ms"), at_most(ours, 2 * smallest, "2x the smallest"))
        name = "months x categories, balances"
        yield Figure(name, n, ours, "ms", "SQL over the rows", rows, goals)
        yield Figure(name, n, ours, "ms", "SQL over the kept sums", kept)
        yield Figure(
            "the queries of the overview page", n, warm_ms(lambda book=book: of_the_page(book)), "ms",
            "SQL over the rows", rows,
        )  # fmt: skip


def cells(book: Book) -> list[tuple]:
    """Five years of months x categories by the ORM."""
    last = current_period(book)
    return list(
        CategoryMonth.objects.filter(book_id=book.pk, period__gt=shift_period(last, -MONTHS), period__lte=last)
        .values_list("period", "category_id", "kind")
        .annotate(Sum("amount_minor"))
    )


def of_the_page(book: Book) -> None:
    """Sixty months, this month's categories of both kinds, balances and net worth, as pages ask for them."""
    last = current_period(book)
    month_series(book, shift_period(last, 1 - MONTHS), last)
    for kind in ("expense", "income"):
        category_sums(book, last, last, kind)
    net_worth(book, account_balances(book))


def over_the_rows(book: Book) -> tuple[list, list]:
    with connection.cursor() as cursor:
        cursor.execute(bare.SUMS, {"book": book.pk})
        found = cursor.fetchall()
        cursor.execute(bare.BALANCES, {"book": book.pk})
        return found, cursor.fetchall()


def over_the_sums(book: Book) -> tuple[list, list]:
    with connection.cursor() as cursor:
        cursor.execute(CELLS, [book.pk])
        found = cursor.fetchall()
        cursor.execute(BALANCES, [book.pk])
        return found, cursor.fetchall()


def _check(book: Book) -> None:
    """Both ways must tell the same, or one of them is measured for nothing."""
    for rows, sums in zip(over_the_rows(book), over_the_sums(book), strict=True):
        assert sum(row[-1] for row in rows) == sum(row[-1] for row in sums)
    balances = {row.account.pk: row.balance_minor for row in account_balances(book) if row.n}
    assert balances == dict(over_the_rows(book)[1])
