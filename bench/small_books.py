"""Ten thousand small books, made by COPY: a hundred and twenty days of a household each, with pay and rent."""

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from accounts.ids import uuid7
from bench.books import copy_block, write_rows
from ledger.models import Account, Book, BookState, Category, Member
from ledger.rules.flow import entry_flow

DAYS = 120
ACCOUNTS = (("bank", "bank card"), ("wallet", "wallet"), ("pay_later", "pay later"))
CATEGORIES = (
    ("income", "pay"),
    ("expense", "rent"),
    ("expense", "telephone"),
    ("expense", "food"),
    ("expense", "else"),
)
BOOKS_A_BLOCK = 500


def make_small_books(count: int, last_day: dt.date) -> list[int]:
    """Makes the books with their accounts, categories and 60 to 120 entries each; returns their ids, ascending."""
    with transaction.atomic():
        books = Book.objects.bulk_create(
            Book(name=f"small {number}", scene="family", icon="home", color="green") for number in range(count)
        )
        ids = [book.pk for book in books]
        BookState.objects.bulk_create(BookState(book=book) for book in books)
        members = _ids_of(Member, books, [{"name": "somebody"}])
        known = {"currency": "CNY", "balance_confirmed_on": last_day - dt.timedelta(days=5)}
        accounts = _ids_of(Account, books, [{"kind": kind, "name": name} | known for kind, name in ACCOUNTS])
        kinds = [{"kind": kind, "name": name, "icon": "tag"} for kind, name in CATEGORIES]
        categories = _ids_of(Category, books, kinds)
    for start in range(0, count, BOOKS_A_BLOCK):
        block = ids[start : start + BOOKS_A_BLOCK]
        rows = [
            row
            for book in block
            for row in _entries(book, members[book][0], accounts[book], categories[book], last_day)
        ]
        write_rows("ledger_entry", copy_block(rows))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return ids


def _ids_of(
    model: type[Account | Category | Member], books: list[Book], sorts: list[dict[str, object]]
) -> dict[int, list[int]]:
    """Makes a row of each sort in each book; returns their ids by book, in the order of the sorts."""
    made: list[Any] = [
        model(book=book, position=position, **fields) for book in books for position, fields in enumerate(sorts)
    ]
    model._default_manager.bulk_create(made, batch_size=5_000)
    found: dict[int, list[int]] = {book.pk: [] for book in books}
    for row in made:
        found[row.book_id].append(row.pk)
    return found


def _entries(book: int, member: int, accounts: list[int], categories: list[int], last_day: dt.date) -> Iterator[tuple]:
    rng = random.Random(book)
    pay = rng.randrange(500_000, 1_800_000)
    pay_day, rent_day = rng.randrange(1, 29), rng.randrange(1, 29)
    daily = rng.uniform(0.4, 0.9)
    first = last_day - dt.timedelta(days=DAYS - 1)

    def row(day: dt.date, kind: str, amount: int, account: int, category: int | None, note: str) -> tuple:
        incoming = account if kind == "income" or category is None else None
        outgoing = None if incoming is not None else account
        kinds = [None if side is None else ACCOUNTS[side][0] for side in (outgoing, incoming)]
        flow, sides = entry_flow(kind, *kinds)
        named = None if category is None else categories[category]
        places = [None if side is None else accounts[side] for side in (outgoing, incoming)]
        return (
            book, uuid7(), kind, day, amount, amount, *places, named, member, member, None, note, str(flow),
            int(sides), [], "", "{}", 1,
        )  # fmt: skip

    yield row(first, "adjustment", rng.randrange(100_000, 6_000_000), 0, None, "")
    for back in range(DAYS):
        day = first + dt.timedelta(days=back)
        if day.day == pay_day:
            yield row(day, "income", pay, 0, 0, "工资")
        if day.day == rent_day:
            yield row(day, "expense", pay // 4, 0, 1, "房租")
        if day.day == 5:
            yield row(day, "expense", 5_900, 1, 2, "话费")
        if rng.random() < daily:
            amount = max(100, round(rng.lognormvariate(4.0, 0.8) * 100))
            yield row(day, "expense", amount, rng.choice((0, 1, 1, 2)), rng.choice((3, 3, 4)), rng.choice(("", "买菜")))
