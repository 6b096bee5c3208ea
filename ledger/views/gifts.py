"""What has passed between a person and the book, by name."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ledger.cards.gifts import ENTRIES_SHOWN, between, people_like
from ledger.queries.recording import pad_choices
from ledger.views.book_pages import book_page, opened_book


@never_cache
@login_required
@require_safe
def gift_person(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """Everything with the person whose name is `who`, or those whom it may mean; the fragment alone for htmx."""
    member = opened_book(request, book_id)
    who = request.GET.get("who", "").strip()[:120]
    people = people_like(member, who)
    context = {
        "who": who,
        "people": people,
        "found": between(member, people[0]) if len(people) == 1 else None,
        "rows": ENTRIES_SHOWN,
    }
    if request.htmx:
        return book_page(request, "ledger/_between.html", member, **context)
    names = pad_choices(member).merchants
    return book_page(request, "ledger/gift_person.html", member, tab="overview", names=names, **context)
