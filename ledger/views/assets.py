from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ledger.access import access_book
from ledger.queries import assets as queries
from ledger.services.members import count_in_totals


@never_cache
@login_required
@require_safe
def assets(request: HttpRequest) -> HttpResponse:
    """What the reader's books are worth together, and which of them count."""
    return render(request, "ledger/assets.html", {"assets": queries.assets(request.user)})


@login_required
@require_POST
def book_count(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """Counts the book in the reader's own totals, or leaves it out where the form says `counted=no`."""
    count_in_totals(access_book(request.user, book_id), counted=request.POST.get("counted") != "no")
    return redirect("ledger:assets")
