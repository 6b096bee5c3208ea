"""What an article may be made of. Whatever else stands in the source is left out, its words stay."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from uuid import UUID

import nh3

from community.rules.markup import text_of

# Headings below the page's own; the editor of the admin offers the same.
TAGS = frozenset(
    {"p", "br", "h2", "h3", "strong", "em", "s", "ul", "ol", "li", "blockquote", "hr", "a", "code", "pre"}
    | {"table", "thead", "tbody", "tr", "th", "td"}
    | {"figure", "figcaption", "img"}
)
ATTRIBUTES: Mapping[str, set[str]] = {
    "a": {"href", "title"},
    "ol": {"start"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "img": {"src", "alt"},
}
SCHEMES = frozenset({"http", "https", "mailto"})
# What people read in a minute: 400 Chinese characters, or 230 words of other languages.
_CHARACTERS, _WORDS = 400, 230
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z0-9À-ɏ]+(?:['’.-][A-Za-z0-9]+)*")
_EMPTY = re.compile(r"<(p|h2|h3|blockquote)>\s*(<br>)?\s*</\1>")
# The page of a picture of ours, and nobody else's.
_PICTURE = re.compile(r"/community/articles/pictures/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/")
# As nh3 writes it: attributes in double quotes.
_IMG = re.compile(r'<img((?:\s+[a-z]+="[^"]*")*)\s*>')
_FIGURE = re.compile(r"<figure>((?:(?!<figure>).)*?)</figure>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page says of a picture: what is on it, and its size in pixels."""

    alt: str
    width: int
    height: int


def pictures_in(source: str) -> set[UUID]:
    """The ids of our pictures that a source names."""
    return {UUID(found) for found in _PICTURE.findall(source)}


def clean_html(source: str, pictures: Mapping[UUID, Shown] | None = None) -> str:
    """The source with nothing but what TAGS, ATTRIBUTES and SCHEMES allow; empty paragraphs fall away.

    Of images those of `pictures` stay, with their size, and with their own words where the source has none.
    """
    cleaned = nh3.clean(
        source,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(SCHEMES),
        # Links in what editors write are theirs; still, a page that they open must not reach back.
        link_rel="noopener noreferrer",
        clean_content_tags={"script", "style"},
    )
    settled = _IMG.sub(lambda found: _img(found[1], pictures or {}), cleaned)
    # A caption belongs to a picture.
    settled = _FIGURE.sub(lambda found: found[0] if "<img" in found[1] else "", settled)
    return _EMPTY.sub("", settled).strip()


def _img(attributes: str, pictures: Mapping[UUID, Shown]) -> str:
    """An image as it is shown; nothing for one that is not ours."""
    said = {name: unescape(value) for name, value in re.findall(r'([a-z]+)="([^"]*)"', attributes)}
    named = _PICTURE.fullmatch(said.get("src", ""))
    shown = pictures.get(UUID(named[1])) if named else None
    if named is None or shown is None:
        return ""
    alt = escape(said.get("alt", "").strip() or shown.alt)
    return f'<img src="{named[0]}" alt="{alt}" width="{shown.width}" height="{shown.height}" loading="lazy">'


def reading_minutes(html: str) -> int:
    """How long reading it takes, in whole minutes, at least one."""
    text = text_of(html)
    return max(1, round(len(_CHINESE.findall(text)) / _CHARACTERS + len(_WORD.findall(text)) / _WORDS))
