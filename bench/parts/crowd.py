"""Twenty members who record into one book at once over HTTP, each on a connection of their own"""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone

from accounts.ids import uuid7
from accounts.models import User
from accounts.services import create_token
from bench import books
from bench.figures import Figure, at_most
from bench.plan import Plan
from bench.serving import HOST, p50_ms
from ledger.models import Entry
from ledger.queries.months import book_now
from ledger.services.members import add_member
from ledger.services.rollups import integrity_differences

PEOPLE = 20
# A crowd shows itself in time: it writes for so many times as long as the writers of the other parts.
LONGER = 6


@dataclass(slots=True)
class Recorder:
    """One member: what the server said yes to, how long each answer took, and how often it gave none."""

    key: str
    path: str
    fields: dict
    acknowledged: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)

    def record(self, port: int, until: float) -> None:
        connection = http.client.HTTPConnection(HOST, port, timeout=60)
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        while time.perf_counter() < until:
            client_id = str(uuid7())
            body = self.fields | {"client_id": client_id, "amount_minor": 1 + len(self.acknowledged)}
            started = time.perf_counter()
            connection.request("POST", self.path, json.dumps(body), headers)
            answer = connection.getresponse()
            answer.read()
            self.seconds.append(time.perf_counter() - started)
            if answer.status == 201:
                self.acknowledged.append(client_id)
            else:
                self.refused.append(answer.status)


def measure(plan: Plan) -> Iterator[Figure]:
    ground = books.make_ground("a crowd")
    book = ground.owner.book
    crowd = [_recorder(ground, number) for number in range(PEOPLE)]
    lasts = plan.seconds * LONGER
    port = plan.port()
    until = time.perf_counter() + lasts
    threads = [threading.Thread(target=each.record, args=(port, until)) for each in crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    said = {client_id for each in crowd for client_id in each.acknowledged}
    kept = {str(client_id) for client_id in Entry.objects.filter(book=book).values_list("client_id", flat=True)}
    refused = sum(len(each.refused) for each in crowd)
    wrong = len(list(integrity_differences(book.pk)))
    waited = [second for each in crowd for second in each.seconds]
    yield Figure("recorded by the crowd", PEOPLE, len(said) / lasts, "entries/s")
    yield Figure("an answer, p50", PEOPLE, p50_ms(waited), "ms")
    yield Figure("an answer, p99", PEOPLE, sorted(waited)[int(len(waited) * 0.99)] * 1000, "ms")
    lost = len(said - kept)
    yield Figure("acknowledged and lost", PEOPLE, lost, "", goals=(at_most(lost, 0, "none"),))
    yield Figure("answered with an error", PEOPLE, refused, "", goals=(at_most(refused, 0, "none"),))
    yield Figure("sums of the crowd that differ", PEOPLE, wrong, "", goals=(at_most(wrong, 0, "none"),))


def _recorder(ground: books.Ground, number: int) -> Recorder:
    user = User.objects.create_user(f"crowd{number}@bench.example.com")
    member = add_member(ground.owner, name=f"crowd {number}", user=user, role="bookkeeper")
    _token, key = create_token(user, name="bench", at=timezone.now())
    return Recorder(
        key=key,
        path=reverse("ledger-api:entry-list", args=[ground.owner.book.public_id]),
        fields={
            "kind": "expense",
            "date": book_now(ground.owner.book).date().isoformat(),
            "from_account": str(ground.accounts[number % len(ground.accounts)].public_id),
            "category": str(ground.categories[0].public_id),
            "member": str(member.public_id),
            "merchant": ground.merchants[number % len(ground.merchants)].name,
        },
    )
