"""Reading the cells of a table that nobody described: amounts with signs, dates in any order, words of direction."""

import datetime
import re
import unicodedata
from functools import lru_cache

from ledger.importers.cells import BLANKS, EPOCH_1900, minor_units, moment
from ledger.rules.money import CURRENCIES

# The order of the three numbers of a date whose year does not come first in four digits.
DATE_ORDERS = ("ymd", "mdy", "dmy")

_EARLIEST = datetime.date(1970, 1, 1)
_LATEST = datetime.date(2100, 1, 1)

_DATE = re.compile(r"(\d{1,4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,4})日?(?:[T,\s]+(\S.*))?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:[T\s]*(\d\d):?(\d\d):?(\d\d)?)?")
_NAMED = re.compile(r"(?:(\d{1,2})[\s-])?([A-Za-z]{3})[a-z]*\.?[\s-](?:(\d{1,2}),?\s)?(\d{4})(?:[,\s]+(\S.*))?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# An offset is not applied: the wall clock is what the person lived by.
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*([AaPp][Mm])?(?:\s?(?:Z|[+-]\d\d:?\d\d))?")
_BARE_CLOCK = re.compile(r"(\d\d)(\d\d)(\d\d)")
_SERIAL = re.compile(r"[2-9]\d{4}(?:\.\d+)?")

_MONEY_WORDS = {
    "¥": "CNY",
    "￥": "CNY",
    "元": "CNY",
    "RMB": "CNY",
    "HK$": "HKD",
    "US$": "USD",
    "NT$": "TWD",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
}
_CURRENCY_NAMES = _MONEY_WORDS | {
    "人民币": "CNY",
    "人民币元": "CNY",
    "美元": "USD",
    "港币": "HKD",
    "港元": "HKD",
    "欧元": "EUR",
    "英镑": "GBP",
    "日元": "JPY",
    "澳元": "AUD",
    "加元": "CAD",
    "新台币": "TWD",
    "韩元": "KRW",
}
_SIGN = r"[-+−–]"
_MARK = r"(?:HK\$|US\$|NT\$|[¥￥$€£]|RMB|[A-Z]{3})"
_AMOUNT = re.compile(
    rf"(?P<before>{_SIGN})?\s?(?P<mark>{_MARK})?\s?(?P<inside>{_SIGN})?\s?(?P<digits>[\d.,' ]*\d[.]?)"
    rf"\s?(?P<after>{_MARK}|元)?\s?(?P<behind>{_SIGN})?"
)
_POINT = re.compile(r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d*\.\d+|\d+\.?")

OUT, IN, TRANSFER_OUT, TRANSFER_IN, REFUND, NEUTRAL = "out", "in", "transfer-out", "transfer-in", "refund", "neutral"
_DIRECTIONS = {
    OUT: "支出 支 出 出账 消费 付款 付 借 借方 借dr debit dr d out outflow withdrawal expense spending",
    IN: "收入 收 入 入账 收款 贷 贷方 贷cr credit cr c in inflow deposit income",
    TRANSFER_OUT: "转账 转出 还款 信用卡还款 transfer transferout repayment",
    TRANSFER_IN: "转入 transferin",
    REFUND: "退款 退货 refund return",
    NEUTRAL: "不计收支 不计 其他 / neutral",
}
_DIRECTION_OF = {word: direction for direction, words in _DIRECTIONS.items() for word in words.split()}


def plain(text: str) -> str:
    """Return a heading or a word for comparing: half-width, small letters, without blanks and underscores."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split()).replace("_", "").strip(BLANKS)


def signed_amount(text: str, exponent: int, decimal: str = ".") -> int:
    """Return an amount in minor units, below zero for "-12", "12-" or "(12)". Raises ValueError.

    `decimal` is "." or ",", and what else stands between digits parts thousands.
    """
    text = unicodedata.normalize("NFKC", text).replace("\u00a0", " ").strip(BLANKS + "'")
    negative = text.startswith("(") and text.endswith(")")
    found = _AMOUNT.fullmatch(text[1:-1] if negative else text)
    if not found:
        raise ValueError(text)
    signs = [found[name] for name in ("before", "inside", "behind") if found[name]]
    if len(signs) + negative > 1:
        raise ValueError(text)
    digits = found["digits"].replace(" ", "").replace("'", "")
    if decimal == ",":
        digits = digits.translate({ord(","): ".", ord("."): ","})
    if not _POINT.fullmatch(digits):
        raise ValueError(text)
    digits = digits.replace(",", "").rstrip(".")
    amount = minor_units("0" + digits if digits.startswith(".") else digits, exponent)
    return -amount if negative or (signs and signs[0] != "+") else amount


def currency_mark(text: str) -> str:
    """Return the currency that an amount's cell names beside its digits, or ""."""
    found = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", text).strip(BLANKS + "'()"))
    mark = (found["mark"] or found["after"] or "") if found else ""
    # NFKC has made the full-width sign a half-width one.
    return _MONEY_WORDS.get(mark, mark if mark in CURRENCIES else "")


@lru_cache(maxsize=256)
def currency_code(text: str) -> str:
    """Return the ISO code of a currency by its code, sign or Chinese name. Raises ValueError."""
    word = unicodedata.normalize("NFKC", text).strip(BLANKS).upper()
    found = _CURRENCY_NAMES.get(word, word if word in CURRENCIES else "")
    if not found:
        raise ValueError(text)
    return found


@lru_cache(maxsize=1024)
def direction_of(text: str) -> str:
    """Return what a word such as 支出 or "credit" says, or "" where it says nothing of the kind."""
    return _DIRECTION_OF.get(plain(text), "")


def date_numbers(text: str) -> tuple[int, int, int] | None:
    """Return the three numbers of a date as they are written, for guessing their order; None for other dates."""
    found = _DATE.fullmatch(text)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def day_and_time(
    text: str, order: str, epoch: datetime.datetime = EPOCH_1900
) -> tuple[datetime.date, datetime.time | None]:
    """Return date and time of a cell, the time None where it has none. Raises ValueError.

    `order` (of DATE_ORDERS) decides where the year is not the first and in four digits.
    """
    text = unicodedata.normalize("NFKC", text).strip(BLANKS + "'")
    clock: str | None
    if found := _DATE.fullmatch(text):
        numbers = (found[1], found[2], found[3])
        year, month, day = _in_order(numbers, "ymd" if len(found[1]) == 4 else order)
        clock = found[4]
    elif found := _COMPACT.fullmatch(text):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
        clock = f"{found[4]}:{found[5]}:{found[6] or '00'}" if found[4] else None
    elif found := _NAMED.fullmatch(text):
        year, month, day = int(found[4]), _month(found[2]), int(found[1] or found[3] or 0)
        clock = found[5]
    elif _SERIAL.fullmatch(text):
        return moment(text, epoch)
    else:
        raise ValueError(text)
    date = datetime.date(year, month, day)
    if not _EARLIEST <= date < _LATEST:
        raise ValueError(text)
    return date, time_of(clock) if clock else None


def _in_order(numbers: tuple[str, str, str], order: str) -> tuple[int, int, int]:
    year, month, day = (numbers[order.index(letter)] for letter in "ymd")
    if len(year) not in (2, 4):
        raise ValueError(year)
    whole = int(year) if len(year) == 4 else 2000 + int(year) - (100 if int(year) >= 70 else 0)
    return whole, int(month), int(day)


def _month(name: str) -> int:
    return _MONTHS.index(name.lower()) + 1


def time_of(text: str) -> datetime.time:
    """Return the time of a cell: "8:05", "20:05:09", "8:05 PM", "080509". Raises ValueError."""
    text = text.strip(BLANKS)
    if bare := _BARE_CLOCK.fullmatch(text):
        return datetime.time(int(bare[1]), int(bare[2]), int(bare[3]))
    found = _CLOCK.fullmatch(text)
    if not found:
        raise ValueError(text)
    hour = int(found[1])
    if found[4]:
        if not 1 <= hour <= 12:
            raise ValueError(text)
        hour = hour % 12 + (12 if found[4].lower() == "pm" else 0)
    return datetime.time(hour, int(found[2]), int(found[3] or 0))
