"""What a person can consent to. Reading a book is part of the service and is not among them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Purpose:
    """`text` is what the person reads before agreeing; another wording means a new `version`, asked for again."""

    key: str
    version: str
    title: Any
    text: Any


PURPOSES: dict[str, Purpose] = {
    purpose.key: purpose
    for purpose in [
        Purpose(
            key="personal_offers",
            version="2026-11",
            title=_("Personal suggestions"),
            text=_(
                "The readings of my books may be used to pick financial products that suit me. "
                "Nothing is passed on to the provider unless I apply. I can withdraw this at any time, "
                "and keeping books stays the same."
            ),
        ),
    ]
}

# What another app undoes when a consent is withdrawn, in the same transaction; it registers in its AppConfig.ready().
_withdrawn: dict[str, list[Callable[[Any], None]]] = {}


def follow_withdrawal(purpose: str, undo: Callable[[Any], None]) -> None:
    """Has `undo(user)` called whenever the user's consent to a purpose is withdrawn."""
    _withdrawn.setdefault(purpose, []).append(undo)


def followers_of_withdrawal(purpose: str) -> list[Callable[[Any], None]]:
    return _withdrawn.get(purpose, [])
