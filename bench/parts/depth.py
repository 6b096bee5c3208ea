"""A page of the list of entries, at the beginning and at the end of the book"""

from collections.abc import Iterator

from bench.figures import Figure, at_most
from bench.plan import Plan, execute, warm_ms
from ledger.models import Entry
from ledger.queries.entries import PAGE_SIZE, Cursor, entry_page

BY_OFFSET = """SELECT * FROM ledger_entry WHERE book_id = %s AND deleted_at IS NULL
               ORDER BY date DESC, id DESC LIMIT %s OFFSET %s"""


def measure(plan: Plan) -> Iterator[Figure]:
    for n in plan.sizes:
        owner = plan.ground(n).owner
        live = Entry.objects.filter(book_id=owner.book_id, deleted_at__isnull=True)
        end = Cursor(*live.order_by("date", "id").values_list("date", "id")[PAGE_SIZE])
        first = warm_ms(lambda owner=owner: entry_page(owner))
        last = warm_ms(lambda owner=owner, end=end: entry_page(owner, after=end))
        skipped = n - PAGE_SIZE
        by_offset = [
            warm_ms(lambda owner=owner, skip=skip: execute(BY_OFFSET, owner.book_id, PAGE_SIZE, skip))
            for skip in (0, skipped)
        ]
        assert entry_page(owner, after=end).next_cursor is None
        yield Figure("first page, by keyset", n, first, "ms", "bare rows, OFFSET 0", by_offset[0])
        yield Figure(
            "last page, by keyset", n, last, "ms", "bare rows, OFFSET N", by_offset[1],
            (at_most(last, 1.5 * first, "as the first"),),
        )  # fmt: skip
