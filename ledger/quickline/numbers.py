"""Amounts as people write them: 23块5, 三十五块五, 1.2万, 12+8, ¥1,200.50. Exact: Fraction, never float."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from ledger.guessing import guess_words

DIGITS = {
    **{character: value for value, character in enumerate("零一二三四五六七八九")},
    "〇": 0,
    "两": 2,
    "俩": 2,
}
UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
SCALES = {"百": 100, "千": 1000, "万": 10_000, "k": 1000, "w": 10_000}

CHINESE = "零〇一二两俩三四五六七八九十百千万亿"
_YUAN = r"(?:块钱|元钱|块|元|圆|rmb|yuan|cny)"
_TAIL = rf"(?:(?P<tail>[\d{CHINESE}]|半)(?P<jiao>[毛角])?(?:(?P<fen>[\d{CHINESE}])分?)?)"

_ARABIC = re.compile(
    r"(?P<sign>[¥￥$€£]|rmb|cny)?\s*(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?:\s*(?P<scale>[万千百]|[kw](?![a-z]))(?P<rest>\d(?!\d|\.))?)?"
    rf"(?:\s*(?P<yuan>{_YUAN}){_TAIL}?|(?P<only>[毛角分])(?P<after>(?<=[毛角])[\d一二三四五六七八九](?!\d))?)?"
)
_WORDS = re.compile(
    rf"(?P<sign>[¥￥])?(?P<number>[{CHINESE}]+(?:点[零〇一二三四五六七八九]+[万]?)?)(?P<half>半)?"
    rf"(?:(?P<yuan>{_YUAN}){_TAIL}?|(?P<only>[毛角分])(?P<after>(?<=[毛角])[\d一二三四五六七八九](?!\d))?)?"
)
_HALF = re.compile(rf"半{_YUAN}")
_OPERATOR = re.compile(r"\s*([+\-−–×x*÷])\s*")

# A number before one of these counts things or names a place, not money.
MEASURES = re.compile(
    r"\s*(?:个|人|杯|份|斤|公斤|次|位|瓶|件|张|盒|包|袋|箱|只|条|双|本|楼|层|路|号|岁|天|周|月|年|点|小时|分钟|km|kg|公里|升|期|晚|折"
    r"|层|碗|串|块钱的|盘|根|片|栋|室|口|家|袋|寸|度|%)"
)


class Amount(NamedTuple):
    """An amount from `start` to before `end`; `marked` when a currency word or sign says that it is money."""

    start: int
    end: int
    value: Fraction
    marked: bool


def chinese_number(text: str) -> Fraction | None:
    """Return the value of a Chinese number, or None where it is none.

    A last digit without its unit takes the next smaller one, as it is said: 两千五 is 2500, 一百二 is 120,
    一万二 is 12000; after 零 it is itself: 一百零二 is 102. Digits alone are read in a row: 二五 is 25.
    """
    whole, point, decimals = text.partition("点")
    if point:
        scale = UNITS.get(decimals[-1], 1)
        figures = decimals.rstrip("万")
        if not figures or (number := chinese_number(whole)) is None:
            return None
        fraction = Fraction(int("".join(str(DIGITS[digit]) for digit in figures)), 10 ** len(figures))
        return (number + fraction) * scale
    if all(character in DIGITS for character in whole):
        return Fraction(int("".join(str(DIGITS[character]) for character in whole)))
    total = section = 0
    digit: int | None = None
    last_unit, after_zero = 1, False
    for character in whole:
        if character in DIGITS:
            if digit is not None and digit != 0:
                return None
            digit, after_zero = DIGITS[character], DIGITS[character] == 0 or (digit == 0)
            continue
        unit = UNITS[character]
        if unit >= 10_000:
            section = (section + (digit or 0)) or 1
            total = (total + section) * unit if total and unit > last_unit else total + section * unit
            section = 0
        else:
            section += (1 if digit is None else digit) * unit
        digit, last_unit, after_zero = None, unit, False
    if digit is not None:
        section += digit if after_zero or last_unit < 100 else digit * last_unit // 10
    return Fraction(total + section)


def _digit(text: str) -> int:
    return int(text) if text.isdigit() else DIGITS[text]


def _tail(match: re.Match[str]) -> Fraction | None:
    """Return what follows 块: 23块5 and 23块5毛 are 0.50 more, 3块2毛5 is 0.25, 两块半 is 0.50."""
    tail, fen = match["tail"], match["fen"]
    if not tail:
        return Fraction(0)
    if tail == "半":
        return Fraction(1, 2)
    if tail in UNITS or (fen and fen in UNITS):
        return None
    return Fraction(_digit(tail), 10) + (Fraction(_digit(fen), 100) if fen else 0)


_SMALL = {"毛": Fraction(1, 10), "角": Fraction(1, 10), "分": Fraction(1, 100)}


def _counts_things(text: str, end: int) -> bool:
    """Say whether a measure follows: 3杯 counts cups, but in 15 盒饭 the word is a boxed lunch."""
    match = MEASURES.match(text, end)
    if not match:
        return False
    rest = text[end : end + 8].lstrip()
    return not any(hit.start == 0 for kind in ("expense", "income") for hit in guess_words(rest, kind))


def _term(text: str, start: int) -> Amount | None:
    """Read one amount that begins at `start`."""
    if match := _HALF.match(text, start):
        return Amount(start, match.end(), Fraction(1, 2), True)
    match = _ARABIC.match(text, start)
    if match:
        value = Fraction(match["number"].replace(",", ""))
        if scale := match["scale"]:
            value *= SCALES[scale]
            if match["rest"]:
                value += int(match["rest"]) * SCALES[scale] // 10
    else:
        match = _WORDS.match(text, start)
        if not match or (number := chinese_number(match["number"])) is None:
            return None
        value = number + (Fraction(1, 2) if match["half"] and match["yuan"] else 0)
        if match["half"] and not match["yuan"]:
            last = match["number"][-1]
            if last not in UNITS:
                return None
            value += Fraction(UNITS[last], 2)
    end = match.end()
    marked = bool(match["sign"] or match["yuan"] or match["only"])
    if match["only"]:
        value *= _SMALL[match["only"]]
        value += Fraction(_digit(match["after"]), 100) if match["after"] else 0
    tail = _tail(match)
    if tail is None:
        # 三块十… is two numbers; leave the second alone.
        return Amount(start, match.end("yuan"), value, marked)
    value += tail
    if not marked:
        if _counts_things(text, end):
            return None
        # A word such as 一 or 三 by itself is no amount; 三百 and 三十五 are.
        if not text[start].isascii() and text[start] not in "¥￥" and not set(match["number"]) & set(UNITS):
            return None
    return Amount(start, end, value, marked)


def amounts(text: str, free: list[bool]) -> Iterator[Amount]:
    """Yield the amounts in a folded line, sums already worked out, over characters that are still free."""
    place = 0
    while place < len(text):
        if not free[place] or not (text[place] in "¥￥$€£." or text[place].isdigit() or text[place] in CHINESE + "半r"):
            place += 1
            continue
        first = _term(text, place)
        if first is None or not all(free[place : first.end]):
            place = _after_number(text, place)
            continue
        end, marked = first.end, first.marked
        numbers, operators = [first.value], []
        while match := _OPERATOR.match(text, end):
            following = _term(text, match.end())
            if following is None or not all(free[end : following.end]):
                break
            operators.append(match[1])
            numbers.append(following.value)
            end, marked = following.end, marked or following.marked
        value = _calculate(numbers, operators)
        if value is not None and value > 0:
            yield Amount(place, end, value, marked or bool(operators))
        place = end


def _after_number(text: str, place: int) -> int:
    """Step over the whole number that was refused: of 13800 neither 13800 nor 3800 is an amount."""
    place += 1
    while place < len(text) and (text[place].isdigit() or text[place] == "." or text[place] in CHINESE):
        place += 1
    return place


def _calculate(numbers: list[Fraction], operators: list[str]) -> Fraction | None:
    """Work out a sum from left to right, × and ÷ before + and −; None for a division by nothing."""
    terms = [numbers[0]]
    for operator, number in zip(operators, numbers[1:], strict=True):
        if operator in "×x*":
            terms[-1] *= number
        elif operator == "÷":
            if not number:
                return None
            terms[-1] /= number
        else:
            terms.append(number if operator == "+" else -number)
    return sum(terms, Fraction(0))


def to_minor(value: Fraction, exponent: int) -> int:
    """Return the value in minor units, half of one rounded up."""
    scaled = value * 10**exponent
    return (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
