"""The activity of a book, and taking back what it tells."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ledger.access import access_book, access_entry
from ledger.forms.comments import ActivityFilterForm
from ledger.models import Member
from ledger.permissions import Action
from ledger.queries.activity.pages import Cursor, activity_page, by_day
from ledger.queries.activity.shown import shown_change
from ledger.queries.activity.words import told
from ledger.queries.months import book_now
from ledger.services.reverting import ChangedSince, revert_change, revert_entry
from ledger.views.book_pages import book_context, book_page, opened_book, way_back
from ledger.views.toasts import toast


@never_cache
@login_required
@require_safe
def activity_list(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """What was done in the book, by day. htmx asks for the earlier ones alone."""
    member = opened_book(request, book_id)
    form = ActivityFilterForm(request.GET, member=member)
    narrowed = form.narrowed()
    after = Cursor.parse(request.GET.get("after", ""))
    page = activity_page(member, narrowed, after=after)
    query = urlencode({name: request.GET[name] for name in ("by", "kind") if request.GET.get(name)})
    context = book_context(
        member,
        tab="activity",
        form=form,
        narrowed=not narrowed.is_empty,
        days=by_day(told(member, page.lines), book_now(member.book).tzinfo),
        next_cursor=page.next_cursor,
        more_query=query,
    )
    if request.htmx and after is not None:
        return render(request, "ledger/_activity_days.html", context)
    return render(request, "ledger/activity_list.html", context)


@login_required
@require_POST
def entry_revert(request: HttpRequest, book_id: UUID, entry_id: UUID, change: int) -> HttpResponse:
    """Takes back the change that made the version `change` of an entry; asks first where it was changed again since."""
    member = access_book(request.user, book_id, Action.EDIT_OWN)
    entry = access_entry(member, entry_id, with_bin=True)
    try:
        entry = revert_entry(member, entry, version=change, over="over" in request.POST)
    except ChangedSince as refusal:
        return _asked(request, member, refusal)
    undo = reverse("ledger:entry-revert", args=[book_id, entry_id, entry.version])
    toast(request, _("Taken back."), undo=undo)
    return redirect(_back(request, member))


@login_required
@require_POST
def activity_revert(request: HttpRequest, book_id: UUID, line_id: UUID) -> HttpResponse:
    """Takes back a line that is not of an entry."""
    member = access_book(request.user, book_id, Action.EDIT_OWN)
    try:
        made = revert_change(member, shown_change(member, line_id), over="over" in request.POST)
    except ChangedSince as refusal:
        return _asked(request, member, refusal)
    undo = reverse("ledger:activity-revert", args=[book_id, made.public_id]) if made else ""
    toast(request, _("Taken back."), undo=undo)
    return redirect(_back(request, member))


def _back(request: HttpRequest, member: Member) -> str:
    if request.POST.get("next"):
        return way_back(request, member)
    return reverse("ledger:activity-list", args=[member.book.public_id])


def _asked(request: HttpRequest, member: Member, refusal: ChangedSince) -> HttpResponse:
    context: dict[str, Any] = {"later": told(member, refusal.later), "back": _back(request, member)}
    return book_page(request, "ledger/activity_revert.html", member, status=409, **context)
