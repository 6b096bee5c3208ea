"""What was acknowledged is kept, whichever process dies while several people record."""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.config.up import ROOT, Up, wait_until

PEOPLE = 4
# A book of four people with a key each; says how they record into it.
GROUND = f"""
import json
from django.urls import reverse
from django.utils import timezone
from accounts.models import User
from accounts.services import create_token
from ledger.models import Account
from ledger.services.books import open_book
from ledger.services.members import add_member

owner = open_book(User.objects.create_user("owner@example.com"), scene="family", name="outages")
keys = []
for number in range({PEOPLE}):
    user = User.objects.create_user(f"outage{{number}}@example.com")
    add_member(owner, name=f"recorder {{number}}", user=user, role="bookkeeper")
    keys.append(create_token(user, name="outages", at=timezone.now())[1])
cash = Account.objects.filter(book=owner.book, kind="cash").first()
path = reverse("ledger-api:entry-list", args=[owner.book.public_id])
print(json.dumps({{"path": path, "keys": keys, "cash": str(cash.public_id)}}))
"""
KEPT = """
import json
from ledger.models import Entry
from ledger.services.rollups import integrity_differences

print(json.dumps({"kept": [str(each) for each in Entry.objects.values_list("client_id", flat=True)],
                  "differences": [str(each) for each in integrity_differences()]}))
"""


@dataclass
class Recorder:
    """Someone who records until told to stop, and tries again what got no answer, as a phone does."""

    port: int
    path: str
    key: str
    cash: str
    stop: threading.Event
    acknowledged: list[str] = field(default_factory=list)

    def run(self) -> None:
        while not self.stop.is_set():
            client_id = str(uuid.uuid4())
            while not self.stop.is_set() and not self._acknowledged(client_id):
                time.sleep(0.05)

    def _acknowledged(self, client_id: str) -> bool:
        body = {"kind": "expense", "date": "2026-11-02", "amount_minor": 100, "client_id": client_id}
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("POST", self.path, json.dumps(body | {"from_account": self.cash}), headers)
            if connection.getresponse().status in (200, 201):
                self.acknowledged.append(client_id)
                return True
        return False


def asked(up: Up, script: str) -> dict:
    """What a script prints that runs beside it, on the same servers."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-v", "0", "-c", script],
        cwd=ROOT,
        env={**kept, "VAR_DIR": str(up.var)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_nothing_acknowledged_is_lost_when_web_worker_and_redis_die_in_turn(start_up: Callable[..., Up], used_var):
    up = start_up(var=used_var)
    up.wait_for("is ready")
    wait_until(lambda: "config worker" in up.tree(), 20, up.tree)
    ground = asked(up, GROUND)
    stop = threading.Event()
    crowd = [Recorder(up.port, ground["path"], key, ground["cash"], stop) for key in ground["keys"]]
    threads = [threading.Thread(target=each.run) for each in crowd]
    for thread in threads:
        thread.start()

    def more_is_acknowledged() -> Callable[[], bool]:
        before = [len(each.acknowledged) for each in crowd]
        return lambda: all(len(each.acknowledged) > n + 2 for each, n in zip(crowd, before, strict=True))

    try:
        for words in ("granian", "config worker", "redis-server"):
            wait_until(more_is_acknowledged(), 60, lambda: up.printed)
            os.kill(up.child(words), signal.SIGKILL)
        wait_until(more_is_acknowledged(), 60, lambda: up.printed)
    finally:
        stop.set()
        for thread in threads:
            thread.join()

    found = asked(up, KEPT)
    assert {each for one in crowd for each in one.acknowledged} <= set(found["kept"])
    assert found["differences"] == []
    assert up.stop() == 0
