from copy import copy

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from accounts.forms.me import PersonForm
from accounts.middleware import LANGUAGES
from accounts.queries import agreed_documents, consent_choices, unread_answers
from accounts.services import (
    choose_language,
    grant_consent,
    toggle_hidden_amounts,
    update_person,
    withdraw_consent,
)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    user = request.user
    # A form writes into its instance before it knows that it is refused.
    form = PersonForm(request.POST or None, instance=copy(user))
    form.initial["language"] = user.language or translation.get_language()
    if request.method == "POST" and form.is_valid():
        update_person(user, **form.cleaned_data)
        with translation.override(user.language):
            messages.success(request, _("Saved."))
        return redirect("accounts:me")
    context = {"form": form, "consents": consent_choices(user), "documents": agreed_documents(user)}
    context["unread"] = unread_answers(user)
    return render(request, "accounts/me.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def hide_amounts_toggle(request: HttpRequest) -> HttpResponse:
    """For htmx 204 and the event `amounts-toggled` with `hidden`; otherwise back to where it was pressed."""
    hidden = toggle_hidden_amounts(request.user)
    if request.htmx:
        response = HttpResponse(status=204)
        response["HX-Trigger"] = '{"amounts-toggled": {"hidden": %s}}' % ("true" if hidden else "false")
        return response
    return redirect(back(request))


@require_POST
def language_set(request: HttpRequest) -> HttpResponse:
    """The language of this browser and, of a person signed in, of every other one too."""
    language = request.POST.get("language")
    if request.user.is_authenticated and language in LANGUAGES:
        choose_language(request.user, language=language)
    return set_language(request)


@login_required
@require_POST
def consent_grant(request: HttpRequest, purpose: str) -> HttpResponse:
    grant_consent(request.user, purpose=purpose, where=reverse("accounts:me"), at=timezone.now())
    return redirect(back(request))


@login_required
@require_POST
def consent_withdraw(request: HttpRequest, purpose: str) -> HttpResponse:
    withdraw_consent(request.user, purpose=purpose, at=timezone.now())
    messages.success(request, _("Withdrawn. Keeping books stays the same."))
    return redirect(back(request))


def back(request: HttpRequest) -> str:
    """The page named by `next`, or the one that sent the form, if it is ours; otherwise the Me page."""
    for address in (request.POST.get("next"), request.headers.get("Referer")):
        if address and url_has_allowed_host_and_scheme(
            address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        ):
            return address
    return reverse("accounts:me")
