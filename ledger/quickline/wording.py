"""What the dictionary of merchants makes of a line: its kind, and its category."""

from __future__ import annotations

import datetime

from ledger.guessing import Guess, guess_meal, guess_words

from .model import QuickCategory, QuickContext

# What was bought says more than where: 肯德基 咖啡 is coffee.
_RANK = {"word": 3, "merchant": 2, "weak": 1}


def category_of(context: QuickContext, concept: str, kind: str) -> QuickCategory | None:
    """Return the book's category for a concept; None where its scene has none or the book removed it."""
    key = context.category_for_concept(concept, kind)
    return context.by_key.get((key, kind)) if key else None


def in_longer_word(folded: str, start: int, end: int, kinds: tuple[str, ...]) -> bool:
    """Say whether a span is a piece of a longer word: 红包 in 发红包, 停车 in 停车费, 收入 in 房租收入."""
    return any(
        hit.start <= start and end <= hit.end and hit.end - hit.start > end - start
        for kind in kinds
        for hit in guess_words(folded, kind)
    )


def best_word(context: QuickContext, text: str, kind: str) -> tuple[int, int] | None:
    """Return how much a text speaks for a kind: a category of its own first, then the length of the word."""
    best = None
    for hit in guess_words(text, kind):
        category = category_of(context, hit.meaning.concept, kind)
        own = category is not None and not category.key.startswith("other")
        weight = (2 if own else 1 if category else 0, hit.end - hit.start)
        best = max(best, weight) if best else weight
    return best


def category_said(context: QuickContext, text: str, kind: str, time: datetime.time | None) -> QuickCategory | None:
    """Return the category of the surest word; of equals the last, where a Chinese name has its head.

    `time` names the meal where the words only say food; None leaves it open.
    """
    best: tuple[int, int] | None = None
    concept = ""
    for hit in guess_words(text, kind):
        weight = (_RANK[hit.meaning.source], hit.end)
        if best is None or weight >= best:
            best, concept = weight, hit.meaning.concept
    if best is None:
        return None
    if concept == "dining":
        concept = guess_meal(Guess(concept, 90, ""), time).concept or concept
    return category_of(context, concept, kind)
