"""Reporting, what became of it, decisions about oneself with an appeal, the rules, and what was done by months."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from community.errors import AppealInvalid, ReportInvalid
from community.forms.moderation import AppealForm, ReportForm
from community.queries.moderation import decisions_about, months_of_order, own_decision, reports_of
from community.reasons import REASONS
from community.services.cases import report
from community.services.deciding import appeal, may_appeal
from community.services.reported import SORTS, find_thing, seen_of

SHOWN = 100


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_new(request: HttpRequest, kind: str, public_id: UUID) -> HttpResponse:
    """Tells us of something; what it begins with is shown, so that nobody reports another one by mistake."""
    thing = find_thing(request.user, kind, public_id)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            report(request.user, thing, **form.cleaned_data, at=timezone.now())
        except ReportInvalid as refusal:
            form.add_refusal(refusal.fields)
        else:
            messages.success(request, _("Thank you. We look at it, and tell you here what became of it."))
            return redirect("community:report-list")
    context = {"form": form, "seen": seen_of(thing), "sort": SORTS[kind].name}
    return render(request, "community/report_new.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    reports = [(row, REASONS[row.reason], SORTS[row.case.kind].name) for row in reports_of(request.user)[:SHOWN]]
    return render(request, "community/report_list.html", {"reports": reports})


@never_cache
@login_required
@require_safe
def decision_list(request: HttpRequest) -> HttpResponse:
    return render(request, "community/decision_list.html", {"decisions": decisions_about(request.user)[:SHOWN]})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A decision about the reader: why, what it means, and the appeal."""
    found = own_decision(request.user, public_id)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            appeal(request.user, found, text=form.cleaned_data["text"], at=timezone.now())
        except AppealInvalid as refusal:
            form.add_refusal(refusal.fields)
        else:
            messages.success(request, _("Sent. Somebody else than who decided looks at it, within three days."))
            return redirect("community:decision", public_id)
    context = {
        "decision": found,
        "appeal": getattr(found, "appeal", None),
        "reason": REASONS.get(found.reason),
        "sort": SORTS[found.case.kind].name,
        "may_appeal": may_appeal(found, at=timezone.now()),
        "form": form,
    }
    return render(request, "community/decision.html", context, status=422 if form.errors else 200)


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The community's rules, in the reader's language."""
    language = "zh-hans" if get_language() == "zh-hans" else "en"
    return render(request, "community/rules.html", {"body": f"community/rules/{language}.html"})


@require_safe
def order(request: HttpRequest) -> HttpResponse:
    """What was reported and decided, by months: counts alone."""
    months = months_of_order(timezone.localdate())
    return render(request, "community/order.html", {"months": months})
