"""Covers that we draw, where nobody took a photo: shapes from a seed, the same each time.

One drawing serves the page (as SVG) and the preview card of a link (as PNG), so shapes are plain values on a canvas of
120 by 80. Colours are the house's; a cover has no words, these stand beside it.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

WIDTH, HEIGHT = 120, 80
# Ground, then what is drawn on it from the largest to the smallest.
PALETTES = (
    ("#f3d9c4", "#bf4a15", "#8f330a", "#f0b08a", "#fff6ec"),
    ("#cfe0e0", "#3d7a8c", "#24505e", "#e0b458", "#f4f8f6"),
    ("#f2e2b8", "#c9962e", "#8a5a00", "#bf4a15", "#fffaea"),
    ("#dcd6ea", "#7a6aa8", "#4d4178", "#e7b7a0", "#f8f5ff"),
    ("#d8e4cf", "#5d8a4e", "#35602a", "#e6b94f", "#f6fbf1"),
    ("#f0d6dc", "#b06a7e", "#7c3d50", "#e8b25e", "#fff5f7"),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """`kind` is circle (x, y, radius), rect (x, y, width, height) or quarter (its corner's x and y, then the signed
    lengths of its two sides).
    """

    kind: str
    numbers: tuple[float, ...]
    fill: str


def draw_cover(seed: str) -> list[Shape]:
    """The shapes, from back to front; the first one fills the canvas."""
    dice = Random(hashlib.blake2b(seed.encode(), digest_size=8).digest())
    ground, *colors = dice.choice(PALETTES)
    drawing: Callable[[Random, list[str]], Iterator[Shape]] = dice.choice((_tiles, _hills, _coins, _bars))
    return [Shape("rect", (0, 0, WIDTH, HEIGHT), ground), *drawing(dice, colors)]


def _tiles(dice: Random, colors: list[str]) -> Iterator[Shape]:
    """Quarters and discs in a grid of six by four."""
    size = 20
    for row in range(HEIGHT // size):
        for place in range(WIDTH // size):
            x, y, fill = place * size, row * size, dice.choice(colors)
            roll = dice.random()
            if roll < 0.6:
                right, low = dice.random() < 0.5, dice.random() < 0.5
                corner = (x + size * right, y + size * low)
                yield Shape("quarter", (*corner, -size if right else size, -size if low else size), fill)
            elif roll < 0.78:
                yield Shape("circle", (x + size / 2, y + size / 2, dice.choice((4, 6, 10))), fill)
            elif roll < 0.88:
                yield Shape("rect", (x, y, size, size), fill)


def _hills(dice: Random, colors: list[str]) -> Iterator[Shape]:
    """A sun over three hills."""
    far, near, sun, light = colors[0], colors[1], colors[2], colors[3]
    x = dice.randint(28, 92)
    yield Shape("circle", (x, 30, 17), sun)
    yield Shape("circle", (x - 26 if x > 60 else x + 30, 16, 3), light)
    for color, top, radius in ((light, 46, 62), (far, 52, 70), (near, 60, 88)):
        yield Shape("circle", (dice.randint(10, 110), top + radius, radius), color)


def _coins(dice: Random, colors: list[str]) -> Iterator[Shape]:
    """Piles beside one another, on a table."""
    yield Shape("rect", (0, 64, WIDTH, 16), colors[1])
    for place in range(5):
        x, n = 14 + place * 19, dice.randint(1, 7)
        for level in range(n):
            yield Shape("rect", (x, 58 - level * 7, 16, 6), colors[(place + level) % 2 * 2])
        if dice.random() < 0.6:
            yield Shape("circle", (x + 8, 57 - n * 7, 5), colors[3])


def _bars(dice: Random, colors: list[str]) -> Iterator[Shape]:
    """Columns with round tops, and one that stands out."""
    told = dice.randrange(2, 7)
    for place in range(8):
        height, x = dice.randint(14, 54), 8 + place * 13.5
        fill = colors[0] if place == told else colors[2] if place % 2 else colors[3]
        yield Shape("circle", (x + 5, HEIGHT - height, 5), fill)
        yield Shape("rect", (x, HEIGHT - height, 10, height), fill)
    yield Shape("circle", (8 + told * 13.5 + 5, 12, 4), colors[1])
