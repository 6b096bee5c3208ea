"""In which language something is written."""

import re

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


def language_of(text: str) -> str:
    """ "zh-hans" or "en": a Chinese character says about as much as half a word."""
    return "en" if len(_CHINESE.findall(text)) < 2 * len(_LATIN_WORD.findall(text)) else "zh-hans"
