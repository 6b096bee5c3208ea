"""The terms and the privacy policy: to read, for everybody; and to agree to, for who is signed in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.documents import DOCUMENTS
from accounts.errors import NotFound
from accounts.forms.entrance import AgreementForm
from accounts.queries import documents_to_agree
from accounts.services import agree_to_documents


@require_safe
def document(request: HttpRequest, key: str, version: str = "") -> HttpResponse:
    """One of the documents in its version of today, or in an earlier one."""
    wanted = DOCUMENTS[key]
    version = version or wanted.version
    if version not in wanted.versions:
        raise NotFound
    context = {
        "document": wanted,
        "version": version,
        "body": wanted.template(version, get_language() or settings.LANGUAGE_CODE),
        "operator": settings.OPERATOR_NAME,
        "contact": settings.OPERATOR_CONTACT,
        "site": settings.SITE_HOST,
    }
    return render(request, "accounts/document.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest) -> HttpResponse:
    """What changed since the reader agreed last, to be read and agreed to."""
    waiting = documents_to_agree(request.user)
    form = AgreementForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        agree_to_documents(request.user, where=request.path, at=timezone.now())
        messages.success(request, _("Thank you. It is noted under Me."))
        return redirect("ledger:shelf")
    context = {"waiting": waiting, "form": form}
    return render(request, "accounts/agreement.html", context, status=422 if form.errors else 200)
