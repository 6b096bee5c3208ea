"""How a payment falls on several people: equally, by parts, by percent, exactly, or by what each of them had.

People are named by their keys. What is said is kept as it was said (`Split.as_json`), so that it can be said again of
another amount; what follows from it (`shares_of`) sums to the amount in whole minor units, always.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from math import lcm
from typing import Any

from ledger.rules.money import shares

# Parts and percent are kept in hundredths: 1.5 parts are 150, 55 % are 5,500.
HUNDREDTHS = 100
WHOLE_PERCENT = 100 * HUNDREDTHS


class How(StrEnum):
    EQUAL = "equal"
    PARTS = "parts"
    PERCENT = "percent"
    EXACT = "exact"
    ITEMS = "items"


class SplitWrong(ValueError):
    """A split that does not say how an amount falls on people; `code` says why not.

    `nobody`: no person, or none with more than nothing. `negative`: less than nothing. `not_whole`: percents that are
    not 100 together. `not_the_amount`: exact amounts that are not the amount together; `off_minor` is what is missing
    (below zero: too much). `item`: something that nobody had. `shape`: not a split at all.
    """

    def __init__(self, code: str, off_minor: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.off_minor = off_minor


@dataclass(frozen=True, slots=True)
class Item:
    """Something on the bill, and who had it: they share it equally."""

    name: str
    amount_minor: int
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """`of` says a number for each person: 1 (equal), hundredths of a part or of a percent, or minor units (exact).

    By items `of` is empty, and the items say it all. What the bill has beside its items, a tip or a discount, falls on
    everybody in proportion to what they had.
    """

    how: How
    of: Mapping[int, int]
    items: tuple[Item, ...] = ()

    @classmethod
    def equally(cls, people: Iterable[int]) -> "Split":
        return cls(How.EQUAL, dict.fromkeys(people, 1))

    @classmethod
    def read(cls, kept: Any) -> "Split":
        """What `as_json` wrote. Raises SplitWrong for anything else."""
        try:
            items = tuple(
                Item(str(item["name"])[:60], _whole(item["amount_minor"]), tuple(_whole(pk) for pk in item["of"]))
                for item in kept.get("items", ())
            )
            return cls(How(kept["how"]), {_whole(pk): _whole(number) for pk, number in kept.get("of", ())}, items)
        except (AttributeError, KeyError, TypeError, ValueError):
            raise SplitWrong("shape") from None

    def as_json(self) -> dict[str, Any]:
        kept: dict[str, Any] = {"how": self.how.value, "of": [list(each) for each in sorted(self.of.items())]}
        if self.items:
            kept["items"] = [
                {"name": item.name, "amount_minor": item.amount_minor, "of": sorted(item.people)} for item in self.items
            ]
        return kept

    @property
    def people(self) -> tuple[int, ...]:
        """Whom it names, in the order of their keys."""
        return tuple(sorted({*self.of, *(person for item in self.items for person in item.people)}))

    def weights(self) -> dict[int, int]:
        """What each person's share is in proportion to, as whole numbers. Raises SplitWrong."""
        weights = dict.fromkeys(self.people, 0)
        if self.how is How.ITEMS:
            if any(not item.people for item in self.items):
                raise SplitWrong("item")
            # As a common multiple of all who had something together, so that thirds stay whole numbers.
            parts = lcm(*(len(set(item.people)) for item in self.items))
            for item in self.items:
                if item.amount_minor < 0:
                    raise SplitWrong("negative")
                for person in set(item.people):
                    weights[person] += item.amount_minor * parts // len(set(item.people))
        else:
            for person, number in self.of.items():
                weights[person] = 1 if self.how is How.EQUAL else number
        if any(weight < 0 for weight in weights.values()):
            raise SplitWrong("negative")
        if not any(weights.values()):
            raise SplitWrong("nobody")
        return weights

    def check(self, amount_minor: int) -> None:
        """Raises SplitWrong where this does not say how the amount falls on people."""
        weights = self.weights()
        total = sum(weights.values())
        if self.how is How.PERCENT and total != WHOLE_PERCENT:
            raise SplitWrong("not_whole")
        if self.how is How.EXACT and total != amount_minor:
            raise SplitWrong("not_the_amount", amount_minor - total)

    def fitted(self, amount_minor: int) -> "Split":
        """The same said of another amount: exact amounts grow or shrink with it, all else holds as it is."""
        if self.how is not How.EXACT or sum(self.of.values()) == amount_minor:
            return self
        return replace(self, of=self.shares_of(amount_minor))

    def shares_of(self, amount_minor: int, *, turn: int = 0) -> dict[int, int]:
        """Each person's share of an amount, in minor units: they sum to it, and follow its sign.

        Odd units go by largest remainder; among equal remainders they begin with another person each `turn`, so that
        over many payments nobody is always the one. `Split.equally([1, 2, 3]).shares_of(100)` is {1: 34, 2: 33, 3: 33},
        and with `turn=1` {1: 33, 2: 34, 3: 33}. Raises SplitWrong.
        """
        weights = self.weights()
        people = [person for person, weight in weights.items() if weight]
        parts = shares(amount_minor, [weights[person] for person in people], first=turn % len(people))
        return dict(zip(people, parts, strict=True))


def parts_of_payers(split: Split, amounts_minor: Iterable[int]) -> list[Split]:
    """One split for each part of a payment that several people paid.

    Exact amounts are cut so that over all parts each person bears just what was said; anything else holds of each part.
    """
    amounts = list(amounts_minor)
    if split.how is not How.EXACT:
        return [split] * len(amounts)
    left = dict(split.of)
    splits = []
    for amount in amounts:
        # No share can exceed what is left of it: a part is no more than all that is left.
        part = Split(How.EXACT, Split(How.EXACT, left).shares_of(amount))
        left = {person: minor - part.of.get(person, 0) for person, minor in left.items()}
        splits.append(part)
    return splits


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("not a whole number")
    return value
