"""Markdown as people write it in posts, made into HTML that is safe to show.

Two walls: the Markdown reader takes no HTML and no pictures, and what it made is cleaned by an allow-list.
"""

import re
from collections.abc import Callable, Iterable
from html import escape, unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from community.rules.naming import TOPIC

# Headings begin below that of the page.
TAGS = {
    *("p", "br", "strong", "em", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr", "h3", "h4"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
_HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
_LINK_REL = "nofollow ugc noopener noreferrer"

# As nh3 writes it.
_HREF = re.compile(r'<a href="([^"]*)"')
_WHOLE = re.compile(r"https?://|mailto:|/(?![/\\])", re.IGNORECASE)

# The address of a topic by its name as written; None for one that is none.
Topic = Callable[[str], str | None]
# A text in pieces, in their order, each with the address of the person whom it mentions, or None.
People = Callable[[str], Iterable[tuple[str, str | None]]]

_reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
_reader.disable(["image", "html_block", "html_inline", "reference"])


def html_of(source: str, *, topic: Topic, people: People) -> str:
    """The HTML of a text, cleaned; topics and names of people become links where they have an address."""
    tokens = _reader.parse(source)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = _HEADINGS[token.tag]
        if token.children:
            token.children = _with_names(token.children, topic, people)
    made = _reader.renderer.render(tokens, _reader.options, {})
    return nh3.clean(
        made,
        tags=TAGS,
        attributes={"*": set()} | {tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=_whole_links,
        url_schemes=SCHEMES,
        link_rel=_LINK_REL,
        clean_content_tags={"script", "style"},
    ).strip()


def _whole_links(tag: str, name: str, value: str) -> str | None:
    """A link leads to a whole address, or to a page of ours; what is neither leads nowhere."""
    if (tag, name) == ("a", "href") and not _WHOLE.match(value):
        return None
    return value


def links_of(html: str) -> list[str]:
    """Where the links of cleaned HTML lead that leave our pages."""
    return [unescape(href) for href in _HREF.findall(html) if not href.startswith("/")]


def text_of(html: str) -> str:
    """The words of cleaned HTML in one line, for descriptions."""
    spaced = re.sub(r"</(?:p|li|h[2-4]|td|th|blockquote|pre)>|<br>", " ", html)
    bare = nh3.clean(spaced, tags=set())
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&quot;", '"'), ("&amp;", "&")):
        bare = bare.replace(entity, character)
    return " ".join(bare.split())


def _with_names(children: list[Token], topic: Topic, people: People) -> list[Token]:
    """The pieces of a paragraph, with links for what they name; not inside of links, and not in code."""
    made: list[Token] = []
    depth = 0
    for child in children:
        depth += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        if child.type != "text" or depth:
            made.append(child)
            continue
        linked = _linked(child.content, topic, people)
        made.append(child if linked is None else Token("html_inline", "", 0, content=linked))
    return made


def _linked(text: str, topic: Topic, people: People) -> str | None:
    """The text as HTML with links, None where it names nothing."""
    made, named = "", False
    for piece, href in people(text):
        if href is not None:
            made, named = made + _anchor(href, piece), True
            continue
        at = 0
        for match in TOPIC.finditer(piece):
            address = topic(match[1])
            if address is not None:
                made, named = made + escape(piece[at : match.start()]) + _anchor(address, match[0]), True
                at = match.end()
        made += escape(piece[at:])
    return made if named else None


def _anchor(href: str, words: str) -> str:
    return f'<a href="{escape(href)}">{escape(words)}</a>'
