"""Budgets, and what is to come."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ledger.access import access_book, access_budget, access_scheduled
from ledger.errors import PlanVersionStale
from ledger.forms.fields import StyledForm
from ledger.forms.plans import (
    BUDGET_FIELD_NAMES,
    SCHEDULED_FIELD_NAMES,
    BudgetForm,
    BudgetIdeasForm,
    DoForm,
    ScheduledForm,
    budget_initial,
    do_initial,
    scheduled_initial,
)
from ledger.models import Budget, Scheduled
from ledger.permissions import Action, require
from ledger.queries.budgets import budget_ideas, budget_name, budget_rows
from ledger.queries.coming import agenda
from ledger.queries.months import book_now
from ledger.services import plans
from ledger.templatetags.ledger_format import amount_text, short_day
from ledger.views.book_pages import book_page, open_to_visitors, opened_book, sent
from ledger.views.toasts import toast


@never_cache
@open_to_visitors
@require_safe
def budget_list(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """The budgets with what is left of each; where there are none, the offer to fill them in."""
    member = opened_book(request, book_id, Action.SEE_SUMS)
    today = book_now(member.book).date()
    rows = budget_rows(member.book, today)
    whole = next((row for row in rows if row.is_whole_month), None)
    context = {
        "whole": whole,
        "rows": [row for row in rows if row is not whole and not row.ended],
        "ended": [row for row in rows if row.ended],
        "has_history": bool(rows) or bool(budget_ideas(member.book, today)),
    }
    return book_page(request, "ledger/budget_list.html", member, tab="budgets", **context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def budget_new(request: HttpRequest, book_id: UUID) -> HttpResponse:
    member = access_book(request.user, book_id, Action.PLAN)
    form = BudgetForm(sent(request), member=member)
    if request.method == "POST" and form.is_valid():
        with form.refusals(BUDGET_FIELD_NAMES):
            budget = plans.set_budget(member, form.draft())
            undo = reverse("ledger:budget-delete", args=[book_id, budget.public_id])
            toast(request, _("The budget is set."), undo=undo)
            return redirect("ledger:budget-list", book_id)
    context = {"form": form, "budget": None}
    return book_page(request, "ledger/budget_edit.html", member, status=422 if form.errors else 200, **context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def budget_fill(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """Budgets by the median of the last months: shown first, set when they are confirmed."""
    member = access_book(request.user, book_id, Action.PLAN)
    today = book_now(member.book).date()
    known = {row.budget.category_id for row in budget_rows(member.book, today) if row.monthly}
    ideas = [idea for idea in budget_ideas(member.book, today) if (idea.category and idea.category.pk) not in known]
    form = BudgetIdeasForm(sent(request), ideas=ideas, currency=member.book.currency)
    if request.method == "POST" and form.is_valid():
        made = plans.set_budgets(member, form.drafts())
        query = urlencode({"budget": [str(budget.public_id) for budget in made]}, doseq=True)
        said = ngettext("%(n)d budget is set.", "%(n)d budgets are set.", len(made)) % {"n": len(made)}
        toast(request, said, undo=f"{reverse('ledger:budget-unfill', args=[book_id])}?{query}")
        return redirect("ledger:budget-list", book_id)
    return book_page(request, "ledger/budget_fill.html", member, status=422 if form.errors else 200, form=form)


@login_required
@require_POST
def budget_unfill(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """Takes back the budgets that were filled in; the address names them."""
    member = access_book(request.user, book_id, Action.PLAN)
    for public_id in request.GET.getlist("budget"):
        plans.delete_plan(member, access_budget(member, public_id, deleted=True), at=timezone.now())
    toast(request, _("Taken back."))
    return redirect("ledger:budget-list", book_id)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def budget_edit(request: HttpRequest, book_id: UUID, budget_id: UUID) -> HttpResponse:
    member = access_book(request.user, book_id, Action.PLAN)
    budget = access_budget(member, budget_id)
    form = BudgetForm(sent(request), member=member, initial=budget_initial(budget))
    context: dict[str, Any] = {"form": form, "budget": budget, "name": budget_name(budget)}
    if request.method == "POST" and form.is_valid():
        changes = {name: getattr(form.draft(), name) for name in plans.BUDGET_FIELDS}
        version = form.cleaned_data["version"] or 0
        try:
            with form.refusals(BUDGET_FIELD_NAMES):
                changed = plans.change_budget(member, budget, version=version, changes=changes)
                toast(request, _("Saved."), undo=_undo("budget", changed))
                return redirect("ledger:budget-list", book_id)
        except PlanVersionStale as stale:
            context |= _once_more(request, form, stale)
            context["now_minor"] = stale.current.amount_minor
            return book_page(request, "ledger/budget_edit.html", member, status=409, **context)
    return book_page(request, "ledger/budget_edit.html", member, status=422 if form.errors else 200, **context)


@login_required
@require_POST
def budget_delete(request: HttpRequest, book_id: UUID, budget_id: UUID) -> HttpResponse:
    member = access_book(request.user, book_id, Action.PLAN)
    budget = plans.delete_plan(member, access_budget(member, budget_id, deleted=True), at=timezone.now())
    toast(request, _("The budget is deleted."), undo=_undo("budget", budget))
    return redirect("ledger:budget-list", book_id)


@login_required
@require_POST
def budget_undo(request: HttpRequest, book_id: UUID, budget_id: UUID, change: int) -> HttpResponse:
    """Takes back the change that made this version of it."""
    member = access_book(request.user, book_id, Action.PLAN)
    plans.undo_plan(member, access_budget(member, budget_id, deleted=True), version=change)
    toast(request, _("Taken back."))
    return redirect("ledger:budget-list", book_id)


@never_cache
@open_to_visitors
@require_safe
def schedule_list(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """What comes, by day: overdue, within 30 days, later; and what is over."""
    member = opened_book(request, book_id, Action.SEE_SUMS)
    found = agenda(member.book, book_now(member.book).date())
    return book_page(request, "ledger/schedule_list.html", member, tab="budgets", agenda=found)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def schedule_new(request: HttpRequest, book_id: UUID) -> HttpResponse:
    member = access_book(request.user, book_id, Action.PLAN)
    asked = request.GET.get("kind", "")
    kind = asked if asked in Scheduled.Kind.values else Scheduled.Kind.EXPENSE
    form = ScheduledForm(sent(request), member=member, initial={"kind": kind, "due": book_now(member.book).date()})
    if request.method == "POST" and form.is_valid():
        with form.refusals(SCHEDULED_FIELD_NAMES):
            row = plans.schedule(member, form.draft())
            undo = reverse("ledger:schedule-delete", args=[book_id, row.public_id])
            toast(request, _("“%(name)s” is on the schedule.") % {"name": row.name}, undo=undo)
            return redirect("ledger:schedule-list", book_id)
    context = {"form": form, "row": None}
    return book_page(request, "ledger/schedule_edit.html", member, status=422 if form.errors else 200, **context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def schedule_edit(request: HttpRequest, book_id: UUID, row_id: UUID) -> HttpResponse:
    member = access_book(request.user, book_id, Action.PLAN)
    row = access_scheduled(member, row_id)
    form = ScheduledForm(sent(request), member=member, initial=scheduled_initial(row))
    context: dict[str, Any] = {"form": form, "row": row}
    if request.method == "POST" and form.is_valid():
        # What the form does not ask for stays as it is.
        asked = plans.SCHEDULED_FIELDS - {"icon", "extra"}
        changes = {name: getattr(form.draft(), name) for name in asked} | {"extra": form.extra(row.extra)}
        version = form.cleaned_data["version"] or 0
        try:
            with form.refusals(SCHEDULED_FIELD_NAMES):
                changed = plans.change_scheduled(member, row, version=version, changes=changes)
                toast(request, _("Saved."), undo=_undo("schedule", changed))
                return redirect("ledger:schedule-list", book_id)
        except PlanVersionStale as stale:
            context |= _once_more(request, form, stale)
            return book_page(request, "ledger/schedule_edit.html", member, status=409, **context)
    return book_page(request, "ledger/schedule_edit.html", member, status=422 if form.errors else 200, **context)


@login_required
@require_POST
def schedule_delete(request: HttpRequest, book_id: UUID, row_id: UUID) -> HttpResponse:
    member = access_book(request.user, book_id, Action.PLAN)
    row = plans.delete_plan(member, access_scheduled(member, row_id, deleted=True), at=timezone.now())
    toast(request, _("“%(name)s” is deleted.") % {"name": row.name}, undo=_undo("schedule", row))
    return redirect("ledger:schedule-list", book_id)


@login_required
@require_POST
def schedule_undo(request: HttpRequest, book_id: UUID, row_id: UUID, change: int) -> HttpResponse:
    """Takes back the change that made this version of it; what was recorded with it goes to the bin."""
    member = access_book(request.user, book_id, Action.RECORD)
    plans.undo_plan(member, access_scheduled(member, row_id, deleted=True), version=change)
    toast(request, _("Taken back."))
    return redirect("ledger:schedule-list", book_id)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def schedule_do(request: HttpRequest, book_id: UUID, row_id: UUID) -> HttpResponse:
    """Does what has come, as planned or as the form says; `record=no` only ticks it."""
    member = access_book(request.user, book_id, Action.RECORD)
    require(member, Action.SEE_SUMS)
    row = access_scheduled(member, row_id)
    today = book_now(member.book).date()
    form = DoForm(sent(request), member=member, row=row, initial=do_initial(row, today))
    if request.method == "POST" and form.is_valid():
        with form.refusals(SCHEDULED_FIELD_NAMES):
            done = plans.do_scheduled(
                member,
                row,
                version=form.cleaned_data["version"] or 0,
                at=timezone.now(),
                record=request.POST.get("record") != "no",
                **form.how(today),
            )
            toast(request, _said(request, done), undo=_undo("schedule", done.row))
            return redirect("ledger:schedule-list", book_id)
    context = {"form": form, "row": row}
    return book_page(request, "ledger/schedule_do.html", member, status=422 if form.errors else 200, **context)


def _said(request: HttpRequest, done: plans.Done) -> str:
    row = done.row
    if done.entry is not None and not request.user.hide_amounts:
        amount = amount_text(done.entry.amount_minor, row.book.currency)
        first = _("“%(name)s”: %(amount)s recorded.") % {"name": row.name, "amount": amount}
    elif done.entry is not None:
        first = _("“%(name)s” is recorded.") % {"name": row.name}
    else:
        first = _("“%(name)s” is ticked off.") % {"name": row.name}
    if row.done_at is not None:
        return first
    then = _("Next on %(day)s.") % {"day": short_day(row.due, book_now(row.book).date())}
    # Translators: two sentences, one after the other; nothing stands between them in Chinese.
    return _("%(first)s %(then)s") % {"first": first, "then": then}


def _once_more(request: HttpRequest, form: StyledForm, stale: PlanVersionStale) -> dict[str, Any]:
    """The form again with what was typed, to be saved over what somebody else changed meanwhile."""
    typed = request.POST.copy()
    typed["version"] = str(stale.current.version)
    form.data = typed
    return {"stale": stale}


def _undo(noun: str, row: Budget | Scheduled) -> str:
    return reverse(f"ledger:{noun}-undo", args=[row.book.public_id, row.public_id, row.version])
