"""Many entries changed in one step, and taken back as one; and two categories made one"""

from collections.abc import Iterator

from django.db.models import QuerySet

from bench import books
from bench.figures import Figure, at_most
from bench.plan import Plan, seconds
from ledger.models import Entry, Member, Step
from ledger.services.books import open_book
from ledger.services.bulk import Change, SetCategory, SetDate, change_entries
from ledger.services.categories import add_category
from ledger.services.merging import merge
from ledger.services.moves import MoveTo
from ledger.services.rollups import integrity_differences
from ledger.services.steps import undo_step

# So many are chosen at once, of a book that holds more.
CHOSEN = 10_000
GOAL_SECONDS = 3.0
MERGE_SECONDS = 10.0


def measure(plan: Plan) -> Iterator[Figure]:
    for n in plan.sizes:
        ground = books.fill(f"bulk {n}", n)
        member = ground.owner
        there = open_book(member.user, scene="family", name=f"bulk there {n}")
        account = there.book.accounts.filter(kind="cash")[0]
        newest = Entry.objects.filter(book=member.book).order_by("-id").values("pk")[: min(n, CHOSEN)]
        chosen = Entry.objects.filter(pk__in=list(newest.values_list("pk", flat=True)))
        changes: dict[str, Change] = {
            "another category": SetCategory(ground.categories[0]),
            "another day": SetDate(member.book.created_at.date()),
            "another book": MoveTo(there, account),
        }
        for what, change in changes.items():
            yield from _there_and_back(member, chosen, what, change, n)
        yield from _merged(member, n)
        assert not list(integrity_differences(member.book_id))
        assert not list(integrity_differences(there.book_id))


def _merged(member: Member, n: int) -> Iterator[Figure]:
    """Every expense of the book lies in one category, which is merged into another, and parted from it again."""
    source, target = (
        add_category(member, name=name, kind="expense", icon="tag") for name in ("to be merged", "to be merged into")
    )
    Entry.objects.filter(book=member.book, kind="expense").update(category=source)
    done: list[Step] = []
    took = seconds(lambda: done.append(merge(member, source, target)))
    back = seconds(lambda: undo_step(member, done[0]))
    done[0].refresh_from_db()
    assert done[0].left_alone == 0, "what nobody has changed since comes back whole"
    for said, value in ((f"two categories merged, {done[0].n:,} entries", took), ("the same, taken back", back)):
        yield Figure(said, n, value, "s", goals=(at_most(value, MERGE_SECONDS, "under 10 s"),))


def _there_and_back(member: Member, chosen: QuerySet[Entry], what: str, change: Change, n: int) -> Iterator[Figure]:
    done: list[Step] = []
    took = seconds(lambda: done.append(change_entries(member, chosen, change)))
    back = seconds(lambda: undo_step(member, done[0]))
    done[0].refresh_from_db()
    assert done[0].left_alone == 0, "what nobody has changed since comes back whole"
    for said, value in ((f"{what}, {done[0].n:,} in one step", took), ("the same, taken back", back)):
        yield Figure(said, n, value, "s", goals=(at_most(value, GOAL_SECONDS, "under 3 s"),))
