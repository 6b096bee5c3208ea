"""Who gives whom how much, so that everybody has paid their share."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Person = TypeVar("Person", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Payment(Generic[Person]):
    giver: Person
    taker: Person
    amount_minor: int


# Up to as many people the fewest payments are found by looking at all groups of them: 2^12 sums take milliseconds.
MOST_SEARCHED = 12


def settling_payments(owed_minor: Mapping[Person, int]) -> list[Payment[Person]]:
    """Payments that bring every balance to zero: the fewest there can be, and never more than people less one.

    `owed_minor` says what each person is owed (below zero: owes); the balances must sum to zero. People who are even
    among themselves need one payment fewer than they are, so the fewest payments come from the most such groups. Above
    `MOST_SEARCHED` people who are not even, all of them are one group. {A: 880.66, B: -31.33, C: -849.33} gives
    C -> A 849.33 and B -> A 31.33. Raises ValueError where the balances do not sum to zero.
    """
    if sum(owed_minor.values()):
        raise ValueError("what is owed and what is due must be equal")
    open_minor = {person: minor for person, minor in owed_minor.items() if minor}
    groups = _even_groups(open_minor) if len(open_minor) <= MOST_SEARCHED else [list(open_minor)]
    return [payment for group in groups for payment in _payments({person: open_minor[person] for person in group})]


def _payments(left: dict[Person, int]) -> list[Payment[Person]]:
    """Whoever owes most pays whoever is owed most, ties in the order given: each payment makes one of them even."""
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


def _even_groups(owed_minor: Mapping[Person, int]) -> list[list[Person]]:
    """The people in as many groups as there can be, each even within itself.

    A set of people is the bits of a number. Whoever is put in last, a set has as many groups as it had without that
    person, and one more where the whole of it is even now.
    """
    people = list(owed_minor)
    sums, most, last = [0], [0], [0]
    for chosen in range(1, 1 << len(people)):
        lowest = (chosen & -chosen).bit_length() - 1
        sums.append(sums[chosen & (chosen - 1)] + owed_minor[people[lowest]])
        best = max((n for n in range(len(people)) if chosen >> n & 1), key=lambda n: most[chosen ^ (1 << n)])
        last.append(best)
        most.append(most[chosen ^ (1 << best)] + (sums[chosen] == 0))
    groups: list[list[Person]] = []
    chosen = len(sums) - 1
    while chosen:
        if sums[chosen] == 0:
            groups.append([])
        groups[-1].append(people[last[chosen]])
        chosen ^= 1 << last[chosen]
    order = {person: position for position, person in enumerate(people)}
    return [sorted(group, key=order.__getitem__) for group in groups]
