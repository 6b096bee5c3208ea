"""Expenses that wait for a yes: the list, and the answer."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ledger.access import access_book
from ledger.errors import SelectionEmpty
from ledger.forms.approvals import AnswerForm
from ledger.permissions import Action, allows_edit
from ledger.queries.approvals import refused_of_mine, waiting, waiting_list
from ledger.services.approvals import approve, refuse
from ledger.views.book_pages import book_page, opened_book, way_back
from ledger.views.toasts import toast


@never_cache
@login_required
@require_safe
def approval_list(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """What waits, with a box before each for who may say yes; and what the reader owes since it was refused."""
    member = opened_book(request, book_id)
    entries = waiting_list(member)
    for entry in entries:
        entry.may_withdraw = entry.recorded_by_id == member.pk and allows_edit(member, entry)
    context = {"entries": entries, "waiting": waiting(member), "refused": refused_of_mine(member), "form": AnswerForm()}
    return book_page(request, "ledger/approval_list.html", member, tab="entries", **context)


@login_required
@require_POST
def approval_answer(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """Says yes or no to the chosen entries; the toast takes it back."""
    member = access_book(request.user, book_id, Action.APPROVE)
    form = AnswerForm(request.POST)
    chosen = form.chosen(member)
    if not form.is_valid() or chosen is None:
        raise SelectionEmpty
    if form.cleaned_data["answer"] == AnswerForm.APPROVE:
        step = approve(member, chosen)
    else:
        step = refuse(member, chosen, why=form.cleaned_data["why"])
    toast(request, step.said, undo=reverse("ledger:step-undo", args=[book_id, step.public_id]))
    if "next" in request.POST:
        return redirect(way_back(request, member))
    return redirect("ledger:approval-list", book_id)
