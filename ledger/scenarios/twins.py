"""Twins are refused: a scene is a life of its own, not another's copy under a new name."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations

from .model import Scene, SceneError

# Every scene may have the slot for readings and a place for what fits nowhere; sharing those says nothing.
SLOTS = {"reading"}
CATCH_ALL = {"other", "other_income"}


def _share(first: set[str], second: set[str]) -> Fraction:
    smaller = min(len(first), len(second))
    return Fraction(len(first & second), smaller) if smaller else Fraction(0)


def shared_parts(first: Scene, second: Scene) -> tuple[Fraction, Fraction]:
    """Return the shares of cards and of first-level categories that two scenes have in common.

    A share is counted on the smaller of the two sides, so a scene that only adds to another is still its
    twin. Categories are the same when their kind and their key agree or their kind and their Chinese name
    do, so a renamed key hides nothing; the larger share counts.
    """
    cards = _share(
        {card.key for card in first.cards if card.key not in SLOTS},
        {card.key for card in second.cards if card.key not in SLOTS},
    )
    tops = [[category for category in each.categories if category.key not in CATCH_ALL] for each in (first, second)]
    by_key = _share(*({f"{category.kind}:{category.key}" for category in top} for top in tops))
    by_name = _share(*({f"{category.kind}:{category.name.zh}" for category in top} for top in tops))
    return cards, max(by_key, by_name)


def refuse_twins(scenes: Iterable[Scene]) -> None:
    """Raise SceneError for the first two scenes sharing more than half of their cards or top categories."""
    for first, second in combinations(scenes, 2):
        cards, categories = shared_parts(first, second)
        for share, what in ((cards, "cards"), (categories, "first-level categories")):
            if share > Fraction(1, 2):
                raise SceneError(f"{first.slug} and {second.slug} are twins: they share {share} of their {what}")
