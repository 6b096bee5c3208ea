"""What makes a page of a book live: where it hears what others do there, and the line that tells the last of it."""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.template import Context
from django.utils import timezone
from redis import RedisError

from ledger.live import mark
from ledger.models import Member
from ledger.queries.live import last_heard, together

register = template.Library()

FACES = 4
# The clocks of two machines differ a little; what is heard twice does no harm.
_EARLIER = dt.timedelta(seconds=2)


@register.inclusion_tag("ledger/_live.html", takes_context=True)
def live(context: Context, *, lately: bool = False) -> dict[str, Any]:
    """The place of a page that listens; with `lately` it begins with what somebody else did last."""
    member: Member = context["member"]
    request = context.get("request")
    if request is None or member.pk is None or member.book.sample_at is not None:
        return {}
    said = said_lately(member) if lately else {}
    return {
        **{name: context[name] for name in ("book", "member", "now", "request", "user")},
        "live_url": f"{stream_address(request)}{member.book.public_id}/",
        "live_after": mark(timezone.now() - _EARLIER),
        **said,
    }


def stream_address(request: HttpRequest) -> str:
    """Where events come as a stream, up to the id of a book. `LIVE_URL` may name the host that the page came from."""
    if "{host}" not in settings.LIVE_URL:
        return settings.LIVE_URL
    host, _port = split_domain_port(request.get_host())
    return settings.LIVE_URL.replace("{host}", host)


def stream_origin(request: HttpRequest) -> str:
    """The origin of the streams, for the content security policy; "" where it is that of the pages."""
    try:
        parts = urlsplit(stream_address(request))
    except DisallowedHost:
        return ""
    return f"{parts.scheme or request.scheme}://{parts.netloc}" if parts.netloc else ""


def said_lately(member: Member) -> dict[str, Any]:
    """What somebody else did last, and the faces beside it; nothing in a book that one person keeps."""
    people = together(member)
    try:
        last = last_heard(member, now=timezone.now()) if len(people) > 1 else None
    except RedisError:
        last = None
    return {"last": last, "faces": people[:FACES]}
