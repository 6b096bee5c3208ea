"""How posts stand in what is found good lately: `hot`.

    warmth = likes + 2 · bookmarks + 3 · thanks
    hot    = log10(1 + warmth) + seconds from 2026-01-01 to publishing / 172,800

- It decays with time, and yet never has to be renewed: everything that stands still sinks alike, because what is new
  begins higher. A post that is two days older needs ten times the warmth to stand beside another.
- Thanks weigh most, since somebody was helped; a bookmark means that somebody comes back for it.
- Comments do not count: a quarrel has many. Nor do verdicts: what was not worth its price ranks with all else. Nobody
  can pay, and what a reader looked at is not known.

The database keeps the score by the same formula (`Post.hot` is a generated column), so that no counter can move
without it; a test compares the two.
"""

import datetime as dt
import math

EPOCH = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
# In so many seconds a post sinks as far as ten times the warmth lifts it.
TENFOLD_SECONDS = 172_800
BOOKMARK_WEIGHT = 2
THANKS_WEIGHT = 3


def warmth(*, likes: int, bookmarks: int, thanks: int) -> int:
    """What people found good about a post: 5 likes, 1 bookmark and 1 thanks are 10."""
    return likes + BOOKMARK_WEIGHT * bookmarks + THANKS_WEIGHT * thanks


def hot(published_at: dt.datetime, *, likes: int, bookmarks: int, thanks: int) -> float:
    """The score by which discover is ordered, highest first.

    Published at 2026-01-03 00:00 UTC with 9 likes: log10(10) + 172,800 / 172,800 = 2.
    """
    seconds = (published_at - EPOCH).total_seconds()
    return math.log10(1 + warmth(likes=likes, bookmarks=bookmarks, thanks=thanks)) + seconds / TENFOLD_SECONDS
