"""Sums typed where an amount is asked for: 12+8, 35×2−5. static/js/arithmetic.js does the same in the browser."""

import re
from fractions import Fraction

_NUMBER = r"(?:\d+\.?\d*|\.\d+)"
_EXPRESSION = re.compile(rf"{_NUMBER}(?:[+\-*/]{_NUMBER})*", re.ASCII)
_TOKEN = re.compile(rf"{_NUMBER}|[+\-*/]", re.ASCII)
# What people type and paste, in the signs that the expression knows.
_SIGNS = str.maketrans("−–—×xX·÷／＋－。．０１２３４５６７８９", "---****//+-..0123456789")
_IGNORED = re.compile(r"[\s,，_¥￥元]")
LONGEST = 60


def evaluate(expression: str, exponent: int) -> int:
    """Whole minor units of a typed sum; × and ÷ come before + and −, and the result is rounded once, half up.

    `evaluate("12+8×2.5", 2)` is 3200; an operator left at the end is ignored. A single number with more decimals
    than `exponent` is refused, not rounded. Raises ValueError where it is no amount, or below zero.
    """
    text = _IGNORED.sub("", expression).translate(_SIGNS)
    text = text[:-1] if text[-1:] in tuple("+-*/") else text
    if len(text) > LONGEST or not _EXPRESSION.fullmatch(text):
        raise ValueError(f"not an amount: {expression!r}")
    tokens = _TOKEN.findall(text)
    terms = [Fraction(tokens[0])]
    for operator, number in zip(tokens[1::2], map(Fraction, tokens[2::2]), strict=True):
        if operator == "*":
            terms[-1] *= number
        elif operator == "/":
            if not number:
                raise ValueError("division by zero")
            terms[-1] /= number
        else:
            terms.append(number if operator == "+" else -number)
    scaled = sum(terms) * 10**exponent
    if scaled < 0:
        raise ValueError("below zero")
    if len(tokens) == 1 and scaled.denominator != 1:
        raise ValueError(f"more decimals than the currency has: {expression!r}")
    return (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
