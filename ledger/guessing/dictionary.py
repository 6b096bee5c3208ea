"""The dictionary of merchants and words, and the search for all its words in a text."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from operator import add
from pathlib import Path
from typing import NamedTuple

PATH = Path(__file__).resolve().parent / "merchants.toml"

KINDS = ("expense", "income")
# How sure a word of each class is, in per cent.
CONFIDENCE = {"merchants": 90, "words": 75, "weak": 55, "traps": 0}


class DictionaryError(ValueError):
    """The dictionary's file breaks a rule of its format."""


class Meaning(NamedTuple):
    """What a word says: `confidence` in per cent, `source` merchant, word, weak or exporter."""

    concept: str
    confidence: int
    source: str


class Hit(NamedTuple):
    """A word found in a text, from `start` to before `end`."""

    start: int
    end: int
    word: str
    meaning: Meaning


Index = Mapping[str, tuple[tuple[str, Meaning], ...]]


@dataclass(frozen=True)
class Dictionary:
    """The words by kind of entry, keyed by their first two characters, with each bucket's longest first."""

    index: Mapping[str, Index]
    exporters: Mapping[str, Mapping[str, Meaning]]
    meals: tuple[tuple[str, datetime.time, datetime.time], ...]
    concepts: Mapping[str, frozenset[str]]

    def find(self, text: str, kind: str) -> list[Hit]:
        """Return the words of the dictionary in a lower-case text, left to right, none inside another.

        The search looks up each pair of neighbouring characters, so its cost follows the length of the text
        and not that of the dictionary. A Latin word counts only where it stands by itself: `bus` is not in
        `business`.
        """
        index = self.index[kind]
        hits: list[Hit] = []
        covered = 0
        for start, pair in enumerate(map(add, text, text[1:])):
            if pair not in index:
                continue
            for word, meaning in index[pair]:
                if text.startswith(word, start):
                    end = start + len(word)
                    # Of two words that begin apart, one inside the other is part of the longer name.
                    if end <= covered or not _stands_alone(text, start, end):
                        continue
                    if meaning.confidence:
                        hits.append(Hit(start, end, word, meaning))
                    covered = end
                    break
        return hits


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _stands_alone(text: str, start: int, end: int) -> bool:
    before = start > 0 and _is_latin(text[start]) and _is_latin(text[start - 1])
    after = end < len(text) and _is_latin(text[end - 1]) and _is_latin(text[end])
    return not before and not after


def read_dictionary(path: Path = PATH) -> Dictionary:
    """Read a dictionary file. Raises DictionaryError for a word that is too short, not in lower case or twice."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    index = {}
    concepts = {}
    for kind in KINDS:
        index[kind] = _index(tables[kind], kind)
        concepts[kind] = frozenset(tables[kind]) - {""}
    exporters = {
        kind: {
            word: Meaning(row["concept"], row["confidence"], "exporter")
            for word, row in tables["exporters"][kind].items()
        }
        for kind in KINDS
    }
    meals = tuple(
        (f"dining.{meal}", datetime.time.fromisoformat(first), datetime.time.fromisoformat(last))
        for meal, (first, last) in tables["meals"].items()
    )
    return Dictionary(index=index, exporters=exporters, meals=meals, concepts=concepts)


def _index(concepts: Mapping[str, Mapping[str, list[str]]], kind: str) -> Index:
    seen: set[str] = set()
    buckets: dict[str, list[tuple[str, Meaning]]] = {}
    for concept, classes in concepts.items():
        for class_, words in classes.items():
            if class_ not in CONFIDENCE:
                raise DictionaryError(f"{kind} {concept}: unknown class “{class_}”")
            meaning = Meaning(concept, CONFIDENCE[class_], class_.removesuffix("s"))
            for word in words:
                if len(word) < 2 or word != word.lower():
                    raise DictionaryError(f"{kind} {concept}: “{word}” is too short or not in lower case")
                if word in seen:
                    raise DictionaryError(f"{kind} {concept}: “{word}” stands twice")
                seen.add(word)
                buckets.setdefault(word[:2], []).append((word, meaning))
    return {pair: tuple(sorted(bucket, key=lambda entry: -len(entry[0]))) for pair, bucket in buckets.items()}


@cache
def standard_dictionary() -> Dictionary:
    """Return the product's own dictionary, read once a process."""
    return read_dictionary()
