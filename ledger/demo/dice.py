"""Chance that is the same every time: a seeded source with the shapes of everyday amounts and hours."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

# How prices end in life, in fen: round, half, and the nines and eights of shops.
ENDINGS = (0, 0, 0, 50, 50, 80, 90, 90)

TYPOS = {
    "菜": "莱",
    "午饭": "午反",
    "鸡蛋": "鸡旦",
    "尿裤": "尿库",
    "奶粉": "奶份",
    "停车": "亭车",
    "水果": "水国",
    "药": "要",
    "早餐": "早歺",
    "玩具": "完具",
}


class Dice(random.Random):
    """A source named by seed and label, so that one part of the demo does not shift another's chance."""

    def __init__(self, seed: int, label: str) -> None:
        super().__init__(f"{seed}:{label}")

    def chance(self, probability: float) -> bool:
        return self.random() < probability

    def price(self, low: float, high: float, ending: str = "tidy") -> int:
        """An amount in fen between two amounts in yuan: `tidy` endings of shops, odd `fen`, whole `yuan`, or `half`."""
        yuan = self.triangular(low, high, low + (high - low) * 0.4)
        if ending == "fen":
            return max(round(yuan * 100), 1)
        if ending == "yuan":
            return max(round(yuan), 1) * 100
        if ending == "ten":
            return max(round(yuan / 10), 1) * 1000
        if ending == "half":
            return max(round(yuan * 2), 1) * 50
        return max(int(yuan), 1) * 100 + self.choice(ENDINGS)

    def at(self, first_hour: float, last_hour: float) -> dt.time:
        """A time of day between two hours, to the second."""
        second = self.randrange(int(first_hour * 3600), int(last_hour * 3600))
        return dt.time(second // 3600, second // 60 % 60, second % 60)

    def weighted(self, pairs: Sequence[tuple[str, float]]) -> str:
        # A loop over the few pairs: `choices` builds cumulative lists on every call and costs five times as much.
        point = self.random() * sum(weight for _name, weight in pairs)
        for name, weight in pairs:
            point -= weight
            if point < 0:
                return name
        return pairs[-1][0]

    def mistyped(self, note: str) -> str:
        """The note as a hurried thumb writes it now and then."""
        if not self.chance(0.03):
            return note
        for right, wrong in TYPOS.items():
            if right in note:
                return note.replace(right, wrong, 1)
        return note
