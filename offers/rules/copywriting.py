"""What the words of a product may not say, and what they must: the linter that staff meet when they publish."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Promises of return, of approval, of speed, and scarcity that is not there.
FORBIDDEN = (
    "保本",
    "稳赚",
    "零风险",
    "最高可借",
    "秒批",
    "秒到",
    "无视征信",
    "免审",
    "预审批",
    "限时",
    "仅剩",
    "预计收益",
)
FUND_RISK = "货币市场基金不等同于银行存款，不保证盈利，也不保证最低收益；过往业绩不预示未来表现"
_ANNUAL = ("年化", "年利率")
# 低至, its number, and at once the upper end: a term of "3-12 个月" later in the sentence is no range of the rate.
_LOW = re.compile(r"低至(?P<range>[^\d]{0,6}[\d.]+\s*[%％]?\s*(?:至|到|[-–—~～])\s*\d)?")


def forbidden_words(text: str) -> tuple[str, ...]:
    """The forbidden words in a text, in the order of the list. White space between characters does not hide one."""
    squeezed = re.sub(r"\s+", "", text)
    return tuple(word for word in FORBIDDEN if word in squeezed)


def misleading_rates(text: str) -> tuple[str, ...]:
    """日息 without a yearly rate beside it, 低至 without the upper end of its range."""
    found = []
    if "日息" in text and not any(word in text for word in _ANNUAL):
        found.append("日息")
    if any(low["range"] is None for low in _LOW.finditer(text)):
        found.append("低至")
    return tuple(found)


def problems_of_copy(texts: Iterable[str]) -> tuple[str, ...]:
    """Every forbidden or misleading word of the texts of a product, each once."""
    found: list[str] = []
    for text in texts:
        for word in (*forbidden_words(text), *misleading_rates(text)):
            if word not in found:
                found.append(word)
    return tuple(found)
