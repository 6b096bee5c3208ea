"""Adding one entry over HTTP, by the API with a key and by the form of the page, one client"""

import json
from collections.abc import Iterator
from itertools import count

from django.urls import reverse
from django.utils import timezone

from accounts.ids import uuid7
from accounts.services import create_token
from bench import bare
from bench.books import Ground
from bench.figures import Figure, at_most
from bench.plan import Plan, execute
from bench.serving import Client, p50_ms, p95_ms, timed
from ledger.models import Account, Entry
from ledger.queries.months import book_now
from ledger.services.rollups import integrity_differences


def measure(plan: Plan) -> Iterator[Figure]:
    execute(bare.CREATE)
    for n in plan.sizes:
        plan.ground(n)
    port, bare_port = plan.port(), plan.port("bench.bare:application")
    for n in plan.sizes:
        ground = plan.ground(n)
        before = Entry.objects.filter(book_id=ground.owner.book_id).count()
        # Twice around, so that a machine that slows down slows all three.
        limit, api, form = [], [], []
        for _ in range(2):
            limit += _bare(Client(bare_port), ground, plan.requests // 2)
            api += _by_api(Client(port), ground, plan.requests // 2)
            form += _by_form(Client(port), ground, plan.requests // 2)
        added = Entry.objects.filter(book_id=ground.owner.book_id).count() - before
        assert added >= len(api) + len(form), f"{added} of {len(api) + len(form)} were recorded"
        assert not list(integrity_differences(ground.owner.book_id))
        one = p50_ms(limit)
        for what, found in (("by the API", api), ("by the form", form)):
            p50 = p50_ms(found)
            yield Figure(
                f"add one {what}, p50", n, p50, "ms", "bare Django, one row", one,
                (at_most(p50, 3 * one, "under 3x"),),
            )  # fmt: skip
            yield Figure(f"add one {what}, p95", n, p95_ms(found), "ms", "bare Django, p95", p95_ms(limit))
    execute("DROP TABLE bench_row")


def _bare(client: Client, ground: Ground, times: int) -> list[float]:
    fields = {
        "book_id": ground.owner.book_id,
        "date": book_now(ground.owner.book).date().isoformat(),
        "account_id": ground.accounts[0].pk,
        "category_id": ground.categories[0].pk,
        "note": "午饭",
    }
    numbers = count(1)
    return timed(lambda: client.post_form("/add/", fields | {"amount_minor": str(next(numbers))}, expect=201), times)


def _by_api(client: Client, ground: Ground, times: int) -> list[float]:
    _token, key = create_token(ground.owner.user, name="bench", at=timezone.now())
    client.headers = {"Authorization": f"Bearer {key}"}
    path = reverse("ledger-api:entry-list", args=[ground.owner.book.public_id])
    fields = {
        "kind": "expense",
        "date": book_now(ground.owner.book).date().isoformat(),
        "from_account": str(ground.accounts[0].public_id),
        "category": str(ground.categories[0].public_id),
        "member": str(ground.members[0].public_id),
        "merchant": ground.merchants[0].name,
        "note": "午饭",
    }
    numbers = count(1)

    def add() -> None:
        body = json.dumps(fields | {"amount_minor": next(numbers), "client_id": str(uuid7())})
        client.post_json(path, body.encode(), expect=201)

    return timed(add, times)


def _by_form(client: Client, ground: Ground, times: int) -> list[float]:
    """The post alone; the pad that it came from and the page that it leads to are among the pages."""
    client.sign_in(ground.owner.user)
    path = reverse("ledger:entry-record", args=[ground.owner.book.public_id])
    client.get(path)
    account = Account.objects.filter(book=ground.owner.book, archived_at=None, hidden=False, kind="cash").first()
    fields = {
        "mode": "expense",
        "date": book_now(ground.owner.book).date().isoformat(),
        "from_place": f"account:{account.public_id}",
        "category": str(ground.categories[0].public_id),
        "member": str(ground.members[0].public_id),
        "merchant": ground.merchants[0].name,
        "note": "午饭",
        "then": "again",
    }
    client.headers = {"X-CSRFToken": client.cookies["csrftoken"]}
    numbers = count(1)

    def add() -> None:
        # The page that follows shows what was recorded and takes the note away.
        client.cookies.pop("messages", None)
        sent = fields | {"amount": f"{next(numbers)}.50", "client_id": str(uuid7())}
        client.post_form(path, sent, expect=302)

    return timed(add, times)
