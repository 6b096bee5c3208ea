"""Drawn covers as pictures, for the cards that other programs show of a shared link: they take no SVG."""

import io
from functools import lru_cache

from PIL import Image, ImageDraw

from community.rules.covers import HEIGHT, WIDTH, Shape, draw_cover

# What cards of links show best: 1,200 by 630 pixels. The drawing is 3 : 2 and loses as much above as below.
CARD = (1200, 630)
_SCALE = CARD[0] / WIDTH
_ABOVE = (HEIGHT * _SCALE - CARD[1]) / 2


@lru_cache(maxsize=64)
def cover_png(seed: str) -> bytes:
    """The drawn cover of this seed as a PNG of CARD pixels."""
    picture = Image.new("RGB", (CARD[0] * 2, CARD[1] * 2))
    pen = ImageDraw.Draw(picture)
    for shape in draw_cover(seed):
        _draw(pen, shape)
    out = io.BytesIO()
    # Drawn at twice the size, so that edges are smooth; few colours, so a small file.
    picture.resize(CARD, Image.Resampling.LANCZOS).quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _draw(pen: ImageDraw.ImageDraw, shape: Shape) -> None:
    a, b, c, *d = (2 * _SCALE * number for number in shape.numbers)
    b -= 2 * _ABOVE
    if shape.kind == "circle":
        pen.ellipse((a - c, b - c, a + c, b + c), fill=shape.fill)
    elif shape.kind == "rect":
        pen.rectangle((a, b, a + c, b + d[0]), fill=shape.fill)
    else:
        # Right and below is the first quarter, then clockwise.
        turn = {(True, True): 0, (False, True): 90, (False, False): 180, (True, False): 270}[c > 0, d[0] > 0]
        radius = abs(c)
        pen.pieslice((a - radius, b - radius, a + radius, b + radius), turn, turn + 90, fill=shape.fill)
