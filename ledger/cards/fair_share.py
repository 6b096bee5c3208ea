"""Who has paid more than half since they last evened out, in one sentence."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.cards.couple import ALL_TIME, given_by, partners
from ledger.cards.who_paid import shares_of
from ledger.models import Member

KEY = "fair_share"


@dataclass(frozen=True, slots=True)
class Half:
    """What one of the two gave, and what falls to that one."""

    person: Member
    given_minor: int
    share_minor: int


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any] | None:
    """None in a book of one. What was spent for one of the two falls to that one, all else to both alike."""
    people = partners(member)
    if len(people) < 2:
        return None
    given = given_by(member, people, options, *ALL_TIME)
    shares = shares_of(member, people, sum(given.values()))
    halves = [Half(person, given[person.pk], shares[person.pk]) for person in people]
    over_minor = halves[0].given_minor - halves[0].share_minor
    giver, taker = (people[1], people[0]) if over_minor > 0 else (people[0], people[1])
    return {
        "halves": halves,
        "over_minor": abs(over_minor),
        "giver": giver,
        "taker": taker,
        "reader": member,
        "today": today,
    }
