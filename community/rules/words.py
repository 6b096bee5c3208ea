"""Words that are looked for in what people write, and how they are found though somebody disguised them.

A text is folded before it is searched, and a pattern alike: full-width and circled characters become plain ones,
capitals small, what stands between characters to break a word up (spaces, dots, stars, emoji) goes, and in a run of
Latin letters with digits among them the digits become the letters they stand for (`l0an` is `loan`). What ends a
Chinese clause (。，！？；：and a line's end) is kept, so that no word is found across two of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

MASK, HOLD, REFUSE = "mask", "hold", "refuse"

_ENDS = frozenset("。，！？；：、\n\r")
_LATIN_RUN = re.compile(r"[a-z0-9]*[a-z][a-z0-9]*")
_DIGITS = str.maketrans("0134578", "oleastb")


@dataclass(frozen=True, slots=True)
class Word:
    """A pattern and what follows where it is found. It does not count inside any of `unless` (养卡 inside 营养卡)."""

    pattern: str
    action: str
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a word was found: the half-open range of the text as it was written."""

    word: Word
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is searched; `places[i]` is where its i-th character stood in what was written."""

    text: str
    places: tuple[int, ...]


def fold(written: str) -> Folded:
    """The text as it is searched; see the module for what goes and what changes."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(written):
        if character in _ENDS:
            characters.append("\n")
            places.append(place)
            continue
        for plain in unicodedata.normalize("NFKC", character).casefold():
            if plain.isalnum():
                characters.append(plain)
                places.append(place)
    # One character for one, so the places stay right.
    text = _LATIN_RUN.sub(lambda run: run[0].translate(_DIGITS), "".join(characters))
    return Folded(text, tuple(places))


def find_words(words: Iterable[Word], written: str) -> list[Hit]:
    """Every place where a word stands in a text, in the order of the words. An empty pattern is found nowhere."""
    folded = fold(written)
    hits = []
    for word in words:
        innocent = [span for other in word.unless for span in _spans(fold(other).text, folded.text)]
        for start, stop in _spans(fold(word.pattern).text, folded.text):
            if not any(begin <= start and stop <= end for begin, end in innocent):
                hits.append(Hit(word, folded.places[start], folded.places[stop - 1] + 1))
    return hits


def masked(written: str, words: Iterable[Word]) -> str:
    """The text with a star for each character of the words whose action is to mask."""
    characters = list(written)
    for hit in find_words([word for word in words if word.action == MASK], written):
        for place in range(hit.start, hit.stop):
            characters[place] = "*"
    return "".join(characters)


def _spans(pattern: str, text: str) -> list[tuple[int, int]]:
    """The half-open ranges of a pattern in a text, overlapping ones too."""
    if not pattern:
        return []
    spans = []
    start = text.find(pattern)
    while start >= 0:
        spans.append((start, start + len(pattern)))
        start = text.find(pattern, start + 1)
    return spans
