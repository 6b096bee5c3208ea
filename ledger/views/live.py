from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import RedisError

from ledger.access import access_book
from ledger.errors import LiveAway
from ledger.queries.live import heard_after, told
from ledger.templatetags.ledger_live import said_lately
from ledger.views.book_pages import book_context, open_to_guests


@never_cache
@open_to_guests
@require_safe
def live_events(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """What happened in the book behind the place `after` that the page has come to, and the line that tells the last.

    A page asks when its stream rings (`config.live`), and where no stream can be opened every few seconds.
    """
    member = access_book(request.user, book_id)
    after = request.GET.get("after", "")
    try:
        heard = heard_after(member, after, now=timezone.now())
    except RedisError as error:
        raise LiveAway from error
    said = ""
    if heard:
        after = heard[-1].event.id
        said = render_to_string("ledger/_live_said.html", book_context(member, **said_lately(member)), request)
    return JsonResponse({"after": after, "events": [told(member, each) for each in heard], "said": said})
