"""Who has paid more than falls to them since they last evened out, in one sentence."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.cards.couple import partners
from ledger.models import Member
from ledger.queries.shares import standings

KEY = "fair_share"


@dataclass(frozen=True, slots=True)
class Half:
    """What one of the two gave, and what falls to that one."""

    person: Member
    given_minor: int
    share_minor: int


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any] | None:
    """None in a book of one. What falls to whom is what the page of settling says (`ledger.queries.shares`)."""
    people = partners(member)
    if len(people) < 2:
        return None
    found = standings(member)
    rows = [found.of(person) for person in people]
    halves = [Half(person, row.paid_minor, row.share_minor) for person, row in zip(people, rows, strict=True)]
    over_minor = rows[0].owed_minor
    giver, taker = (people[1], people[0]) if over_minor > 0 else (people[0], people[1])
    return {
        "halves": halves,
        "over_minor": abs(over_minor),
        "giver": giver,
        "taker": taker,
        "reader": member,
        "today": today,
    }
