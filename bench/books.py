"""Books of the workload, filled by COPY."""

import datetime as dt
import time
from dataclasses import dataclass

from django.db import connection, transaction

from accounts.ids import uuid7
from accounts.models import User
from bench import workload
from ledger.models import Account, Category, Member, Merchant
from ledger.queries.months import book_now
from ledger.rules.flow import entry_flow
from ledger.services.books import open_book
from ledger.services.locking import lock_books

COLUMNS = (
    "book_id",
    "client_id",
    "kind",
    "date",
    "amount_minor",
    "base_amount_minor",
    "from_account_id",
    "to_account_id",
    "category_id",
    "member_id",
    "recorded_by_id",
    "merchant_id",
    "note",
    "flow",
    "liquid_sides",
    "tags",
    "claim",
    "extra",
    "version",
)


@dataclass(frozen=True, slots=True)
class Ground:
    """A book with the accounts, categories, members and merchants that the workload's positions mean."""

    owner: Member
    accounts: list[Account]
    categories: list[Category]
    members: list[Member]
    merchants: list[Merchant]


def make_ground(name: str) -> Ground:
    """An empty book of a new user, with everything that the workload names."""
    user = User.objects.create_user(f"{name}@bench.example.com")
    owner = open_book(user, scene="family", name=name)
    book = owner.book
    accounts = Account.objects.bulk_create(
        Account(book=book, name=f"account {i}", kind=kind, currency="CNY", position=100 + i)
        for i, kind in enumerate(workload.ACCOUNT_KINDS)
    )
    kinds = ["expense"] * workload.EXPENSE_CATEGORIES + ["income"] * workload.INCOME_CATEGORIES
    categories = Category.objects.bulk_create(
        Category(book=book, name=f"category {i}", kind=kind, icon="tag", position=100 + i)
        for i, kind in enumerate(kinds)
    )
    members = Member.objects.bulk_create(
        Member(book=book, name=f"member {i}", position=i + 1) for i in range(workload.MEMBERS)
    )
    merchants = Merchant.objects.bulk_create(
        Merchant(book=book, name=f"merchant {i}") for i in range(workload.MERCHANTS)
    )
    return Ground(owner, accounts, categories, members, merchants)


def tuples(ground: Ground, n: int, *, last_day: dt.date | None = None) -> list[tuple]:
    """The workload as rows for COPY, in the order of COLUMNS; made beforehand, so that only COPY is timed.

    Its five years are moved to end on `last_day`, where one is given.
    """
    book_id, recorder = ground.owner.book_id, ground.owner.pk
    later = last_day - workload.LAST_DAY if last_day else dt.timedelta()
    accounts = [(account.pk, account.kind) for account in ground.accounts]
    none = (None, None)
    made = []
    for row in workload.rows(n):
        source = accounts[row.from_account] if row.from_account >= 0 else none
        target = accounts[row.to_account] if row.to_account >= 0 else none
        flow, sides = entry_flow(row.kind, source[1], target[1])
        made.append(
            (
                book_id,
                uuid7(),
                row.kind,
                row.date + later,
                row.amount_minor,
                row.amount_minor,
                source[0],
                target[0],
                ground.categories[row.category].pk if row.category >= 0 else None,
                ground.members[row.member].pk,
                recorder,
                ground.merchants[row.merchant].pk if row.merchant >= 0 else None,
                row.note,
                str(flow),
                int(sides),
                [],
                "",
                "{}",
                1,
            )
        )
    return made


def copy_block(rows: list[tuple]) -> bytes:
    """The rows in COPY's text format, so that a measurement holds what the server does and no conversion."""
    return "".join("\t".join(map(_copy_text, row)) + "\n" for row in rows).encode()


def _copy_text(value: object) -> str:
    if value is None:
        return "\\N"
    return "{}" if value == [] else str(value)


def copy_into(table: str, block: bytes, book_id: int) -> float:
    """Seconds that COPY took for a block of rows, with the commit."""
    started = time.perf_counter()
    with transaction.atomic():
        if table == "ledger_entry":
            lock_books(book_id)
        write_rows(table, block)
    return time.perf_counter() - started


def write_rows(table: str, block: bytes) -> None:
    """COPY of a block, in one statement."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(COLUMNS)}) FROM STDIN") as copy:
        copy.write(block)


def fill(name: str, n: int) -> Ground:
    """A book of N entries over the five years up to today, vacuumed, as one that has grown would be."""
    ground = make_ground(name)
    rows = tuples(ground, n, last_day=book_now(ground.owner.book).date())
    copy_into("ledger_entry", copy_block(rows), ground.owner.book_id)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return ground
