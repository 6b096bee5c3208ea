"""Consent, suggestions, and the whole cost of a loan before anything else is said of it."""

import math
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.purposes import PURPOSES
from accounts.queries import has_consent
from ledger.access import access_book
from ledger.models import Member
from ledger.permissions import Action
from ledger.queries.months import book_now
from ledger.views.book_pages import book_page
from ledger.views.toasts import toast
from offers.errors import BirthYearInvalid, CostNotRead, CreditClosed, SuggestionNotFound
from offers.forms.consents import ConsentForm
from offers.models import CostReading, Suggestion
from offers.queries.credit import PURPOSE
from offers.services.consents import switch_off, switch_on
from offers.services.looking import fresh_reading
from offers.services.suggestions import (
    COST_READING_SECONDS,
    confirm_cost_table,
    dismiss_suggestion,
    open_cost_table,
    suggestion_for,
)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """What is agreed to, which numbers it uses, and how to end it; the year of birth is asked here."""
    member = access_book(request.user, book_id, Action.FOLLOW_SUGGESTION)
    form = ConsentForm(request.POST or None, initial={"birth_year": request.user.birth_year})
    if request.method == "POST" and form.is_valid():
        try:
            switch_on(
                request.user, birth_year=form.cleaned_data["birth_year"], where="reading-panel", now=timezone.now()
            )
        except BirthYearInvalid as refusal:
            form.add_error("birth_year", str(refusal))
        else:
            toast(request, _("Suggestions are on. You can switch them off here at any time."))
            return redirect("ledger:book-overview", book_id)
    return book_page(
        request,
        "offers/consent.html",
        member,
        status=422 if form.errors else 200,
        form=form,
        purpose=PURPOSES[PURPOSE],
        consented=has_consent(request.user, PURPOSE),
    )


@login_required
@require_POST
def consent_withdraw(request: HttpRequest, book_id: UUID) -> HttpResponse:
    access_book(request.user, book_id, Action.FOLLOW_SUGGESTION)
    switch_off(request.user, now=timezone.now())
    toast(request, _("Suggestions are off, and those that were made are gone."))
    return redirect("ledger:book-overview", book_id)


@login_required
@require_POST
def suggestion_dismiss(request: HttpRequest, book_id: UUID, suggestion_id: UUID) -> HttpResponse:
    """Puts the card away; `never=1` for good."""
    member = access_book(request.user, book_id, Action.FOLLOW_SUGGESTION)
    never = request.POST.get("never") == "1"
    today = book_now(member.book).date()
    until = dismiss_suggestion(member, suggestion_id, never=never, today=today, now=timezone.now())
    if until is None:
        toast(request, _("It will not be shown again."))
    else:
        toast(request, _("Put away for %(days)d days.") % {"days": (until - today).days})
    return redirect("ledger:book-overview", book_id)


@never_cache
@login_required
@require_safe
def loan_cost(request: HttpRequest, book_id: UUID, suggestion_id: UUID, product_id: UUID) -> HttpResponse:
    """综合融资成本明示: the whole cost, with a reading time that the server keeps."""
    member = access_book(request.user, book_id, Action.FOLLOW_SUGGESTION)
    suggestion = _suggestion_now(member)
    if suggestion is None or suggestion.public_id != suggestion_id:
        raise SuggestionNotFound
    row = open_cost_table(member, suggestion, str(product_id), now=timezone.now())
    return _cost_page(request, member, row)


def _suggestion_now(member: Member) -> Suggestion | None:
    """The suggestion as it is now: every block is asked again, whatever was shown before."""
    today = book_now(member.book).date()
    reading = fresh_reading(member, today=today)
    if reading is None:
        raise CreditClosed
    return suggestion_for(member, reading, today=today, now=timezone.now())


def _cost_page(request: HttpRequest, member: Member, row: CostReading, *, status: int = 200) -> HttpResponse:
    passed = (timezone.now() - row.opened_at).total_seconds()
    left = max(0, math.ceil(COST_READING_SECONDS - passed))
    return book_page(
        request, "offers/loan_cost.html", member, status=status, cost=row, table=row.table, seconds_left=left
    )


@login_required
@require_POST
def loan_cost_confirm(request: HttpRequest, book_id: UUID, cost_id: UUID) -> HttpResponse:
    """The reader understood; now the provider is named. Too early, and the page says how long to go on reading."""
    member = access_book(request.user, book_id, Action.FOLLOW_SUGGESTION)
    try:
        row = confirm_cost_table(member, _suggestion_now(member), cost_id, now=timezone.now())
    except CostNotRead:
        waiting = CostReading.objects.get(public_id=cost_id, user=request.user, book=member.book)
        return _cost_page(request, member, waiting, status=CostNotRead.status)
    return book_page(request, "offers/loan_provider.html", member, cost=row, table=row.table)


@login_required
@require_safe
def how_we_rank(request: HttpRequest) -> HttpResponse:
    """The published order of products."""
    return render(request, "offers/how_we_rank.html")
