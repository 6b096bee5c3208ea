"""Choosing many entries, changing them in one step, and taking steps back."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ledger.access import access_book, access_row
from ledger.errors import SelectionEmpty
from ledger.forms.bulk import BULK_FORMS, BulkForm, Selection
from ledger.forms.filters import EntryFilterForm
from ledger.models import Member, Step
from ledger.permissions import Action, require_open
from ledger.queries.entries import Cursor, entry_page, filtered_entries
from ledger.queries.recording import pad_choices
from ledger.queries.steps import my_steps
from ledger.services.bulk import BulkPlan, Change, bulk_plan, change_entries
from ledger.services.steps import undo_step
from ledger.views.book_pages import book_context, book_page, opened_book, way_back
from ledger.views.toasts import toast


@never_cache
@login_required
@require_safe
def entry_select(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """The entries with a box before each, and what can be done to those chosen. htmx asks for the next days alone."""
    member = opened_book(request, book_id, Action.EDIT_OWN)
    require_open(member.book)
    form = EntryFilterForm(request.GET, member=member)
    form.is_valid()
    narrowed = form.narrowed()
    after = Cursor.parse(request.GET.get("after", ""))
    context = book_context(
        member,
        tab="entries",
        form=form,
        page=entry_page(member, narrowed, after=after),
        more_query=form.query(),
        selecting=True,
        actions=bulk_actions(),
    )
    if request.htmx and after is not None:
        return render(request, "ledger/_entry_days.html", context)
    context["found_n"] = filtered_entries(member, narrowed).count()
    return render(request, "ledger/entry_select.html", context)


def bulk_actions() -> list[dict[str, Any]]:
    """What can be done to chosen entries, in the order of the buttons."""
    return [
        {"key": key, "title": form.title, "label": form.label, "icon": form.icon, "danger": form.danger}
        for key, form in BULK_FORMS.items()
    ]


@login_required
@require_POST
def entry_bulk(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """Asks what the chosen entries are to get, says what can't be changed, and changes them.

    The first post brings the choice; the one with `sent` brings the fields. What was told of entries that stay as they
    are comes along as `told`: with another number, nothing is changed and the reader is told again.
    """
    member = opened_book(request, book_id, Action.EDIT_OWN)
    require_open(member.book)
    kind = BULK_FORMS.get(request.POST.get("do", ""))
    if kind is None:
        raise SelectionEmpty
    selection = Selection(request.POST, member)
    form = kind(request.POST if "sent" in request.POST else None, member=member, selection=selection)
    plan = None
    # What has no fields can be counted at once.
    if not form.fields and not form.is_bound:
        plan = bulk_plan(member, selection.entries, form.change())
    elif form.is_valid():
        change = form.change()
        with form.refusals():
            plan = bulk_plan(member, selection.entries, change)
            if plan.n and request.POST.get("told", "0") == str(plan.refused_n):
                return _changed(request, member, selection, change, plan)
    return _asked(request, member, selection, form, plan)


def _changed(
    request: HttpRequest, member: Member, selection: Selection, change: Change, plan: BulkPlan
) -> HttpResponse:
    step = change_entries(member, selection.entries, change)
    toast(request, step.said, undo=reverse("ledger:step-undo", args=[member.book.public_id, step.public_id]))
    address = reverse("ledger:entry-list", args=[member.book.public_id])
    return redirect(f"{address}?{selection.found}" if selection.found else address)


def _asked(
    request: HttpRequest, member: Member, selection: Selection, form: BulkForm, plan: BulkPlan | None
) -> HttpResponse:
    context = {
        "form": form,
        "selection": selection,
        "plan": plan,
        "refusals": refusal_sentences(plan) if plan else [],
        "choices": pad_choices(member),
        "do": request.POST["do"],
    }
    status = 422 if form.errors else 200
    return book_page(request, "ledger/entry_bulk.html", member, status=status, tab="entries", **context)


def refusal_sentences(plan: BulkPlan) -> list[str]:
    """Why some entries stay as they are, in a sentence for each reason."""
    told = {
        "not_own": ngettext(
            "%(n)d was recorded by somebody else, and your role allows no change of it.",
            "%(n)d were recorded by others, and your role allows no change of them.",
            plan.refused.get("not_own", 0),
        ),
        "not_shown": _("%(n)d from or to an account that is not shown to you."),
        "no_category": _("%(n)d between accounts: these have no category."),
        "other_kind": _("%(n)d of the other kind: what is spent and what is earned have categories of their own."),
        "two_accounts": _("%(n)d between accounts: change these one by one."),
        "linked": _("%(n)d paid from another of the books."),
        "other_currency": _("%(n)d in another currency."),
        "not_shared": _("%(n)d between accounts: these are not shared."),
        "not_movable": _("%(n)d between accounts of this book."),
        "hangs_together": _("%(n)d that belong together with other entries."),
        "refunded": _("%(n)d with a refund in this book."),
        "there_already": _("%(n)d that the other book has already."),
    }
    sentences = [told[reason] % {"n": n} for reason, n in plan.refused.items()]
    if plan.same:
        sentences.append(_("%(n)d are so already.") % {"n": plan.same})
    return sentences


@never_cache
@login_required
@require_safe
def step_list(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """What the reader changed at once in this book lately."""
    member = opened_book(request, book_id, Action.EDIT_OWN)
    return book_page(request, "ledger/step_list.html", member, tab="entries", steps=my_steps(member))


@login_required
@require_POST
def step_undo(request: HttpRequest, book_id: UUID, step_id: UUID) -> HttpResponse:
    member = access_book(request.user, book_id, Action.EDIT_OWN)
    undone = undo_step(member, access_row(member, Step, step_id))
    said = ngettext("%(n)d entry is as it was.", "%(n)d entries are as they were.", undone.n) % {"n": undone.n}
    if undone.left_alone:
        left = ngettext(
            "%(n)d was changed since, and stays so.", "%(n)d were changed since, and stay so.", undone.left_alone
        )
        said = f"{said} {left % {'n': undone.left_alone}}" if undone.n else left % {"n": undone.left_alone}
    toast(request, said)
    return redirect(way_back(request, member))
