from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ledger.cards.covers import cover_figures
from ledger.cards.registry import shelf_panel_urls
from ledger.permissions import at_till
from ledger.queries import shelf as queries
from ledger.queries.attention import shelf_attention
from ledger.queries.invitations import invitations_to
from ledger.scenarios import load_scenes


@never_cache
@login_required
@require_safe
def shelf(request: HttpRequest) -> HttpResponse:
    """The reader's books as covers, the month over those that count, and what waits for the reader."""
    books = queries.shelf(request.user)
    if len(books.books) == 1 and at_till(books.books[0].member):
        # Whoever is at the till of one shop, and has no other book, begins where money is taken.
        return redirect("ledger:entry-record", books.books[0].book.public_id)
    context = {
        "shelf": books,
        "covers": cover_figures(books.books),
        "closed": cover_figures(books.archived),
        "todo": shelf_attention([row.member for row in books.books]),
        "panel_urls": shelf_panel_urls(),
        "today": timezone.localdate(),
        "scenes": () if books.books else load_scenes(),
        # Whoever keeps books is told among what is to do.
        "invited": () if books.books else invitations_to(request.user, at=timezone.now()),
    }
    return render(request, "ledger/shelf.html", context)
