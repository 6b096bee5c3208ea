"""Whole pages over HTTP, one client on a kept connection"""

from collections.abc import Iterator

from django.urls import reverse

from bench.figures import Figure, at_most
from bench.plan import Plan
from bench.serving import Client, p50_ms, p95_ms, timed

PAGES = (
    ("overview of the family scene", "ledger:book-overview", True),
    ("entries", "ledger:entry-list", True),
    ("activity", "ledger:activity-list", True),
    ("accounts", "ledger:account-list", True),
    ("record", "ledger:entry-record", True),
    ("shelf", "ledger:shelf", False),
)


def measure(plan: Plan) -> Iterator[Figure]:
    for n in plan.sizes:
        plan.ground(n)
    port, bare_port = plan.port(), plan.port("bench.bare:application")
    idle = Client(bare_port)
    empty = p50_ms(timed(lambda: idle.get("/empty/"), plan.requests))
    yield Figure("bare Django, empty page", 0, empty, "ms")
    for n in plan.sizes:
        ground = plan.ground(n)
        times = min(plan.requests, 10 if n >= 1_000_000 else 30)
        sums, bare = f"/sums/{ground.owner.book_id}/", Client(bare_port)
        rows = p50_ms(timed(lambda bare=bare, sums=sums: bare.get(sums), times))
        client = Client(port)
        client.sign_in(ground.owner.user)
        for what, name, of_book in PAGES:
            path = reverse(name, args=[ground.owner.book.public_id] if of_book else [])
            found = timed(lambda client=client, path=path: client.get(path), plan.requests)
            p50 = p50_ms(found)
            if name == "ledger:book-overview":
                goals = (at_most(p50, 40, "40 ms"),)
                yield Figure(f"{what}, p50", n, p50, "ms", "bare Django, sums over the rows", rows, goals)
            else:
                yield Figure(f"{what}, p50", n, p50, "ms", "bare Django, empty page", empty)
            yield Figure(f"{what}, p95", n, p95_ms(found), "ms")
