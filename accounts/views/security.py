"""How one signs in, what secures it, and where one is signed in.

Adding and removing are allauth's views, with our templates; this page gathers them.
"""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.recovery_codes.views import view_recovery_codes
from allauth.mfa.totp.views import activate_totp
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import access_session
from accounts.devices import read_device, remember, shown_address
from accounts.queries import api_tokens, second_steps
from accounts.services import end_session, end_sessions, lock_others_out, open_sessions

# What they show is a secret, and must not lie in a browser's cache.
recovery_codes = never_cache(view_recovery_codes)
activate_app = never_cache(activate_totp)


@never_cache
@login_required
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    # A session that allauth did not open has no row before its use is noted.
    UserSession.objects.create_from_request(request)
    here = request.session.session_key
    sessions = [
        {
            "row": row,
            "device": read_device(row.user_agent),
            "address": shown_address(row.ip),
            "here": row.session_key == here,
        }
        for row in open_sessions(request.user)
    ]
    # This device first, the others as they were used last.
    sessions.sort(key=lambda session: not session["here"])
    context = {"steps": second_steps(request.user), "sessions": sessions}
    return render(request, "accounts/security.html", context)


@login_required
@require_safe
def moved(request: HttpRequest) -> HttpResponse:
    """allauth's pages that list what this one gathers."""
    return redirect("accounts:security")


@login_required
@require_POST
@reauthentication_required
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    end_session(access_session(request.user, pk=pk, but=request.session.session_key))
    messages.success(request, _("Signed out there."))
    return redirect("accounts:security")


@login_required
@require_POST
@reauthentication_required
def other_sessions_end(request: HttpRequest) -> HttpResponse:
    end_sessions(request.user, but=request.session.session_key)
    messages.success(request, _("Signed out everywhere else."))
    return redirect("accounts:security")


@never_cache
@login_required
@reauthentication_required(allow_get=True)
@require_http_methods(["GET", "HEAD", "POST"])
def not_me(request: HttpRequest) -> HttpResponse:
    """For who was told of a sign-in that was not theirs: locks everybody else out, and leads on to a new password."""
    user = request.user
    if request.method == "POST":
        lock_others_out(user, but=request.session.session_key, at=timezone.now())
        if user.has_usable_password():
            messages.success(request, _("Everybody else is signed out. Now choose a new password."))
            response = redirect("account_change_password")
        else:
            messages.success(request, _("Everybody else is signed out."))
            response = redirect("accounts:security")
        remember(request, response, user)
        return response
    context = {"steps": second_steps(user), "tokens": api_tokens(user).count()}
    return render(request, "accounts/security_not_me.html", context)
