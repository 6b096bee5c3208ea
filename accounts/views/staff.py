from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.errors import NotFound
from accounts.senders import code_sender
from accounts.senders.terminal import TerminalSender, recent_codes


@never_cache
@login_required
@require_safe
def code_list(request: HttpRequest) -> HttpResponse:
    """The codes of the last minutes, for staff, where the terminal is their sender; otherwise there is no such page."""
    if not request.user.is_staff or not isinstance(code_sender(), TerminalSender):
        raise NotFound
    return render(request, "accounts/code_list.html", {"codes": recent_codes()})
