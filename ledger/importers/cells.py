"""Reading one cell: money, moments, blanks. No float comes near an amount."""

import datetime
from decimal import Decimal, InvalidOperation

# Exporters pad with spaces and tabs; copies from chats and web pages add the others.
BLANKS = " \t\r\n\u3000\u00a0\u200b\ufeff"

# The largest amount we believe, in digits of minor units: ten thousand billion yuan still fits a bigint.
_MAX_DIGITS = 15

# Not NFKC, which would also take ²3 for 23.
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．，￥", "0123456789.,¥")

_EARLIEST = datetime.date(1990, 1, 1)
_LATEST = datetime.date(2100, 1, 1)

# Day 0 of a spreadsheet. 1899-12-30 makes serials right from 1 March 1900 on, in spite of the 29 February
# 1900 that spreadsheets believe in.
EPOCH_1900 = datetime.datetime(1899, 12, 30)
EPOCH_1904 = datetime.datetime(1904, 1, 1)


def minor_units(text: str, exponent: int = 2) -> int:
    """Return an unsigned amount in minor units: "¥1,028.5" is 102850 for a currency of exponent 2.

    Raises ValueError for a sign, for anything that is not a number, and for digits beyond the exponent that
    are not zero.
    """
    if text[:1] in ("¥", "￥"):
        text = text[1:]
    whole, point, fraction = text.partition(".")
    digits = whole + fraction
    if not (digits.isdigit() and digits.isascii() and whole and len(fraction) == exponent):
        text = text.translate(_HALF_WIDTH).strip(BLANKS).lstrip("¥").strip(BLANKS).replace(",", "")
        whole, point, fraction = text.partition(".")
        if point and not fraction:
            raise ValueError(text)
        if not (whole.isdigit() and whole.isascii()):
            raise ValueError(text)
        if len(fraction) > exponent:
            if fraction[exponent:].strip("0"):
                raise ValueError(text)
            fraction = fraction[:exponent]
        digits = whole + fraction.ljust(exponent, "0")
        if not (digits.isdigit() and digits.isascii()):
            raise ValueError(text)
    if len(digits) > _MAX_DIGITS:
        raise ValueError(text)
    return int(digits)


def signed_minor_units(text: str, exponent: int = 2) -> int:
    """Return an amount in minor units that may be below zero: "-12.3" is -1230. Raises what `minor_units` raises."""
    text = text.strip(BLANKS)
    if text[:1] in ("-", "－", "−"):
        return -minor_units(text[1:], exponent)
    return minor_units(text, exponent)


def moment(text: str, epoch: datetime.datetime = EPOCH_1900) -> tuple[datetime.date, datetime.time | None]:
    """Return date and time of a cell: ISO, "2023/2/12 16:53", or a spreadsheet's serial number of days.

    The time is None when the cell holds only a date. Raises ValueError otherwise.
    """
    time: datetime.time | None
    if len(text) == 19 and text[4] == "-" and text[13] == text[16] == ":":
        at = datetime.datetime.fromisoformat(text)
        day, time = at.date(), at.time()
    elif text.count("-") == 2 or text.count("/") == 2:
        day, time = _loose_moment(text)
    else:
        day, time = _serial_moment(text, epoch)
    if not _EARLIEST <= day < _LATEST:
        raise ValueError(text)
    return day, time


def _loose_moment(text: str) -> tuple[datetime.date, datetime.time | None]:
    day, _, clock = text.replace("/", "-").replace("T", " ").partition(" ")
    year, month, number = map(_number, day.split("-"))
    date = datetime.date(year, month, number)
    if not clock.strip():
        return date, None
    clock = clock.strip()
    hour, minute, second = map(_number, (clock if clock.count(":") == 2 else f"{clock}:0").split(":"))
    return date, datetime.time(hour, minute, second)


def _number(text: str) -> int:
    # int() alone would accept signs, underscores and blanks.
    if not (text.isdigit() and text.isascii() and len(text) <= 4):
        raise ValueError(text)
    return int(text)


def _serial_moment(text: str, epoch: datetime.datetime) -> tuple[datetime.date, datetime.time | None]:
    try:
        days = Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
    # Six digits of days reach the year 4637; more would only make the conversion below overflow.
    if not days.is_finite() or not 0 < days < 1_000_000:
        raise ValueError(text)
    at = epoch + datetime.timedelta(seconds=round(days * 86_400))
    return at.date(), None if days == days.to_integral_value() else at.time()
