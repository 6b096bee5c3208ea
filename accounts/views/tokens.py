import uuid

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import access_token
from accounts.forms.me import TokenForm
from accounts.queries import api_tokens
from accounts.services import create_token, revoke_token


@never_cache
@login_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: HttpRequest) -> HttpResponse:
    """The person's API keys; a POST makes one, and shows it in its answer alone."""
    now = timezone.now()
    form = TokenForm(request.POST if request.method == "POST" else None)
    key, status = "", 200
    if form.is_bound:
        if form.is_valid():
            _token, key = create_token(
                request.user, name=form.cleaned_data["name"], at=now, expires_at=form.expires_at(now)
            )
            form, status = TokenForm(), 201
        else:
            status = 422
    context = {"form": form, "key": key, "tokens": api_tokens(request.user), "now": now}
    return render(request, "accounts/token_list.html", context, status=status)


@login_required
@require_POST
def token_revoke(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    revoke_token(access_token(request.user, public_id=public_id))
    messages.success(request, _("The key no longer works."))
    return redirect("accounts:token-list")
