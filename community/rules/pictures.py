"""Pictures as they came, made anew: nothing of the file is kept but what can be seen on it.

What comes in may be hostile. It is looked at before it is decoded, decoded by a named reader, and copied pixel by
pixel, so that neither the place where it was taken (EXIF) nor a second file inside of it is stored.
"""

import base64
import hashlib
import io
import struct
import zipfile
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

from community.errors import PictureRefused

LARGEST_FILE = 15 * 2**20
# A phone of today takes 50 million points. A row as long as this is none of a photo.
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 20_000
FULL, THUMBNAIL, BLUR = 1600, 480, 16
READERS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")

# What no photo holds: the beginnings of pages and programs. Anywhere, or only where readers look for them.
_FOREIGN = (b"<script", b"<html", b"<!doctype", b"<?php", b"rar!\x1a\x07")
_FOREIGN_HEAD = (b"%pdf-", b"<svg", b"<?xml", b"mz\x90\x00", b"\x7felf")
_HEAD = 1024
# What readers raise on files that are broken, or made to break them.
_BROKEN = (
    *(OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, EOFError, MemoryError, struct.error),
    *(RuntimeError, AssertionError),
)
_TOO_LARGE = _("This picture is too large to be opened safely. Send one of at most 60 megapixels.")


@dataclass(frozen=True, slots=True)
class Remade:
    """A picture made anew: WebP in two sizes, its size in pixels, and what tells it from others.

    `sha256` is that of the bytes that came; `dhash` 64 bits, signed as PostgreSQL keeps them; `blur` a data address.
    """

    full: bytes
    thumbnail: bytes
    width: int
    height: int
    sha256: str
    dhash: int
    blur: str


def remake(data: bytes) -> Remade:
    """Makes a picture anew. Raises PictureRefused with a sentence for whoever sent it."""
    _refuse_foreign(data)
    picture = _decoded(data)
    full = _fitted(picture, FULL)
    tiny = _webp(_fitted(full, BLUR), quality=30)
    return Remade(
        full=_webp(full, quality=82),
        thumbnail=_webp(_fitted(full, THUMBNAIL), quality=76),
        width=full.width,
        height=full.height,
        sha256=hashlib.sha256(data).hexdigest(),
        dhash=dhash(full),
        blur="data:image/webp;base64," + base64.b64encode(tiny).decode(),
    )


def dhash(picture: Image.Image) -> int:
    """64 bits that look alike for pictures that look alike: is each point of 9 x 8 brighter than the one before?"""
    grey = picture.convert("L").resize((9, 8), Image.Resampling.LANCZOS)
    points = grey.tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            at = row * 9 + column
            bits = bits << 1 | (points[at + 1] > points[at])
    return bits - (1 << 64) if bits >> 63 else bits


def _refuse_foreign(data: bytes) -> None:
    if not data:
        raise PictureRefused(_("This file is empty. Choose a photo."))
    if len(data) > LARGEST_FILE:
        raise PictureRefused(_("This photo is larger than 15 MB. Send a smaller one."))
    lower = data[:_HEAD].lower()
    if b"<svg" in lower or lower.lstrip().startswith(b"<?xml"):
        raise PictureRefused(_("Drawings (SVG) can carry programs. Send a photo or a screenshot."))
    whole = data.lower()
    hidden = any(mark in lower for mark in _FOREIGN_HEAD) or any(mark in whole for mark in _FOREIGN)
    if hidden or zipfile.is_zipfile(io.BytesIO(data)):
        raise PictureRefused(_("There is something else inside this file besides a picture, so it is not taken."))


def _decoded(data: bytes) -> Image.Image:
    """The first picture of the file, upright, without transparency, in the colours of the web (sRGB)."""
    try:
        with Image.open(io.BytesIO(data), formats=READERS) as opened:
            if opened.width * opened.height > MOST_PIXELS or max(opened.size) > LONGEST_SIDE:
                raise PictureRefused(_TOO_LARGE)
            # A JPEG is decoded only as finely as it is shown.
            opened.draft("RGB", (2 * FULL, 2 * FULL))
            opened.load()
            upright = ImageOps.exif_transpose(opened)
            return _on_white(_in_srgb(upright))
    except PictureRefused:
        raise
    except Image.DecompressionBombError:
        raise PictureRefused(_TOO_LARGE) from None
    except Image.UnidentifiedImageError:
        raise PictureRefused(_("This is no photo that we can read. Send a JPEG, PNG, WebP, AVIF or GIF.")) from None
    except _BROKEN:
        raise PictureRefused(_("This picture is damaged and can't be opened. Send another one.")) from None


def _in_srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK"):
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        changed = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return changed or picture


def _on_white(picture: Image.Image) -> Image.Image:
    """A new picture with the points of this one, and nothing else of it."""
    layered = picture.convert("RGBA")
    paper = Image.new("RGB", layered.size, "white")
    paper.paste(layered, mask=layered.getchannel("A"))
    return paper


def _fitted(picture: Image.Image, longest: int) -> Image.Image:
    """Made smaller where it is larger, never larger."""
    copy = picture.copy()
    copy.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=3)
    return copy


def _webp(picture: Image.Image, *, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=quality, method=4)
    return out.getvalue()
