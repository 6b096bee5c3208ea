"""Finding the book's own names in a line."""

from __future__ import annotations

from collections.abc import Iterator

# What people call the banks; the key stands in the account's full name.
BANKS = {
    "招商": ("招行", "cmb"),
    "工商": ("工行", "icbc"),
    "建设银行": ("建行", "ccb"),
    "农业银行": ("农行", "abc"),
    "中国银行": ("中行", "boc"),
    "交通银行": ("交行", "bocom"),
    "邮政储蓄": ("邮储", "邮政银行"),
    "浦东发展": ("浦发",),
    "中信": ("中信", "citic"),
    "光大": ("光大",),
    "民生": ("民生",),
    "兴业": ("兴业", "cib"),
    "平安银行": ("平安",),
    "广发": ("广发",),
    "华夏": ("华夏",),
    "江西银行": ("江西银行",),
}


def bank_aliases(name: str) -> tuple[str, ...]:
    """Return what people call the bank in an account's name, alone and with the rest of the name: 招行信用卡."""
    found: list[str] = []
    for full, short in BANKS.items():
        if full in name:
            title = full if full.endswith("银行") or f"{full}银行" not in name else f"{full}银行"
            found += short
            found += [name.replace(title, each) for each in short]
    return tuple(found)


def fold(text: str) -> str:
    """Return the text in lower case and half-width forms, character by character, so that places stay put."""
    out = []
    for character in text:
        code = ord(character)
        if 0xFF01 <= code <= 0xFF5E:
            character = chr(code - 0xFEE0)
        elif code == 0x3000:
            character = " "
        lower = character.lower()
        out.append(lower if len(lower) == 1 else character)
    return "".join(out)


def is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether a word is not a piece of a longer Latin one, or of a longer number."""
    before = start > 0 and is_latin(text[start]) and is_latin(text[start - 1])
    after = end < len(text) and is_latin(text[end - 1]) and is_latin(text[end])
    # `wechat35` is an account and an amount; `7-111` is not the shop 7-11.
    if before and text[start].isalpha() and text[start - 1].isdigit():
        before = False
    if after and text[end - 1].isalpha() and text[end].isdigit():
        after = False
    return not before and not after


class NameIndex:
    """Names by first character; one name may stand for several rows of a book."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, list[tuple[str, object]]]] = {}

    def add(self, name: str, role: str, row: object) -> None:
        word = fold(name).strip()
        if not word:
            return
        rows = self._rows.setdefault(word[0], {}).setdefault(word, [])
        if (role, row) not in rows:
            rows.append((role, row))

    def find(self, text: str) -> Iterator[tuple[int, int, list[tuple[str, object]]]]:
        """Yield the names in a folded text from left to right, the longest at each place, none overlapping."""
        start = 0
        while start < len(text):
            words = self._rows.get(text[start], {})
            best = ""
            for word in words:
                if (
                    len(word) > len(best)
                    and text.startswith(word, start)
                    and stands_alone(text, start, start + len(word))
                ):
                    best = word
            if best:
                yield start, start + len(best), words[best]
            start += len(best) or 1
