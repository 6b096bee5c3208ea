"""What the tests of notices share: kinds of their own, a clock that stands, and places that take messages."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import Channel, Robot, User
from accounts.notices import Kind, kinds
from tests.accounts.notices.listener import Listener, listening

# Three in the afternoon in Shanghai: no quiet hours.
AFTERNOON = dt.datetime(2026, 11, 23, 7, tzinfo=dt.UTC)
# Half past eleven at night there.
NIGHT = dt.datetime(2026, 11, 23, 15, 30, tzinfo=dt.UTC)
MORNING = dt.datetime(2026, 11, 24, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def spoken(facts: Any, amounts: bool) -> str:
    return f"{facts['who']} paid {facts['sum']}." if amounts else f"{facts['who']} paid."


def kind(key: str, **more: Any) -> Kind:
    everywhere = frozenset({Channel.PAGE, Channel.EMAIL, Channel.PUSH, Channel.ROBOT})
    return Kind(
        key, "A test", more.pop("sentence", "%(who)s called."), channels=more.pop("channels", everywhere), **more
    )


@pytest.fixture(autouse=True)
def _kinds(monkeypatch) -> None:
    """Kinds of the tests' own beside those of the apps."""
    own = [
        kind("call"),
        kind("paid", sentence=spoken),
        kind("alarm", urgent=True),
        kind("quiet", channels=frozenset({Channel.PAGE})),
        kind("asked", asks=True, shelf=True, channels=frozenset({Channel.PAGE})),
        kind("of-book", still=lambda user, books: set(), channels=frozenset({Channel.PAGE, Channel.EMAIL})),
    ]
    monkeypatch.setattr(kinds, "_kinds", kinds._kinds | {each.key: each for each in own})


@pytest.fixture
def listener(settings) -> Iterator[Listener]:
    with listening() as found:
        settings.NOTICE_ORIGINS = [found.origin]
        yield found


def wecom(user: User, listener: Listener, **more: Any) -> Robot:
    """A robot of 企业微信 that the listener stands in for."""
    listener.answers = [(200, {"errcode": 0, "errmsg": "ok"})]
    url = f"{listener.origin}/cgi-bin/webhook/send?key={more.pop('key', 'k')}"
    return Robot.objects.create(user=user, service="wecom", url=url, created_at=AFTERNOON, **more)
