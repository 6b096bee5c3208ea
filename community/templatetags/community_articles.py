"""What pages of articles show: covers, and addresses of other programs' cards."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from community.models import Article, Column
from community.rules.covers import HEIGHT, WIDTH, Shape, draw_cover

register = template.Library()


@register.simple_tag
def drawn_cover(seed: object) -> SafeString:
    """The cover of this seed as inline SVG; it is decoration."""
    shapes = format_html_join("", "{}", ((_svg(shape),) for shape in draw_cover(str(seed))))
    return format_html(
        '<svg class="cover-drawing" viewBox="0 0 {} {}" preserveAspectRatio="xMidYMid slice" aria-hidden="true" '
        'focusable="false">{}</svg>',
        WIDTH,
        HEIGHT,
        shapes,
    )


@register.simple_tag
def article_cover(article: Article) -> SafeString:
    """The photo of an article, or the cover that we draw."""
    if not article.cover:
        return drawn_cover(article.public_id)
    place = reverse("community:article-cover", args=[article.public_id])
    return format_html('<img class="cover-photo" src="{}" alt="{}">', place, article.cover_alt)


@register.filter
def column_name(column: Column) -> str:
    return column.name if _chinese() else column.name_en


@register.filter
def column_summary(column: Column) -> str:
    return column.summary if _chinese() else column.summary_en or column.summary


@register.simple_tag
def absolute(view: str, *arguments: object) -> str:
    """The whole address of a page, as links and cards of other programs need it."""
    return settings.SITE_URL + reverse(view, args=arguments)


def _chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _svg(shape: Shape) -> SafeString:
    if shape.kind == "circle":
        return format_html('<circle cx="{}" cy="{}" r="{}" fill="{}"/>', *shape.numbers, shape.fill)
    if shape.kind == "rect":
        return format_html('<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>', *shape.numbers, shape.fill)
    x, y, dx, dy = shape.numbers
    sweep = int((dx > 0) == (dy > 0))
    return format_html(
        '<path d="M{} {}h{}a{} {} 0 0 {} {} {}z" fill="{}"/>', x, y, dx, abs(dx), abs(dy), sweep, -dx, dy, shape.fill
    )
