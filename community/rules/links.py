"""Links in what people write: which hosts they lead to, and whether they sell credit."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

# Bare addresses count too; the endings are those that people type without a scheme.
_ENDINGS = "com|cn|net|org|top|xyz|vip|club|info|shop|site|online|link|app|me|io|cc|co|tv|icu|fun|pro|ltd|work|hk|tw"
_REST = r"[^\s<>()\[\]\"'）】》]"
_LINK = re.compile(
    rf"(?:[a-z][a-z0-9+.-]{{1,15}}://|//|www\.){_REST}+"
    rf"|(?<![@\w.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:{_ENDINGS})(?![a-z0-9-])(?:[/?#:]{_REST}*)?",
    re.IGNORECASE | re.ASCII,
)
# No address goes on after one of these; said before full-width characters become plain ones.
_STOPS = str.maketrans(dict.fromkeys("，。！？；、：", " "))
# What addresses of those who sell credit are made of: whole words of the host, and parts of the whole address.
_CREDIT_WORDS = frozenset(
    {"loan", "loans", "lend", "lending", "dai", "jieqian", "pos", "credit", "p2p", "huabei", "baitiao"}
)
_CREDIT_PARTS = (
    "daikuan",
    "jiekuan",
    "xiaodai",
    "wangdai",
    "cashloan",
    "payday",
    "xinyongka",
    "creditcard",
    "jiebei",
    "jietiao",
    "taoxian",
    "beizhai",
    "fenqi",
    "daihuan",
    "kouzi",
    "贷款",
    "借款",
    "小贷",
    "网贷",
    "信用卡",
    "分期",
    "套现",
)


@dataclass(frozen=True, slots=True)
class Link:
    """An address as it was written, and its host in small letters, without `www.` and port."""

    address: str
    host: str


def links_in(text: str) -> list[Link]:
    """Every link of a text, those in Markdown and those without a scheme too; an e-mail address is none."""
    found = []
    for match in _LINK.finditer(unicodedata.normalize("NFKC", text.translate(_STOPS))):
        address = match[0].rstrip(".,;:!?*_~`")
        # Browsers take any number of slashes for two, and read %61 in a host as a.
        host = re.sub(r"^(?:[a-z][a-z0-9+.-]*:)?//+", "", address.casefold())
        host = re.split(r"[/?#\\]", host, maxsplit=1)[0].rsplit("@", 1)[-1].split(":")[0]
        host = unquote(host).casefold().strip(".")
        found.append(Link(unquote(address), host.removeprefix("www.")))
    return found


def sells_credit(link: Link) -> bool:
    """Whether the address itself says that it leads to credit: loans, raising a card's limit, cashing a limit out."""
    words = set(re.split(r"[^a-z0-9]+", link.host))
    return bool(words & _CREDIT_WORDS) or any(part in link.address.casefold() for part in _CREDIT_PARTS)


def is_under(host: str, listed: str) -> bool:
    """Whether a host is a listed one or below it: `m.example.com` is under `example.com`, `notexample.com` is not."""
    return host == listed or host.endswith(f".{listed}")
