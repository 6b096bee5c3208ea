"""Bytes on disk: an entry with every index and every kept sum, and a change of one"""

from collections.abc import Iterator

from bench import books
from bench.figures import Figure, at_most
from bench.plan import PLAIN, Plan, execute, make_plain_table

TABLES = ("ledger_entry", "ledger_categorymonth", "ledger_accountmonth", "ledger_bookday", "ledger_bookstate")
CHANGE = "UPDATE ledger_entry SET {}, version = version + 1, changed_at = now() WHERE book_id = %s"
ONE = "date = date - 1"
THREE = "note = note || '订正', amount_minor = amount_minor + 1, base_amount_minor = base_amount_minor + 1"


def measure(plan: Plan) -> Iterator[Figure]:
    for n in plan.sizes:
        make_plain_table()
        ground = books.make_ground(f"size {n}")
        book_id = ground.owner.book_id
        block = books.copy_block(books.tuples(ground, n))
        # No room of deleted rows is left to fill, so that what is added is all that is counted.
        execute(f"VACUUM FULL {', '.join((*TABLES, 'ledger_entrychange'))}")
        before = {table: _size(table) for table in (*TABLES, "ledger_entrychange")}
        books.copy_into(PLAIN, block, book_id)
        books.copy_into("ledger_entry", block, book_id)
        grown = {table: (_size(table) - before[table]) / n for table in TABLES}
        changed = []
        for what in (ONE, THREE):
            history = _size("ledger_entrychange")
            execute(CHANGE.format(what), book_id)
            changed.append((_size("ledger_entrychange") - history) / n)
        plain = _size(PLAIN) / n
        whole = sum(grown.values())
        large = n >= 100_000
        yield Figure(
            "an entry, indexes and sums", n, whole, "bytes", "its table and indexes alone", plain,
            (at_most(whole, 400, "at most 400"),) if large else (),
        )  # fmt: skip
        yield Figure("of it the sums", n, whole - grown["ledger_entry"], "bytes")
        goals = (at_most(changed[0], 160, "at most 160"),) if large else ()
        yield Figure("a change of one field in the history", n, changed[0], "bytes", goals=goals)
        yield Figure("a change of note and amount", n, changed[1], "bytes")
    execute(f"DROP TABLE {PLAIN}")


def _size(table: str) -> int:
    return execute("SELECT pg_total_relation_size(%s::regclass)", table)[0][0]
