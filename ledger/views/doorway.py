from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ledger.scenarios import load_scenes


@require_safe
def doorway(request: HttpRequest) -> HttpResponse:
    """The first page of a visitor; whoever is signed in goes to the shelf."""
    if request.user.is_authenticated:
        return redirect("ledger:shelf")
    return render(request, "ledger/doorway.html", {"scenes": list(load_scenes())[:3]})
