"""The whole demo at once: every scene has its book, and every card of every scene has numbers to show."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest

from ledger.cards.registry import card_modules
from ledger.demo.cast import SEED, build_demo
from ledger.models import Member
from ledger.scenarios import load_scenes
from ledger.services.demo import write_demo
from ledger.services.rollups import integrity_differences
from tests.ledger.pages.scene_demo import own_card_keys, shown_texts

TODAY = dt.date(2026, 11, 22)
SCENES = (
    *("family", "personal", "couple", "shop", "online-shop", "freelance"),
    *("trip", "renovation", "baby", "campus", "car", "gifts"),
)


def test_there_are_the_twelve_scenes_and_their_cards():
    assert sorted(scene.slug for scene in load_scenes()) == sorted(SCENES)
    assert len(card_modules()) >= 24
    # Each card of the registry is one that some scene shows.
    assert set(card_modules()) == set().union(*(own_card_keys(slug) for slug in SCENES))


@pytest.mark.django_db
def test_every_card_of_every_scene_has_numbers_in_the_demo():
    noon = dt.datetime.combine(TODAY, dt.time(12), ZoneInfo("Asia/Shanghai"))
    demo = build_demo(TODAY, SEED)
    books = write_demo(demo, password="x", now=noon)
    live = [books[told.key] for told in demo.books if not told.archived]
    assert {book.scene for book in live} == set(SCENES)
    silent = {}
    for book in live:
        owner = Member.objects.select_related("book", "user").get(book=book, user=book.created_by)
        told = shown_texts(owner, TODAY)
        missing = {key for key in own_card_keys(book.scene) if not re.search("[1-9]", told.get(key, ""))}
        if missing:
            silent[book.name] = missing
    assert silent == {}
    assert list(integrity_differences()) == []
