"""My data, leaving for good, and the help desk."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.me import ErasureForm, QuestionForm
from accounts.notices.board import shelf_notices
from accounts.privacy import fates_of, reasons_of_job
from accounts.queries import documents_to_agree, open_erasure, questions_of, unread_answers
from accounts.services import (
    ask_for_erasure,
    ask_question,
    call_off_erasure,
    everything_of,
    note_answers_read,
)


@never_cache
@login_required
@require_safe
def news_rows(request: HttpRequest) -> HttpResponse:
    """Rows for the shelf: what asks for the reader, what is to be agreed to, answers of the help desk, and leaving."""
    context = {
        "notices": shelf_notices(request.user, now=timezone.now()),
        "waiting": documents_to_agree(request.user),
        "unread": unread_answers(request.user),
        "erasure": open_erasure(request.user),
    }
    return render(request, "accounts/_news_rows.html", context)


@never_cache
@login_required
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/data.html", {"erasure": open_erasure(request.user)})


@never_cache
@login_required
@reauthentication_required
@require_POST
def data_download(request: HttpRequest) -> FileResponse:
    """Everything that is kept of the reader, as a zip."""
    now = timezone.now()
    name = f"changji-{timezone.localtime(now):%Y%m%d}.zip"
    return FileResponse(everything_of(request.user, now=now), as_attachment=True, filename=name)


@never_cache
@login_required
@reauthentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def account_erase(request: HttpRequest) -> HttpResponse:
    """Says what becomes of everything, and asks for a word to be typed; it happens 14 days later."""
    fates = fates_of(request.user)
    form = ErasureForm(request.POST if request.method == "POST" else None, fates=fates)
    if request.method == "POST" and form.is_valid():
        ask_for_erasure(request.user, choices=form.choices(), at=timezone.now())
        return redirect("accounts:data")
    status = 422 if form.errors else 200
    return render(request, "accounts/account_erase.html", {"form": form, "fates": form.with_fields()}, status=status)


@login_required
@require_POST
def account_keep(request: HttpRequest) -> HttpResponse:
    if call_off_erasure(request.user):
        messages.success(request, _("Good that you stay. Nothing is erased."))
    return redirect("accounts:data")


@never_cache
@login_required
@require_safe
def help_list(request: HttpRequest) -> HttpResponse:
    """The reader's questions with their answers; what is shown now is no longer new."""
    questions = list(questions_of(request.user)[:100])
    note_answers_read(request.user, at=timezone.now())
    return render(request, "accounts/help_list.html", {"questions": questions})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def help_ask(request: HttpRequest) -> HttpResponse:
    """A question about a page, which the address names by `page`, `job` following from it; `reason` are codes."""
    form = QuestionForm(request.POST if request.method == "POST" else None)
    asked = request.POST if request.method == "POST" else request.GET
    page = asked.get("page", "").partition("?")[0]
    job = job_of(page)
    reasons = [*asked.getlist("reason"), *(reasons_of_job(request.user, job) if job else [])]
    if request.method == "POST" and form.is_valid():
        ask_question(
            request.user,
            text=form.cleaned_data["text"],
            page=page,
            job=job,
            reasons=[reason for reason in reasons if form.is_code(reason)],
            at=timezone.now(),
        )
        messages.success(request, _("Sent. The answer will be here and marked on your shelf."))
        return redirect("accounts:help-list")
    context = {"form": form, "page": page, "job": job, "reasons": reasons}
    return render(request, "accounts/help_ask.html", context, status=422 if form.errors else 200)


def job_of(page: str) -> UUID | None:
    """The import or export that a page shows, from its address."""
    try:
        named = resolve(page).kwargs
    except Resolver404:
        return None
    return named.get("batch_id") or named.get("export_id")
