"""Somebody's own 收款码: whatever was sent is drawn anew, so that nothing but the picture itself is kept."""

import datetime as dt
import io
import warnings
from collections.abc import Mapping
from typing import BinaryIO
from zipfile import ZipFile

from PIL import Image, ImageOps

from accounts.models import User
from ledger.errors import PictureUnreadable
from ledger.models import PayCode

MAX_BYTES = 10 * 1024 * 1024
# A photo of a phone has a fifth of that; what claims more is meant to fill the memory.
MAX_PIXELS = 60_000_000
LONGEST_SIDE = 1080
FORMATS = ("PNG", "JPEG", "WEBP")


def keep_pay_code(user: User, picture: BinaryIO) -> PayCode:
    """Keeps a picture as the user's payment code, in place of the one before. Raises PictureUnreadable."""
    code, _made = PayCode.objects.update_or_create(user=user, defaults={"picture": drawn_anew(picture)})
    return code


def forget_pay_code(user: User, choices: Mapping[str, str] | None = None) -> None:
    """Takes the picture out, also when its person leaves."""
    PayCode.objects.filter(user=user).delete()


def take_pay_code_along(user: User, archive: ZipFile, now: dt.datetime) -> None:
    """Writes the picture into what a person takes along."""
    code = PayCode.objects.filter(user=user).first()
    if code is not None:
        archive.writestr("payment-code.png", bytes(code.picture))


def drawn_anew(picture: BinaryIO) -> bytes:
    """The picture as a PNG of at most 1,080 pixels a side, turned as its camera was held, without what a file carries
    besides: place, time, phone. Raises PictureUnreadable.
    """
    content = picture.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise PictureUnreadable
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as found:
                if found.width * found.height > MAX_PIXELS:
                    raise PictureUnreadable
                upright = ImageOps.exif_transpose(found)
                flat = Image.new("RGB", upright.size, "white")
                see_through = upright.convert("RGBA")
                flat.paste(see_through, mask=see_through.getchannel("A"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureUnreadable from None
    flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    written = io.BytesIO()
    # Few colours are enough for a code, and keep its edges sharp.
    flat.quantize(64).save(written, "PNG", optimize=True)
    return written.getvalue()
