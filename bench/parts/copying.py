"""COPY and bulk UPDATE with all triggers, beside the same table and indexes without any"""

from collections.abc import Iterator
from statistics import median

from bench import books
from bench.figures import Figure, at_least
from bench.plan import PLAIN, Plan, execute, make_plain_table, seconds

CHANGE = "UPDATE {} SET note = note || '.', version = version + 1, changed_at = now() WHERE book_id = %s"


def measure(plan: Plan) -> Iterator[Figure]:
    for n in plan.sizes:
        # Both tables begin empty of the round before: the sizes of their indexes stay alike.
        make_plain_table()
        ours, plain, changed, plainly_changed = [], [], [], []
        for number in range(plan.rounds(n)):
            ground = books.make_ground(f"copy {n} {number}")
            book_id = ground.owner.book_id
            block = books.copy_block(books.tuples(ground, n))
            plain.append(books.copy_into(PLAIN, block, book_id))
            ours.append(books.copy_into("ledger_entry", block, book_id))
            # One round is enough for what takes longer than everything else.
            if number:
                continue
            plainly_changed.append(seconds(lambda book_id=book_id: execute(CHANGE.format(PLAIN), book_id)))
            changed.append(seconds(lambda book_id=book_id: execute(CHANGE.format("ledger_entry"), book_id)))
        rate, limit = n / median(ours), n / median(plain)
        # The sums of a small book are a large part of it: a statement of 10,000 rows touches as many cells of them.
        goals = (
            at_least(rate / limit, 0.45, "45% of it"),
            at_least(rate, 70_000, "70,000 a second"),
        )
        yield Figure(
            "COPY with checks, sums and lock", n, rate, "rows/s", "COPY, no triggers", limit,
            goals if n >= 100_000 else (),
        )  # fmt: skip
        yield Figure(
            "UPDATE of all rows with history", n, n / median(changed), "changes/s", "UPDATE, no triggers",
            n / median(plainly_changed),
        )  # fmt: skip
    execute(f"DROP TABLE {PLAIN}")
