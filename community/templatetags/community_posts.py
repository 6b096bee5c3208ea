"""What posts show: prices, which nobody hides, verdicts as marks, pictures."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from community.models import Photo, Post, PostItem, Verdict
from ledger.templatetags.ledger_format import amount_text

register = template.Library()


@register.filter
def price(item: PostItem) -> str:
    """A price as text: "¥276", and with its cents only where it has some. Published, so it hides from nobody."""
    if item.price_minor is None:
        return ""
    text = amount_text(item.price_minor, item.currency)
    return text.removesuffix(".00")


@register.simple_tag
def verdict_mark(verdict: str) -> SafeString:
    """The mark of a verdict: its word, in its colour; all three are of one size."""
    return format_html('<span class="verdict verdict-{}">{}</span>', verdict, Verdict(verdict).label)


@register.filter
def photo_url(photo: Photo) -> str:
    """The address of a picture in full."""
    return reverse("community:photo", args=[photo.public_id, "full"])


@register.filter
def thumbnail_url(photo: Photo) -> str:
    """The address of a picture as lists show it."""
    return reverse("community:photo", args=[photo.public_id, "thumbnail"])


@register.filter
def post_url(post: Post) -> str:
    return reverse("community:post", args=[post.public_id])
