"""A book of the demo as of some day, for tests of a scene's cards."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string

from ledger.cards.registry import card_modules, overview_cards
from ledger.demo.cast import SEED, build_demo
from ledger.models import Member
from ledger.scenarios import scene
from ledger.services.demo import write_demo

# Firsts and lasts of months, a leap day, and days of all seasons.
DAYS = tuple(
    map(
        dt.date.fromisoformat,
        ("2026-01-01", "2028-02-29", "2026-06-18", "2026-10-01", "2026-11-22"),
    )
)


def demo_owner(key: str, today: dt.date) -> Member:
    """Who opened that book of the demo, with the book, as of `today`."""
    noon = dt.datetime.combine(today, dt.time(12), ZoneInfo("Asia/Shanghai"))
    books = write_demo(build_demo(today, SEED, only=(key,)), password="x", now=noon)
    book = books[key]
    return Member.objects.select_related("book", "user").get(book=book, user=book.created_by)


def shown_cards(member: Member, today: dt.date) -> dict[str, dict]:
    """The contexts of the scene's own cards by key; those that show nothing are missing."""
    noon = dt.datetime.combine(today, dt.time(12), ZoneInfo(member.book.time_zone))
    return {card.key: dict(card.context or {}) for card in overview_cards(member, noon) if not card.panel_url}


def own_card_keys(slug: str) -> set[str]:
    """The keys of the scene's cards that the ledger draws itself."""
    return {card.key for card in scene(slug).cards} & set(card_modules())


def shown_texts(member: Member, today: dt.date) -> dict[str, str]:
    """What a reader sees of each of the scene's own cards, without markup, by key."""
    noon = dt.datetime.combine(today, dt.time(12), ZoneInfo(member.book.time_zone))
    told = {}
    for card in overview_cards(member, noon):
        if card.template:
            context = {"card": card.context, "book": member.book, "heading_id": card.key, "now": noon}
            told[card.key] = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", render_to_string(card.template, context)))
    return told


def cards_without_numbers(key: str, today: dt.date) -> set[str]:
    """The scene's own cards that are missing on that day, or in which no digit but 0 stands."""
    owner = demo_owner(key, today)
    shown = shown_texts(owner, today)
    return {card for card in own_card_keys(owner.book.scene) if not re.search("[1-9]", shown.get(card, ""))}
