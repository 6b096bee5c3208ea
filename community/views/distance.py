"""Keeping people away, and undoing it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from community.queries.people import hidden_people, known_person
from community.services.distance import block, mute, unblock, unmute
from ledger.views.toasts import toast


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def person_distance(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What blocking and muting mean, to choose from; POST does it, or with `undo` takes it back."""
    person = known_person(person_id)
    if request.method != "POST":
        states = {each.pk: (blocked, muted) for each, blocked, muted in hidden_people(request.user)}
        blocked, muted = states.get(person.pk, (False, False))
        context = {"person": person, "blocked": blocked, "muted": muted}
        return render(request, "community/person_distance.html", context)
    do = request.POST.get("do")
    if do == "block":
        block(request.user, person.user, at=timezone.now())
        toast(request, _("%(name)s is blocked.") % {"name": person.name})
    elif do == "mute":
        mute(request.user, person.user, at=timezone.now())
        toast(request, _("You don't see %(name)s any more.") % {"name": person.name})
    elif do == "unblock":
        unblock(request.user, person.user)
        toast(request, _("%(name)s is not blocked any more.") % {"name": person.name})
    elif do == "unmute":
        unmute(request.user, person.user)
        toast(request, _("You see %(name)s again.") % {"name": person.name})
    return redirect("community:away-list")


@never_cache
@login_required
@require_safe
def away_list(request: HttpRequest) -> HttpResponse:
    """Whom a person keeps away, with the way back."""
    return render(request, "community/away_list.html", {"people": hidden_people(request.user), "place": "me"})
