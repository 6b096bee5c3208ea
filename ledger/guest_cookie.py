"""What a guest's browser carries: one signed cookie a book, with the key of the name that was chosen there.

The cookie also holds the link's token, so that whoever tapped the wrong name gets back to the question.
"""

import datetime as dt
import re
from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpResponse

DAYS = dt.timedelta(days=90)
_NAME = "guest_"
_BOOK = re.compile(f"{_NAME}[0-9a-f]{{32}}")
_SIGNER = signing.TimestampSigner(salt="ledger.guest")


def remember(response: HttpResponse, book: UUID, *, key: UUID, token: str) -> None:
    """Lets this browser in for 90 days."""
    response.set_cookie(
        f"{_NAME}{book.hex}",
        _SIGNER.sign(f"{key.hex}.{token}"),
        max_age=DAYS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse, book: UUID) -> None:
    response.delete_cookie(f"{_NAME}{book.hex}", samesite="Lax")


def keys(cookies: Mapping[str, str]) -> dict[UUID, UUID]:
    """The key by the public id of its book, of all books that this browser is a guest of."""
    found = {}
    for name in cookies:
        if _BOOK.fullmatch(name):
            said = _said(cookies[name])
            if said is not None:
                found[UUID(name.removeprefix(_NAME))] = said[0]
    return found


def token(cookies: Mapping[str, str], book: UUID) -> str:
    """The token of the link through which this browser came to a book; "" where it did not."""
    said = _said(cookies.get(f"{_NAME}{book.hex}", ""))
    return said[1] if said is not None else ""


def _said(value: str) -> tuple[UUID, str] | None:
    try:
        key, _dot, token = _SIGNER.unsign(value, max_age=DAYS).partition(".")
    except signing.BadSignature:
        return None
    return UUID(key), token
