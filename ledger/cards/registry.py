"""Every card there is, by key. A card is a module of this package with `KEY` and `build`; a panel is another app's.

`build(member, today, options)`, with `now` too where the module says `BY_THE_CLOCK`, returns the template's context,
or None where there is nothing to show yet. A panel is fetched by the page from the address that its app registered, so
the ledger knows nothing of that app.
"""

import datetime as dt
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any
from uuid import UUID

from django.urls import reverse

from ledger import cards, scenarios
from ledger.models import Member
from ledger.permissions import Action, allows

_panels: dict[str, str] = {}
_shelf_panels: list[str] = []
_entry_panels: list[str] = []
# Other apps draw these; they stand here so that a scene may name them before the app is ready.
PANEL_KEYS = frozenset({"reading"})


@dataclass(frozen=True, slots=True)
class Card:
    """A card ready to be shown: a template and its context, or an address to fetch it from."""

    key: str
    template: str = ""
    context: Mapping[str, Any] | None = None
    panel_url: str = ""
    wide: bool = False


def register_panel(key: str, url_name: str) -> None:
    """Lets the overview fetch the card `key` from `url_name`, reversed with the book's public id."""
    assert key in PANEL_KEYS, f"{key} is not a panel"
    _panels[key] = url_name


def register_shelf_panel(url_name: str) -> None:
    """Lets the shelf fetch rows of things to do from another app; `url_name` takes no argument."""
    if url_name not in _shelf_panels:
        _shelf_panels.append(url_name)


def shelf_panel_urls() -> list[str]:
    return [reverse(url_name) for url_name in _shelf_panels]


def register_entry_panel(url_name: str) -> None:
    """Lets the page of an entry fetch a part of another app; `url_name` takes the public ids of book and entry."""
    if url_name not in _entry_panels:
        _entry_panels.append(url_name)


def entry_panel_urls(book_id: UUID, entry_id: UUID) -> list[str]:
    return [reverse(url_name, args=[book_id, entry_id]) for url_name in _entry_panels]


@cache
def card_modules() -> dict[str, ModuleType]:
    """The modules of this package that are cards, by key."""
    found: dict[str, ModuleType] = {}
    for info in pkgutil.iter_modules(cards.__path__):
        module = importlib.import_module(f"{cards.__name__}.{info.name}")
        key = getattr(module, "KEY", "")
        if key:
            assert key not in found, f"two cards are called {key}"
            found[key] = module
    return found


def action_of(module: ModuleType) -> Action:
    """The right that a card takes."""
    return getattr(module, "ACTION", Action.SEE_SUMS)


def card_keys() -> frozenset[str]:
    """The keys that a scene may name."""
    return frozenset(card_modules()) | PANEL_KEYS


def overview_cards(member: Member, now: dt.datetime) -> list[Card]:
    """The cards of the book's scene in its order, without those that the member may not see.

    `now` is in the time zone of the book.
    """
    build_cards: list[Card] = []
    for wanted in scenarios.scene(member.book.scene).cards:
        if wanted.key in PANEL_KEYS:
            build_cards += _panel(member, wanted.key)
            continue
        module = card_modules()[wanted.key]
        if not allows(member, action_of(module)):
            continue
        build: Callable[..., dict[str, Any] | None] = module.build
        clock = {"now": now} if getattr(module, "BY_THE_CLOCK", False) else {}
        context = build(member, today=now.date(), options=wanted.options, **clock)
        if context is not None:
            wide = getattr(module, "WIDE", False)
            build_cards.append(Card(wanted.key, f"ledger/cards/_{wanted.key}.html", context, wide=wide))
    return build_cards


def _panel(member: Member, key: str) -> list[Card]:
    if key not in _panels or not allows(member, Action.SEE_READING):
        return []
    return [Card(key, panel_url=reverse(_panels[key], args=[member.book.public_id]), wide=True)]
