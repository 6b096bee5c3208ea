from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ledger.access import sample_visits
from ledger.cards.covers import cover_figures
from ledger.queries.shelf import shelf_books
from ledger.scenarios import load_scenes

_SHOWN = 3


@require_safe
def doorway(request: HttpRequest) -> HttpResponse:
    """The first page of a visitor, with the samples to walk through; without any, three scenes to begin with.

    Whoever is signed in goes to the shelf.
    """
    if request.user.is_authenticated:
        return redirect("ledger:shelf")
    covers = cover_figures(shelf_books(sample_visits()[:_SHOWN]))
    scenes = () if covers else list(load_scenes())[:_SHOWN]
    return render(request, "ledger/doorway.html", {"covers": covers, "scenes": scenes})
