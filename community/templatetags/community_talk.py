"""What the talk shows: people as small faces."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from community.models import Profile
from ledger.templatetags.ledger_page import FACE_COLORS, cover_color, initial

register = template.Library()


@register.simple_tag
def profile_face(profile: Profile | None) -> SafeString:
    """A small circle with the initial of somebody's name in a colour of theirs. The name stands beside it."""
    if profile is None:
        return mark_safe('<span class="face" aria-hidden="true">?</span>')
    return format_html(
        '<span class="face face-own" aria-hidden="true"><svg viewBox="0 0 1 1" focusable="false">'
        '<circle cx="0.5" cy="0.5" r="0.5" fill="{}"/></svg><span>{}</span></span>',
        cover_color(FACE_COLORS[profile.pk % len(FACE_COLORS)]),
        initial(profile.name),
    )
