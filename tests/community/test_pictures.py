"""What becomes of pictures that people send, kind and hostile."""

import io
import re
import struct
import zipfile
import zlib

import pytest
from django.utils.translation import override
from PIL import Image

from community.errors import PictureRefused
from community.models import Photo
from community.rules.pictures import LARGEST_FILE, remake
from community.services.photos import add_photo, throw_away
from tests.community.conftest import NOW, picture


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def shot_at_home() -> bytes:
    """A photo of a phone held upright: turned, with the place where it was taken."""
    made = Image.new("RGB", (60, 40), "white")
    made.paste("#c8203a", (0, 0, 60, 10))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it by 90 degrees
    exif[0x010E] = "MARKED-HOME"
    exif.get_ifd(0x8825)[2] = (23.0, 39.0, 12.0)
    out = io.BytesIO()
    made.save(out, "JPEG", exif=exif, comment=b"MARKED-COMMENT", quality=95)
    return out.getvalue()


def test_what_is_stored_is_upright_and_has_nothing_of_the_file(anna, settings, django_capture_on_commit_callbacks):
    data = shot_at_home()
    assert b"MARKED-HOME" in data
    photo = add_photo(anna, data, at=NOW)
    for file in (photo.file, photo.thumbnail):
        with file.open() as stored:
            kept = stored.read()
        assert b"MARKED" not in kept
        assert b"EXIF" not in kept
        assert b"ICCP" not in kept
        with opened(kept) as made:
            assert (made.format, made.size, dict(made.getexif())) == ("WEBP", (40, 60), {})
            # The red edge, which the turn brings to the right.
            red, green, _blue = made.convert("RGB").getpixel((37, 30))
            assert red > 150 > green
    assert photo.blur.startswith("data:image/webp;base64,")
    assert len(photo.blur) < 1500
    path = photo.file.path
    with django_capture_on_commit_callbacks(execute=True):
        throw_away(Photo.objects.filter(pk=photo.pk))
    with pytest.raises(FileNotFoundError):
        open(path).close()


def bomb() -> bytes:
    """A PNG of a few bytes that claims, and holds, a hundred thousand points square."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(10**6))) + chunk(b"IEND", b"")
    )


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("run.js", "1")
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\xff\xd8\xff" + bytes(LARGEST_FILE), "15 MB"),
        (bomb(), "60 megapixels"),
        (SVG, "SVG"),
        (b'<?xml version="1.0"?>' + SVG, "SVG"),
        (b"%PDF-1.7 \n", "something else"),
        (b"just words", "can't|no photo"),
        (picture()[:200], "damaged"),
        (picture() + zipped(), "something else"),
        (picture() + b"<SCRIPT>alert(1)</SCRIPT>", "something else"),
        (picture(kind="GIF") + b"<?php system($_GET[0]);", "something else"),
        (picture(kind="BMP"), "no photo"),
        (picture(kind="TIFF"), "no photo"),
    ],
)
def test_what_is_no_photo_is_refused_with_a_sentence(data, said):
    with override("en"), pytest.raises(PictureRefused) as refused:
        remake(data)
    with override("en"):
        assert re.search(said, str(refused.value))


def test_large_photos_become_small_and_small_ones_stay():
    made = remake(picture((3000, 2000), quality=95))
    assert (made.width, made.height) == (1600, 1067)
    assert opened(made.thumbnail).size == (480, 320)
    small = remake(picture((300, 200), kind="PNG"))
    assert (small.width, small.height) == (300, 200)


def test_pictures_that_look_alike_have_nearly_the_same_hash():
    stripes = Image.linear_gradient("L").rotate(30).resize((800, 600))
    other = stripes.transpose(Image.Transpose.FLIP_LEFT_RIGHT)

    def hash_of(shown: Image.Image, **saved) -> int:
        out = io.BytesIO()
        shown.convert("RGB").save(out, "JPEG", **saved)
        return remake(out.getvalue()).dhash & (2**64 - 1)

    first, again, far = hash_of(stripes, quality=90), hash_of(stripes.resize((640, 480)), quality=50), hash_of(other)
    assert (first ^ again).bit_count() <= 6
    assert (first ^ far).bit_count() > 16
