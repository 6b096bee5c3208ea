"""What a chart shows, as plain values: templates draw it as a figure with its title and a table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

KINDS = frozenset({"bar", "stack", "line", "band", "donut"})


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values in minor units; `tone` is "in", "out", "brand", "quiet" or nothing (the next chart colour)."""

    name: str
    values: Sequence[int | None]
    tone: str = ""
    dashed: bool = False
    area: bool = False


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """A chart of amounts of one currency, or of plain numbers.

    `kind` is one of KINDS; a `band` has exactly three series: low, middle, high. `links` has an address for each
    label, opened by a tap. `mark` is the index of the point that is marked in a band (None: the lowest). With
    `decimals` the values are no money but whole numbers of the last of so many decimals; the title says of what.
    """

    kind: str
    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    currency: str = ""
    links: Sequence[str] = ()
    mark: int | None = None
    decimals: int | None = None

    def __post_init__(self) -> None:
        assert self.kind in KINDS, self.kind
        assert bool(self.currency) != (self.decimals is not None), "either money or numbers"
        assert self.kind != "band" or len(self.series) == 3, "a band has low, middle and high"
        assert all(len(one.values) == len(self.labels) for one in self.series), "a value for each label"
