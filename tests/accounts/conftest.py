import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from accounts.senders.terminal import recent_codes
from accounts.services import register_user

PASSWORD = "a pot of plum jam"
PHONE = "+8613800138000"


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> None:
    """Limits on attempts and the codes sent live in the cache, which outlasts a test."""
    for pattern in ("allauth:*", "accounts:codes:*"):
        delete_keys(pattern)


def delete_keys(pattern: str) -> None:
    client = cache._cache.get_client()
    for key in client.scan_iter(match=cache.make_key(pattern)):
        client.delete(key)


@dataclass
class Visitor:
    """Someone at a browser who fills in one form after another; `steps` counts what they did."""

    client: Client
    steps: int = 0

    def send(self, path: str, **fields: str):
        self.steps += 1
        return self.client.post(path, fields)

    def open(self, path: str):
        self.steps += 1
        return self.client.get(path)


@pytest.fixture
def visitor() -> Visitor:
    return Visitor(Client())


@pytest.fixture
def code_for() -> Callable[[str], str]:
    """The latest code that went to an address or a number."""

    def latest(recipient: str) -> str:
        sent = [code for code in recent_codes() if code.recipient == recipient]
        assert sent, f"No code went to {recipient}."
        assert re.fullmatch(r"\d{6}", sent[0].code)
        return sent[0].code

    return latest


@pytest.fixture
def person(db) -> User:
    """Someone with a phone number, an e-mail address and a password."""
    return register_user(email="lin@example.com", phone=PHONE, password=PASSWORD, name="林晓雯")
