"""What lists of posts show: why a post is here, cards that we draw where there is no photo, preview cards of links."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from community.models import Post
from community.queries.feeds import Feed, Why
from community.templatetags.community_articles import drawn_cover
from community.templatetags.community_posts import price, verdict_mark
from ledger.scenarios import UnknownScene, scene
from ledger.templatetags.ledger_page import cover_art, icon, said

register = template.Library()
# So many columns of a chart go into a card.
_COLUMNS = 6


@register.simple_tag
def why_shown(feed: Feed, post: Post) -> str:
    """Why a post stands in home, in one line; empty in other lists, and of people whom one follows."""
    why = (feed.why or {}).get(post.pk)
    return _sentence(why) if why else ""


def _sentence(why: Why) -> str:
    if why.sort == "topic":
        return _("You follow #%(topic)s") % {"topic": why.topic}
    if why.scene is None or why.sort == "person":
        return ""
    name = {"scene": said(why.scene.name)}
    return (_("You keep such a book: %(scene)s") if why.sort == "books" else _("You follow %(scene)s")) % name


@register.filter
def card_title(post: Post) -> str:
    """The title of a post in a list; of one without a title what it is."""
    return post.title or str(post.get_kind_display())


@register.simple_tag
def drawn_card(post: Post) -> SafeString:
    """What stands in place of a photo: a thing with its price and verdict, a question in large letters, a book."""
    items = post.items.all()
    if items:
        first = items[0]
        more = len(items) - 1
        return format_html(
            '<span class="drawn drawn-share"><b>{}</b><span class="drawn-price">{}</span>{}{}</span>',
            first.name,
            price(first),
            verdict_mark(first.verdict),
            format_html(
                "<small>{}</small>", ngettext("and %(n)d more thing", "and %(n)d more things", more) % {"n": more}
            )
            if more
            else "",
        )
    if post.kind == Post.Kind.QUESTION:
        return format_html(
            '<span class="drawn drawn-question" aria-hidden="true">{}<b>{}</b></span>',
            icon("help-circle"),
            card_title(post),
        )
    if post.kind == Post.Kind.SCENE:
        return _book(post)
    values = [row["value"] for row in post.data.get("chart", {}).get("rows", [])][:_COLUMNS]
    return _columns(values) if max(values, default=0) > 0 else _cover(post.public_id)


def _columns(values: list[int]) -> SafeString:
    """The columns of a frozen chart without words: its page has these. The largest is as high as the drawing allows."""
    largest = max(values)
    heights = [4 + 56 * max(value, 0) // largest for value in values]
    columns = format_html_join(
        "",
        '<rect x="{}" y="{}" width="10" height="{}" rx="2"/>',
        ((12 + 17 * place, 74 - height, height) for place, height in enumerate(heights)),
    )
    drawing = format_html('<svg viewBox="0 0 120 80" focusable="false">{}</svg>', columns)
    return format_html('<span class="drawn drawn-chart" aria-hidden="true">{}</span>', drawing)


@lru_cache(maxsize=2000)
def _cover(public_id: UUID) -> SafeString:
    """The cover of a post. Drawing takes a third of a millisecond, and what is hot is shown again and again."""
    return format_html('<span class="drawn">{}</span>', drawn_cover(public_id))


def _book(post: Post) -> SafeString:
    """The cover of a book of the post's scene."""
    try:
        of = scene(post.scene)
    except UnknownScene:
        return _cover(post.public_id)
    return format_html(
        '<span class="drawn drawn-scene"><span class="drawn-book">{}{}<b>{}</b></span></span>',
        cover_art(of.color),
        icon(of.icon),
        said(of.name),
    )


@register.filter
def short_count(n: int) -> str:
    """A number of people as it is told in a small place: 873, 1.2万; 12k in English."""
    size, sign = (10_000, "万") if (get_language() or "").startswith("zh") else (1000, "k")
    if n < size:
        return str(n)
    return f"{n / size:.1f}".removesuffix(".0") + sign


@register.inclusion_tag("community/_preview.html")
def preview_card(
    title: str, *, path: str, description: str = "", picture: str = "", sort: str = "website"
) -> dict[str, Any]:
    """What other programs show of a link to this page: title, a few words, a picture. `path` and `picture` are ours."""
    return {
        "title": title,
        "words": " ".join(description.split())[:160],
        "address": settings.SITE_URL + path,
        "picture": settings.SITE_URL + (picture or static("icons/changji-512.png")),
        "large": bool(picture),
        "sort": sort,
        "site": _("Changji"),
    }


@register.simple_tag
def post_picture(post: Post) -> str:
    """The address of the picture that stands for a post: its first photo, or the cover that we draw."""
    if post.cover is not None:
        return reverse("community:photo", args=[post.cover.public_id, "full"])
    return reverse("community:post-cover", args=[post.public_id])
