"""What an article may be made of. Whatever else stands in the source is left out, its words stay."""

import re
from collections.abc import Mapping

import nh3

from community.rules.markup import text_of

# Headings below the page's own; the editor of the admin offers the same.
TAGS = frozenset(
    {"p", "br", "h2", "h3", "strong", "em", "s", "ul", "ol", "li", "blockquote", "hr", "a", "code", "pre"}
    | {"table", "thead", "tbody", "tr", "th", "td"}
)
ATTRIBUTES: Mapping[str, set[str]] = {
    "a": {"href", "title"},
    "ol": {"start"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
SCHEMES = frozenset({"http", "https", "mailto"})
# What people read in a minute: 400 Chinese characters, or 230 words of other languages.
_CHARACTERS, _WORDS = 400, 230
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z0-9À-ɏ]+(?:['’.-][A-Za-z0-9]+)*")
_EMPTY = re.compile(r"<(p|h2|h3|blockquote)>\s*(<br>)?\s*</\1>")


def clean_html(source: str) -> str:
    """The source with nothing but what TAGS, ATTRIBUTES and SCHEMES allow; empty paragraphs fall away."""
    cleaned = nh3.clean(
        source,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(SCHEMES),
        # Links in what editors write are theirs; still, a page that they open must not reach back.
        link_rel="noopener noreferrer",
        clean_content_tags={"script", "style"},
    )
    return _EMPTY.sub("", cleaned).strip()


def reading_minutes(html: str) -> int:
    """How long reading it takes, in whole minutes, at least one."""
    text = text_of(html)
    return max(1, round(len(_CHINESE.findall(text)) / _CHARACTERS + len(_WORD.findall(text)) / _WORDS))
