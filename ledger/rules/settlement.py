"""Who gives whom how much, so that everybody has paid their share."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from ledger.rules.money import shares

Person = TypeVar("Person", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Payment(Generic[Person]):
    giver: Person
    taker: Person
    amount_minor: int


def equal_shares(total_minor: int, people: Sequence[Person]) -> dict[Person, int]:
    """The total in equal parts; odd minor units go to the first people. They sum to the total."""
    if not people:
        return {}
    return dict(zip(people, shares(total_minor, [1] * len(people)), strict=True))


def settling_payments(owed_minor: Mapping[Person, int]) -> list[Payment[Person]]:
    """Payments that bring every balance to zero, at most one fewer than there are people.

    `owed_minor` says what each person is owed (below zero: owes); the balances must sum to zero. Whoever owes most
    pays whoever is owed most, ties in the order given. {A: 880.66, B: -31.33, C: -849.33} gives C -> A 849.33 and
    B -> A 31.33. Raises ValueError where they do not sum to zero.
    """
    if sum(owed_minor.values()):
        raise ValueError("what is owed and what is due must be equal")
    left = dict(owed_minor)
    order = {person: position for position, person in enumerate(left)}
    payments = []
    while any(left.values()):
        giver = min(left, key=lambda person: (left[person], order[person]))
        taker = max(left, key=lambda person: (left[person], -order[person]))
        amount_minor = min(-left[giver], left[taker])
        payments.append(Payment(giver, taker, amount_minor))
        left[giver] += amount_minor
        left[taker] -= amount_minor
    return payments
