"""What posts show: prices, which nobody hides, verdicts as marks, pictures."""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from community.models import Photo, Post, Profile, Verdict
from community.queries.things import ThingPage
from community.rules.markup import text_of
from community.services.charts import chart_rows
from ledger import scenarios
from ledger.templatetags.ledger_format import amount_text
from ledger.templatetags.ledger_page import FACE_COLORS, cover_color, initial

register = template.Library()

_KIND_HELP = {
    "share": lazy("Each with its price, and whether it was worth it"),
    "story": lazy("How you live with your money, in your words"),
    "question": lazy("Ask those who keep the same kind of book"),
    "checkin": lazy("This month's challenge, and how it went"),
}


@register.simple_tag
def kind_help(kind: str) -> Any:
    return _KIND_HELP[kind]


def price_text(amount_minor: int | None, currency: str) -> str:
    """A price as text: "¥276", and with its cents only where it has some."""
    if amount_minor is None:
        return ""
    text = amount_text(amount_minor, currency)
    whole, dot, cents = text.rpartition(".")
    return whole if dot and not cents.strip("0") else text


@register.filter
def price(item: Any) -> str:
    """The price of an item. It is published, so it hides from nobody."""
    if isinstance(item, dict):
        return price_text(item["price_minor"], item["currency"])
    return price_text(item.price_minor, item.currency)


register.filter("price_in", price_text)


@register.simple_tag
def verdict_mark(verdict: str) -> SafeString:
    """The mark of a verdict: its word, in its colour; all three are of one size."""
    if verdict not in Verdict.values:
        return mark_safe("")
    return format_html('<span class="verdict verdict-{}">{}</span>', verdict, Verdict(verdict).label)


@register.filter
def month_name(day: dt.date | str | None) -> str:
    """A month: "2026年3月", "March 2026"."""
    if not day:
        return ""
    if isinstance(day, str):
        day = dt.date.fromisoformat(day)
    return date_format(day, "YEAR_MONTH_FORMAT")


@register.filter
def scene_name(slug: str) -> str:
    """What a scene is called in the reader's language; the key of one that there is no more."""
    try:
        return scenarios.scene(slug).name.text(get_language() or "zh-hans")
    except scenarios.UnknownScene:
        return slug


@register.simple_tag
def drawn_thing(name: str) -> SafeString:
    """The card we draw for a thing without a photo: its first character on a colour of its own."""
    color = FACE_COLORS[sum(map(ord, name)) % len(FACE_COLORS)]
    return format_html(
        '<svg class="drawn-thing" viewBox="0 0 80 80" aria-hidden="true" focusable="false"><rect width="80" height="80"'
        ' fill="{}"/><circle cx="66" cy="12" r="26" fill="#fff" fill-opacity="0.14"/><rect x="12" y="58" width="30"'
        ' height="4" rx="2" fill="#fff" fill-opacity="0.5"/><text x="14" y="48" font-size="34" font-weight="600"'
        ' fill="#fff">{}</text></svg>',
        cover_color(color),
        (name.strip() or "?")[0],
    )


@register.filter
def host(link: str) -> str:
    """The host of a link, so that everybody sees where it leads; of a draft's, which may be none, what was typed."""
    try:
        return urlsplit(link).hostname or link
    except ValueError:
        return link


@register.filter
def plain_words(html: str) -> str:
    """The beginning of a text without its markup, for descriptions."""
    text = text_of(html)
    return text if len(text) <= 120 else f"{text[:119]}…"


@register.simple_tag
def profile_face(profile: Profile, extra_class: str = "") -> SafeString:
    """A small circle with the initial of a name. It is decoration: the name stands beside it."""
    color = FACE_COLORS[sum(map(ord, profile.name_key)) % len(FACE_COLORS)]
    return format_html(
        '<span class="face face-own {}" aria-hidden="true"><svg viewBox="0 0 1 1" focusable="false">'
        '<rect width="1" height="1" fill="{}"/></svg><span>{}</span></span>',
        extra_class,
        cover_color(color),
        initial(profile.name),
    )


@register.simple_tag
def picture(photo: Photo, *, size: str = "full", lazy_loading: bool = True, alt: str = "") -> SafeString:
    """A picture over its own blur, with its place kept until it is there."""
    address = reverse("community:photo", args=[photo.public_id, size])
    return format_html(
        '<span class="picture"><img class="picture-blur" src="{}" alt="" aria-hidden="true">'
        '<img class="picture-real" src="{}" width="{}" height="{}" alt="{}"{}></span>',
        photo.blur,
        address,
        photo.width,
        photo.height,
        alt or photo.alt or _("Photo"),
        mark_safe(' loading="lazy"') if lazy_loading else "",
    )


@register.simple_tag
def frozen_chart(chart: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a frozen chart in the reader's language."""
    return chart_rows(chart, get_language() or "zh-hans")


@register.filter
def category_kinds(structure: dict[str, Any]) -> list[tuple[str, str]]:
    """The kinds of categories that a structure has, with what they are called."""
    there = {category["kind"] for category in structure["categories"]}
    return [(kind, title) for kind, title in (("expense", _("Spending")), ("income", _("Income"))) if kind in there]


@register.simple_tag
def verdict_parts(shown: ThingPage) -> SafeString:
    """The three verdicts as parts of one bar, 1000 wide."""
    at, parts = 0, []
    for verdict, count in shown.verdicts:
        width = 1000 * count // shown.counted
        parts.append((verdict.value, at, width))
        at += width
    return format_html_join("", '<rect class="verdict-part-{}" x="{}" width="{}" height="12"/>', parts)


@register.filter
def thumbnail_url(photo: Photo) -> str:
    """The address of a picture as lists show it."""
    return reverse("community:photo", args=[photo.public_id, "thumbnail"])


@register.filter
def post_url(post: Post) -> str:
    return reverse("community:post", args=[post.public_id])
