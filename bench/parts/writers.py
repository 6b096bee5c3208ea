"""8 processes that record into one book and month through the service"""

import datetime as dt
import time
from collections.abc import Iterator
from typing import Any

from django.db import OperationalError, connection

from bench import books
from bench.children import crew
from bench.figures import Figure, at_least, at_most
from bench.plan import PLAIN, Plan, execute, make_plain_table
from ledger.models import Account, Category, Entry, Member
from ledger.services.drafts import EntryDraft
from ledger.services.entries import record_entry
from ledger.services.rollups import integrity_differences

WRITERS = 8
DAY = dt.date(2025, 12, 1)


def measure(plan: Plan) -> Iterator[Figure]:
    one = books.make_ground("writers of one book")
    own = [books.make_ground(f"writer {number} of a book of their own") for number in range(WRITERS)]
    make_plain_table()
    with crew(WRITERS) as writers:
        bare = writers.together("bench.parts.writers.insert_bare", one.owner.pk, plan.seconds)
        same = writers.together("bench.parts.writers.record", [one.owner.pk] * WRITERS, plan.seconds)
        apart = writers.together("bench.parts.writers.record", [each.owner.pk for each in own], plan.seconds)
    limit, rate = sum(bare) / plan.seconds, sum(made for made, _seen in same) / plan.seconds
    deadlocks = sum(seen for _made, seen in (*same, *apart))
    wrong = len(list(integrity_differences()))
    written = Entry.objects.filter(book=one.owner.book).count()
    lost = sum(made for made, _seen in same) - written
    named = "bare INSERT and commit"
    yield Figure(
        "recorded, one book and month", WRITERS, rate, "entries/s", named, limit,
        (at_least(rate, 300, "300 a second"),),
    )  # fmt: skip
    yield Figure(
        "recorded, a book each", WRITERS, sum(made for made, _seen in apart) / plan.seconds, "entries/s", named, limit
    )
    yield Figure("deadlocks that a user saw", WRITERS, deadlocks, "", goals=(at_most(deadlocks, 0, "none"),))
    yield Figure("sums that differ afterwards", WRITERS, wrong, "", goals=(at_most(wrong, 0, "none"),))
    yield Figure("entries lost", WRITERS, lost, "", goals=(at_most(abs(lost), 0, "none"),))
    execute(f"DROP TABLE {PLAIN}")


def record(barrier: Any, number: int, owners: list[int], seconds: float) -> tuple[int, int]:
    """Records for so many seconds; returns how many were recorded and how many deadlocks came through."""
    member = Member.objects.select_related("book", "user").get(pk=owners[number])
    accounts = list(Account.objects.filter(book=member.book, archived_at=None, kind__in=("bank", "wallet", "cash")))
    categories = list(Category.objects.filter(book=member.book, kind="expense"))
    people = list(Member.objects.filter(book=member.book))
    made = deadlocks = 0
    barrier.wait()
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        turn = made + number
        draft = EntryDraft(
            kind="expense",
            date=DAY + dt.timedelta(days=turn % 31),
            amount_minor=1 + turn,
            from_account=accounts[turn % len(accounts)],
            category=categories[turn % len(categories)],
            member=people[turn % len(people)],
            merchant=f"shop {turn % 50}",
        )
        try:
            record_entry(member, draft=draft)
        except OperationalError:
            deadlocks += 1
        else:
            made += 1
    return made, deadlocks


def insert_bare(barrier: Any, number: int, owner: int, seconds: float) -> int:
    """As many rows as one process inserts and commits one by one, into the table without triggers."""
    member = Member.objects.get(pk=owner)
    account = Account.objects.filter(book_id=member.book_id).first()
    query = f"""
        INSERT INTO {PLAIN} (book_id, client_id, kind, date, amount_minor, base_amount_minor, from_account_id,
            recorded_by_id, note, flow, liquid_sides, tags, claim, extra, version)
        VALUES (%s, gen_random_uuid(), 'expense', %s, 100, 100, %s, %s, '', 'operating', 1, '{{}}', '', '{{}}', 1)"""
    made = 0
    with connection.cursor() as cursor:
        barrier.wait()
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            cursor.execute(query, [member.book_id, DAY, account.pk, member.pk])
            made += 1
    return made
