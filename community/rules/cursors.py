"""Where a list goes on: after the row of a moment and a number."""

import datetime as dt
import math
from dataclasses import dataclass

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """The last row of the page before, by its instant and its key."""

    at: dt.datetime
    pk: int

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // _MICROSECOND}_{self.pk}"

    @classmethod
    def parse(cls, text: str) -> "Moment | None":
        """What `str` wrote, or None where the text is none of ours."""
        moment, _underscore, number = text.partition("_")
        if not (moment.isascii() and moment.isdigit() and number.isascii() and number.isdigit()):
            return None
        if len(moment) > 17 or not 0 < int(number[:20]) < 2**63:
            return None
        return cls(_EPOCH + int(moment) * _MICROSECOND, int(number[:20]))


@dataclass(frozen=True, slots=True)
class Standing:
    """The last row of the page before, by its score and its key."""

    score: float
    pk: int

    def __str__(self) -> str:
        return f"{self.score!r}_{self.pk}"

    @classmethod
    def parse(cls, text: str) -> "Standing | None":
        """What `str` wrote, or None where the text is none of ours."""
        score, _underscore, number = text.partition("_")
        try:
            found = cls(float(score[:40]), int(number[:20]))
        except ValueError:
            return None
        return found if math.isfinite(found.score) and 0 < found.pk < 2**63 else None
