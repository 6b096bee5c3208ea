"""Ten thousand small books, made by COPY: a hundred and twenty days of a household each, with pay and rent."""

import datetime as dt
import random
from collections.abc import Iterator

from django.db import connection, transaction

from accounts.ids import uuid7
from bench.books import copy_block, write_rows
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
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO ledger_book (public_id, name, scene, icon, color, currency, time_zone, month_start_day,
                   reading_mode, reading_enabled, contributors_see_all, facts)
               SELECT gen_random_uuid(), 'small ' || i, 'family', 'home', 'green', 'CNY', 'Asia/Shanghai', 1,
                   'household', true, true, '{}' FROM generate_series(1, %s) i RETURNING id""",
            [count],
        )
        ids = sorted(row[0] for row in cursor.fetchall())
        cursor.execute("INSERT INTO ledger_bookstate (book_id) SELECT unnest(%s::bigint[])", [ids])
        members = _rows_of(
            cursor,
            """INSERT INTO ledger_member (public_id, book_id, name, role, color, position, counts_in_totals)
               SELECT gen_random_uuid(), b, 'somebody', '', '', 0, true FROM unnest(%s::bigint[]) b
               RETURNING book_id, 0, id""",
            [ids],
        )
        accounts = _rows_of(
            cursor,
            """INSERT INTO ledger_account (public_id, book_id, key, name, kind, currency, icon, number_tail, position,
                   hidden, version, balance_confirmed_on)
               SELECT gen_random_uuid(), b, '', a.name, a.kind, 'CNY', '', '', a.position, false, 1, %s
               FROM unnest(%s::bigint[]) b
               CROSS JOIN unnest(%s::text[], %s::text[]) WITH ORDINALITY a (kind, name, position)
               RETURNING book_id, position - 1, id""",
            [last_day - dt.timedelta(days=5), ids, *(list(column) for column in zip(*ACCOUNTS, strict=True))],
        )
        categories = _rows_of(
            cursor,
            """INSERT INTO ledger_category (public_id, book_id, kind, key, name, icon, color, position)
               SELECT gen_random_uuid(), b, c.kind, '', c.name, 'tag', '', c.position
               FROM unnest(%s::bigint[]) b
               CROSS JOIN unnest(%s::text[], %s::text[]) WITH ORDINALITY c (kind, name, position)
               RETURNING book_id, position - 1, id""",
            [ids, *(list(column) for column in zip(*CATEGORIES, strict=True))],
        )
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


def _rows_of(cursor, query: str, parameters: list) -> dict[int, dict[int, int]]:
    """Id by position by book."""
    cursor.execute(query, parameters)
    found: dict[int, dict[int, int]] = {}
    for book, position, pk in cursor.fetchall():
        found.setdefault(book, {})[position] = pk
    return found


def _entries(
    book: int, member: int, accounts: dict[int, int], categories: dict[int, int], last_day: dt.date
) -> Iterator[tuple]:
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
