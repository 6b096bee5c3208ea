"""What the talk shows: people as small faces, also those who are gone."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from community.models import Profile
from community.templatetags import community_posts

register = template.Library()


@register.simple_tag
def profile_face(profile: Profile | None, extra_class: str = "") -> SafeString:
    """A small circle with the initial of somebody's name; a question mark for nobody. The name stands beside it."""
    if profile is None:
        return mark_safe('<span class="face" aria-hidden="true">?</span>')
    return community_posts.profile_face(profile, extra_class)
