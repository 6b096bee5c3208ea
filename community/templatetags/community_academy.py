"""Drawings and numbers of the academy's pages."""

from decimal import Decimal

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from community.academy import Course, Figure, FigureRow
from ledger.templatetags.ledger_format import amount_text
from ledger.templatetags.ledger_page import cover_color

register = template.Library()


@register.filter
def lesson_html(html: str) -> SafeString:
    """The HTML that the loader made of a file of ours, in which no tag of the file's own gets through."""
    return mark_safe(html)


@register.simple_tag
def course_drawing(course: Course) -> SafeString:
    """The picture of a course on its own colour. It is decoration: the title stands beside it."""
    lines = render_to_string(f"community/drawings/{course.slug}.svg")
    return format_html(
        '<svg class="course-drawing" viewBox="0 0 160 100" aria-hidden="true" focusable="false">'
        '<rect width="160" height="100" rx="12" fill="{}"/>{}</svg>',
        cover_color(course.color),
        mark_safe(lines),
    )


@register.simple_tag
def figure_bar(row: FigureRow, figure: Figure) -> SafeString:
    """The bar of a row, as long as its value is beside the largest one."""
    return format_html(
        '<svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="bars-track" width="100" height="1"/><rect class="bars-value" width="{}" height="1"/></svg>',
        round(100 * row.value / figure.largest, 2),
    )


@register.filter
def figure_number(value: Decimal) -> str:
    """1200 -> 1,200; 13.03 stays."""
    return f"{value:,}"


@register.simple_tag
def yuan(amount_minor: int, sign: str = "auto") -> str:
    """An amount that somebody typed into a calculator, or what it comes to: it is nobody's, so it is never hidden."""
    return amount_text(amount_minor, "CNY", sign=sign)


@register.filter
def percent(ppm: int) -> str:
    """Parts per million as per cent with two decimals, halves away from zero: 130342 -> 13.03%."""
    hundredths = (abs(ppm) + 50) // 100
    sign = "−" if ppm < 0 and hundredths else ""
    return f"{sign}{hundredths // 100}.{hundredths % 100:02d}%"
