"""From what an exporter wrote of a record to a concept such as `dining.lunch`.

Four witnesses are heard: the counterparty's name, the note, the exporter's own category word and, for meals, the
clock. Witnesses who agree strengthen each other; where they differ the surer one is believed; where nobody is
sure the answer is the broader concept, or none. A wrong category costs more trust than an empty one.
"""

from __future__ import annotations

import datetime
import re
from functools import lru_cache
from typing import NamedTuple

from .dictionary import Hit, Meaning, standard_dictionary

# Below this a subcategory is not claimed, only the concept above it.
BELIEVED = 60
# Below this nothing is claimed.
HEARD = 45
# What agreement of two witnesses adds, in per cent, and the highest confidence that a guess may have.
AGREEMENT = 8
HIGHEST = 98
# A note says what was bought, the name only who sold it; but notes also hold order numbers and advertisements.
NOTE_DISCOUNT = 3
# Product titles repeat themselves; what matters stands at the front.
NOTE_LENGTH = 60
# Above this (¥200 in fen) a restaurant bill is several people's meal, whatever the hour.
GATHERING_MINOR = 20_000

# What is eaten in the morning as a rule is breakfast only before this hour.
NOON_HOUR = 11

# Order numbers make every note different; without them the same note is found in the cache again.
_ORDER_NUMBER_LENGTH = 6
_ORDER_NUMBER = re.compile(rf"\d{{{_ORDER_NUMBER_LENGTH},}}")

EXPENSE_KINDS = frozenset({"expense", "refund", "outflow", "charge"})
INCOME_KINDS = frozenset({"income", "inflow"})


# What a text says: the words of the dictionary in it, with their meanings.
Words = tuple[tuple[str, Meaning], ...]


class Guess(NamedTuple):
    """A concept or None, how sure in per cent, and the witness believed, as `merchant:瑞幸`."""

    concept: str | None
    confidence: int
    why: str


NO_GUESS = Guess(None, 0, "")


def guess(
    counterparty: str,
    note: str = "",
    exporter_category: str = "",
    kind: str = "expense",
    time: datetime.time | None = None,
    amount_minor: int | None = None,
) -> Guess:
    """Guess the concept of one record.

    `kind` is an importer's or an entry's; a refund is guessed as the expense that it undoes, and what is neither
    spending nor income (a transfer) is not guessed. `time` is the wall clock at the place. `amount_minor` is in
    fen and only tells a meal for one from a meal for many.
    """
    if len(note) >= _ORDER_NUMBER_LENGTH:
        note = _ORDER_NUMBER.sub("", note[:NOTE_LENGTH])
    if kind in EXPENSE_KINDS:
        found = _guess_text(counterparty, note, exporter_category, "expense")
        if found.confidence >= BELIEVED and _names_no_meal(found, time):
            return guess_meal(found._replace(concept="dining"), time, amount_minor)
        return found
    if kind in INCOME_KINDS:
        return _guess_text(counterparty, note, exporter_category, "income")
    return NO_GUESS


def guess_words(text: str, kind: str = "expense") -> list[Hit]:
    """Return the dictionary's words in a text of any case, with their places: the quick line colours them."""
    return standard_dictionary().find(text.lower(), kind)


def guess_meal(found: Guess, time: datetime.time | None, amount_minor: int | None = None) -> Guess:
    """Refine a guess of `dining` to the meal of the hour, or to a meal together above ¥200.

    Midnight exactly is what an exporter writes who knows the day only, so it names no meal.
    """
    if amount_minor is not None and amount_minor >= GATHERING_MINOR:
        # An exporter calls a fruit shop 餐饮美食 too; only a restaurant's own name makes it a table of people.
        if found.why.startswith("exporter:"):
            return found
        return Guess("dining.gathering", BELIEVED, f"amount:{amount_minor}")
    if time is None or time == datetime.time():
        return found
    for concept, first, last in standard_dictionary().meals:
        # A span that ends before it begins goes over midnight.
        inside = first <= time <= last if first <= last else time >= first or time <= last
        if inside:
            return Guess(concept, found.confidence, f"{found.why} time:{time:%H:%M}")
    return found


def _names_no_meal(found: Guess, time: datetime.time | None) -> bool:
    """Say whether the clock may name the meal: steamed buns at noon are lunch, but 早餐 is breakfast at any hour."""
    if found.concept == "dining":
        return True
    if found.concept != "dining.breakfast" or time is None or time == datetime.time():
        return False
    return not time.hour < NOON_HOUR and ":早" not in found.why and "breakfast" not in found.why


@lru_cache(maxsize=65_536)
def _guess_text(counterparty: str, note: str, exporter_category: str, kind: str) -> Guess:
    named = _words(counterparty, kind)
    surest = named[-1][1] if named else None
    # A merchant who sells one kind of thing settles it; a note can only confuse.
    settled = surest is not None and surest.source == "merchant" and "." in surest.concept
    said = standard_dictionary().exporters[kind].get(exporter_category)
    return _weigh(named, () if settled else _words(note, kind), said, exporter_category)


@lru_cache(maxsize=65_536)
def _words(text: str, kind: str) -> Words:
    """Return the words of a text, the one to be believed last: the surest, and of equals the rightmost.

    The head of a Chinese name stands at its end: 牛肉拌面 is noodles, 草莓蛋糕 is cake.
    """
    hits = standard_dictionary().find(text.lower(), kind)
    hits.sort(key=lambda hit: (hit.meaning.confidence, hit.end))
    return tuple((hit.word, hit.meaning) for hit in hits)


# Texts are many, but what they say is little: of 100,000 rows a few hundred are weighed.
@lru_cache(maxsize=16_384)
def _weigh(named: Words, noted: Words, said: Meaning | None, exporter_category: str) -> Guess:
    """Return whom to believe: the words of the name, those of the note, and the exporter's own word."""
    witnesses = [(meaning, word, 0) for word, meaning in named]
    witnesses += [(meaning, word, NOTE_DISCOUNT) for word, meaning in noted]
    if said is not None:
        witnesses.append((said, exporter_category, 0))
    concept, confidence, why = "", 0, ""
    agreed = False
    for meaning, word, discount in witnesses:
        sure = meaning.confidence - discount
        if not concept:
            concept, confidence, why = meaning.concept, sure, f"{meaning.source}:{word}"
        elif _top(meaning.concept) == _top(concept):
            agreed = agreed or meaning.source != why.partition(":")[0]
            deeper = "." in meaning.concept and "." not in concept
            # Of two subcategories the surer one; a subcategory tells more than the whole.
            rival = "." in meaning.concept and sure >= confidence
            if deeper or rival:
                concept, why = meaning.concept, f"{meaning.source}:{word}"
            confidence = max(confidence, sure)
        # An exporter's word is for a whole row of shops; at equal sureness what stands in the row itself wins.
        elif sure > confidence or (sure == confidence and meaning.source != "exporter"):
            concept, confidence, why = meaning.concept, sure, f"{meaning.source}:{word}"
            agreed = False
    if agreed:
        confidence = min(HIGHEST, confidence + AGREEMENT)
    if not concept or confidence < HEARD:
        return NO_GUESS
    return Guess(concept if confidence >= BELIEVED else _top(concept), confidence, why)


def _top(concept: str) -> str:
    return concept.partition(".")[0]
