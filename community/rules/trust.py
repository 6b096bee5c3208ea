"""How far somebody is trusted in the community, and what follows from it. Pure: facts in, a level out.

| level | who | posts, comments, reports in 24 hours | links to hosts on no list |
| --- | --- | --- | --- |
| NEW | joined within 3 days; within 14, and no post stands; unconfirmed; suspended | 3, 20, 10 | held |
| MEMBER | everybody else | 10, 100, 30 | two pass, more are held |
| KNOWN | 30 days, 5 posts that stand | 30, 300, 60 | pass |
| TRUSTED | 180 days, 20 posts that stand | 60, 600, 100 | pass |

Each decision of the last 180 days that went against them, and still stands, takes one level.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

# Decisions older than this count no more.
REMEMBERED_DAYS = 180


class Level(IntEnum):
    NEW = 0
    MEMBER = 1
    KNOWN = 2
    TRUSTED = 3


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person. `posts_kept` are published and stand; `against` are decisions as told above."""

    account_days: int
    verified: bool
    posts_kept: int
    against: int = 0
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of each in any 24 hours, and how many links to hosts on no list one text may have unlooked at."""

    posts: int
    comments: int
    reports: int
    links: int | None


LIMITS = {
    Level.NEW: Limits(posts=3, comments=20, reports=10, links=0),
    Level.MEMBER: Limits(posts=10, comments=100, reports=30, links=2),
    Level.KNOWN: Limits(posts=30, comments=300, reports=60, links=None),
    Level.TRUSTED: Limits(posts=60, comments=600, reports=100, links=None),
}


def level_of(facts: Facts) -> Level:
    """The level of a person, by the table above."""
    if facts.suspended or not facts.verified:
        return Level.NEW
    return Level(max(Level.NEW, _earned(facts) - facts.against))


def _earned(facts: Facts) -> Level:
    if facts.account_days < 3 or (facts.posts_kept == 0 and facts.account_days < 14):
        return Level.NEW
    if facts.account_days >= 180 and facts.posts_kept >= 20:
        return Level.TRUSTED
    if facts.account_days >= 30 and facts.posts_kept >= 5:
        return Level.KNOWN
    return Level.MEMBER
