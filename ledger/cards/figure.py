"""The number that a card puts on the covers of books whose scene it leads."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CoverFigure:
    """A label and an amount in minor units of the book's currency, or other words in its place.

    `whole` leaves out what stands after the point.
    """

    label: str
    amount_minor: int | None = None
    whole: bool = True
    words: str = ""
