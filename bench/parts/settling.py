"""The page of who owes whom, of a book in which every expense is shared by all its people"""

from collections.abc import Iterator

from django.urls import reverse

from bench import books
from bench.figures import Figure, at_most
from bench.plan import Plan, execute, seconds
from bench.serving import Client, p50_ms, p95_ms, timed
from ledger.models import Entry, Share
from ledger.queries.shares import standings
from ledger.rules.shares import How, Split
from ledger.services.shares import write_shares


def measure(plan: Plan) -> Iterator[Figure]:
    n = min(plan.sizes)
    ground = books.fill("settle", n)
    book = ground.owner.book
    shared = Entry.objects.filter(book_id=book.pk, kind="expense", deleted_at__isnull=True)
    equally = Split(How.EQUAL, {member.pk: 1 for member in ground.members})
    shared.update(split=equally.as_json(), paid_by=ground.owner)
    written = seconds(lambda: write_shares(shared.iterator(2000)))
    execute("VACUUM ANALYZE ledger_share")
    assert Share.objects.filter(book_id=book.pk).count() == shared.count() * len(ground.members)
    assert sum(row.owed_minor for row in standings(ground.owner).rows) == 0
    port, bare_port = plan.port(), plan.port("bench.bare:application")
    idle, client = Client(bare_port), Client(port)
    empty = p50_ms(timed(lambda: idle.get("/empty/"), plan.requests))
    client.sign_in(ground.owner.user)
    path = reverse("ledger:settle", args=[book.public_id])
    found = timed(lambda: client.get(path), plan.requests)
    p50 = p50_ms(found)
    yield Figure("who owes whom, p50", n, p50, "ms", "bare Django, empty page", empty, (at_most(p50, 100, "100 ms"),))
    yield Figure("who owes whom, p95", n, p95_ms(found), "ms")
    yield Figure("shares written", n, shared.count() * len(ground.members) / written, "shares/s")
