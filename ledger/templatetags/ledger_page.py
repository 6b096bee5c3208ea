"""Parts of a page that need more than markup: icons, covers, the places bar, the reader's theme."""

import re
from functools import cache, lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ledger.models import Member, Role
from ledger.places import registered_places

register = template.Library()

ICON_FOLDER = settings.BASE_DIR / "node_modules" / "@tabler" / "icons" / "icons" / "outline"
ICON_NAME = re.compile(r"[a-z0-9-]+\Z")
FALLBACK_ICON = "tag"


def icon_paths(name: str) -> str:
    """What lies inside the svg of a Tabler outline icon; those of a plain tag where there is no such icon."""
    file = ICON_FOLDER / f"{name}.svg"
    if not ICON_NAME.match(name) or not file.is_file():
        return icon_paths(FALLBACK_ICON) if name != FALLBACK_ICON else ""
    inside = re.search(r"<svg[^>]*>(.*)</svg>", file.read_text(), re.DOTALL)
    assert inside, file
    without_frame = re.sub(r'<path stroke="none"[^>]*/>', "", inside[1])
    return re.sub(r"\s+", " ", without_frame).strip()


@register.simple_tag
@lru_cache(maxsize=1000)
def icon(name: str, extra_class: str = "") -> SafeString:
    """A Tabler icon as inline svg in the colour of the text. It is decoration: the words beside it say it all."""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" '
        'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{}</svg>',
        f" {extra_class}" if extra_class else "",
        mark_safe(icon_paths(name or FALLBACK_ICON)),
    )


@register.simple_tag
def gap() -> str:
    """What stands between two sentences: a space, and nothing in Chinese."""
    return "" if (get_language() or "").startswith("zh") else " "


def _luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2) of "#rrggbb"."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def takes_white(color: str) -> bool:
    """Does white text have a contrast of 4.5 on `color`?"""
    return 1.05 / (_luminance(color) + 0.05) >= 4.5


@cache
def cover_color(color: str) -> str:
    """The colour, darkened as far as white text on it needs."""
    channels = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    while not takes_white(color):
        channels = [channel * 24 // 25 for channel in channels]
        color = "#{:02x}{:02x}{:02x}".format(*channels)
    return color


@register.simple_tag
def cover_art(color: str) -> SafeString:
    """The cloth, spine and ribbon of a cover, drawn, since a page has no inline styles."""
    return format_html(
        '<svg class="cover-art" viewBox="0 0 120 150" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect width="120" height="150" fill="{}"/>'
        '<rect width="10" height="150" fill="#000" fill-opacity="0.16"/>'
        '<rect x="10" width="1" height="150" fill="#fff" fill-opacity="0.18"/>'
        "</svg>",
        cover_color(color),
    )


@register.simple_tag
def book_tile(color: str, name: str) -> SafeString:
    """A small square in the book's colour with its icon."""
    return format_html(
        '<span class="book-tile"><svg class="book-tile-back" viewBox="0 0 1 1" preserveAspectRatio="none" '
        'aria-hidden="true" focusable="false"><rect width="1" height="1" fill="{}"/></svg>{}</span>',
        cover_color(color),
        icon(name),
    )


@register.filter
def initial(name: str) -> str:
    """What stands for a person in a small circle: the last character of a Chinese name, else the first letter."""
    name = (name or "?").strip()
    return name[-1] if "\u4e00" <= name[-1:] <= "\u9fff" else name[:1].upper()


# For people who have no colour of their own, by the order in which they came.
COLOR = re.compile(r"#[0-9a-f]{6}\Z")
FACE_COLORS = ("#c8553d", "#2f7d6b", "#4f7fb8", "#c07a2b", "#8a5fa8", "#5f7f3a", "#b04f6f", "#55708a")


@register.simple_tag
def face(person: Member | None, extra_class: str = "") -> SafeString:
    """A small circle in the person's colour with the initial, drawn, since a page has no inline styles.

    It is decoration: the name stands beside it.
    """
    if person is None:
        return format_html('<span class="face {}" aria-hidden="true">?</span>', extra_class)
    color = person.color if COLOR.match(person.color) else FACE_COLORS[person.position % len(FACE_COLORS)]
    return _drawn_face(extra_class, cover_color(color), initial(person.name))


@lru_cache(maxsize=512)
def _drawn_face(extra_class: str, color: str, letter: str) -> SafeString:
    """Kept, since a list shows the same few faces on every line."""
    return format_html(
        '<span class="face face-own {}" aria-hidden="true"><svg viewBox="0 0 1 1" focusable="false">'
        '<circle cx="0.5" cy="0.5" r="0.5" fill="{}"/></svg><span>{}</span></span>',
        extra_class,
        color,
        letter,
    )


ROLE_SENTENCES = {
    Role.OWNER: gettext_lazy("Everything, and the book is theirs: hand it over, or delete it."),
    Role.MANAGER: gettext_lazy("See and change everything, invite others, and set the book up."),
    Role.BOOKKEEPER: gettext_lazy("Record, import bills, and correct what anybody recorded."),
    Role.CONTRIBUTOR: gettext_lazy("Record, and change what you recorded yourself."),
    Role.VIEWER: gettext_lazy("Look at the book, without recording."),
}


@register.filter
def role_sentence(role: str) -> str:
    """What somebody in this role can do, in plain words."""
    return str(ROLE_SENTENCES[Role(role)])


@register.filter
def role_name(role: str) -> str:
    """What a role is called; "" for a person without one."""
    return str(Role(role).label) if role else ""


@register.filter
def said(text: Any) -> str:
    """A `Bilingual` in the reader's language."""
    return text.text(get_language() or "zh-hans") if text is not None else ""


@register.simple_tag(takes_context=True)
def html_attributes(context: Context) -> SafeString:
    """Attributes of <html> that carry the reader's choices: theme and the colours of income and expense."""
    request = context.get("request")
    theme = request.COOKIES.get("theme", "") if request else ""
    habit = bool(request and getattr(request, "user", None) and getattr(request.user, "green_income", False))
    attributes = format_html(' data-bs-theme="{}"', theme) if theme in ("light", "dark") else SafeString()
    return attributes + mark_safe(' class="income-green"' if habit else "")


@register.inclusion_tag("base/_places.html", takes_context=True)
def places(context: Context) -> dict[str, Any]:
    """The places of the app that exist, with the one the reader is in. Inside a book, recording goes into it."""
    request = context.get("request")
    match = request.resolver_match if request else None
    view = match.view_name if match else ""
    book = context.get("book")
    writable = book and not book.sample_at
    record_url = reverse("ledger:entry-record", args=[book.public_id]) if writable else reverse("ledger:record")
    recording = view in ("ledger:record", "ledger:entry-record")
    in_me = view.startswith(("accounts:", "account_", "mfa_")) or context.get("place") == "me"
    brought = [
        {
            "name": place.name,
            "icon": place.icon,
            "url": reverse(place.view),
            "current": view.startswith(place.views) and not in_me,
        }
        for place in registered_places()
    ]
    elsewhere = recording or in_me or any(place["current"] for place in brought)
    listed = [
        {
            "name": _("Books"),
            "icon": "books",
            "url": reverse("ledger:shelf"),
            "current": not elsewhere,
        },
        {"name": _("Record"), "icon": "plus", "url": record_url, "current": recording, "record": True},
        *brought,
        {
            "name": _("Me"),
            "icon": "user",
            "url": reverse("accounts:me"),
            "current": in_me,
            "waiting": request.user.unread_notices if request and request.user.is_authenticated else 0,
        },
    ]
    return {"places": listed}
