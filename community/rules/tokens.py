"""The words of a text, as the search knows them: alike for what is kept and for what is asked."""

import unicodedata
from collections.abc import Iterable
from types import ModuleType

# A word that says nothing about what a text is about, and stands in every second one.
_EVERYWHERE = frozenset("的了是在和也就都而及与着或我你他她它们这那有个不吗呢吧") | {
    "the",
    "a",
    "an",
    "of",
    "to",
    "and",
}
# PostgreSQL takes lexemes of up to 2,046 bytes; nobody looks for one of more than these many characters.
_LONGEST = 40
MOST_ASKED = 8


def kept_tokens(*texts: str) -> list[str]:
    """Every word of the texts once, in order of the alphabet, and the words within long words.

    “面包店” is found by 面包店 and by 面包.
    """
    cut = _dictionary().cut_for_search
    return sorted(set(_told(word for text in texts for word in cut(_folded(text)))))


def asked_tokens(text: str) -> list[str]:
    """The words of a question to the search, at most `MOST_ASKED`, each once and in order: all are to be found.

    None where it has only words that stand everywhere.
    """
    return list(dict.fromkeys(_told(_dictionary().cut(_folded(text)))))[:MOST_ASKED]


def _dictionary() -> ModuleType:
    """What finds words in Chinese text. Its dictionary takes long to load, and most processes never search."""
    import rjieba

    return rjieba


def _folded(text: str) -> str:
    """Wide letters made narrow (ＡＢＣ, １２), and all small."""
    return unicodedata.normalize("NFKC", text).lower()


def _told(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        word = word.strip()[:_LONGEST]
        if any(character.isalnum() for character in word) and word not in _EVERYWHERE:
            yield word
