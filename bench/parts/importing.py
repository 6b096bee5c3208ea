"""A bill through the whole pipeline: upload, read, guess, match, de-duplicate, write"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from accounts.models import User
from bench import books
from bench.bill import write_bills
from bench.children import alone, peak_mb
from bench.figures import Figure, at_least, at_most
from bench.plan import PLAIN, Plan, execute, make_plain_table
from ledger.importers import Rejected, open_bill
from ledger.models import Entry, Member
from ledger.scenarios import load_scenes
from ledger.services.books import open_book
from ledger.services.imports import import_files
from ledger.services.rollups import integrity_differences


def measure(plan: Plan) -> Iterator[Figure]:
    peaks: list[float] = []
    for n in plan.sizes:
        with tempfile.TemporaryDirectory() as folder:
            files, records = write_bills(n, Path(folder))
            user = User.objects.create_user(f"import{n}@bench.example.com")
            member = open_book(user, scene="family", name=f"import {n}")
            found, again, parse = alone("bench.parts.importing.bring_twice", member.pk, files)
        _check(member, records, found, again)
        rate = records / found["seconds"]
        peaks.append(found["peak_mb"])
        whole = "records, whole pipeline"
        goals = (at_least(rate, 20_000, "20,000 a second"),) if n >= 100_000 else ()
        yield Figure(whole, n, rate, "records/s", "only parsed", records / parse, goals)
        yield Figure(whole, n, rate, "records/s", "COPY, no triggers", _copy_rate(n))
        yield Figure("the same bill again, nothing new", n, records / again["seconds"], "records/s")
        flat = (at_most(found["peak_mb"], 1.5 * peaks[0], "flat in N"),) if n > plan.sizes[0] else ()
        yield Figure("memory of the process, at most", n, found["peak_mb"], "MB", "before", found["before_mb"], flat)


def _check(member: Member, records: int, found: dict, again: dict) -> None:
    live = Entry.objects.filter(book_id=member.book_id, deleted_at__isnull=True).count()
    assert found["state"] == again["state"] == "done", (found, again)
    assert live == found["counts"]["written"] == records, f"{records} records became {live} entries: {found}"
    assert again["counts"]["written"] == 0, again
    assert not list(integrity_differences(member.book_id))


def _copy_rate(n: int) -> float:
    ground = books.make_ground(f"limit of import {n}")
    make_plain_table()
    taken = books.copy_into(PLAIN, books.copy_block(books.tuples(ground, n)), ground.owner.book_id)
    execute(f"DROP TABLE {PLAIN}")
    return n / taken


def bring_twice(member_id: int, files: list[Path]) -> tuple[dict, dict, float]:
    """The first import of the files, the second, and the seconds of reading them alone, in this order.

    So that the memory of the first is that of nothing else.
    """
    load_scenes()
    return bring(member_id, files), bring(member_id, files), parse(files)


def bring(member_id: int, files: list[Path]) -> dict:
    """Imports the files as one batch; returns how long it took and what this process held in memory."""
    member = Member.objects.select_related("book", "user").get(pk=member_id)
    before = peak_mb()
    started = time.perf_counter()
    with ExitStack() as stack:
        opened = [(path.name, stack.enter_context(path.open("rb"))) for path in files]
        batch = import_files(member, files=opened)
    taken = time.perf_counter() - started
    return {
        "seconds": taken,
        "before_mb": before,
        "peak_mb": peak_mb(),
        "state": str(batch.state),
        "counts": batch.counts,
    }


def parse(files: list[Path]) -> float:
    """Seconds for reading every record of the files and doing nothing with it."""
    started = time.perf_counter()
    for path in files:
        with path.open("rb") as file, open_bill(file, name=path.name) as bills:
            for bill in bills:
                assert not any(isinstance(record, Rejected) for record in bill.read())
    return time.perf_counter() - started
