from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.errors import NotFound
from accounts.queries import second_steps
from accounts.second_step import may_enter_staff_pages
from accounts.senders import code_sender
from accounts.senders.terminal import TerminalSender, recent_codes


@never_cache
@login_required
@require_safe
def code_list(request: HttpRequest) -> HttpResponse:
    """The codes of the last minutes, for staff, where the terminal is their sender; otherwise there is no such page."""
    user = request.user
    if not user.is_staff or not may_enter_staff_pages(request) or not isinstance(code_sender(), TerminalSender):
        raise NotFound
    return render(request, "accounts/code_list.html", {"codes": recent_codes()})


@never_cache
@login_required
@require_safe
def staff_gate(request: HttpRequest) -> HttpResponse:
    """What a member of staff has still to do before the staff pages open; on to them when it is done."""
    if not request.user.is_staff:
        raise NotFound
    wanted = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        wanted = reverse("admin:index")
    if may_enter_staff_pages(request):
        return redirect(wanted)
    context = {"steps": second_steps(request.user), "wanted": wanted}
    return render(request, "accounts/staff_gate.html", context)
