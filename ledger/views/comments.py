from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from ledger.access import access_book, access_entry
from ledger.errors import RoleTooLow
from ledger.forms.comments import CommentForm
from ledger.models import Entry, Member
from ledger.permissions import Action, allows
from ledger.queries.activity.lines import entry_lines
from ledger.queries.activity.words import told
from ledger.queries.comments import addressable, entry_comments, shown_comment
from ledger.queries.entries import entry_with_names
from ledger.services.comments import add_comment, delete_comment, edit_comment
from ledger.views.book_pages import book_page, sent
from ledger.views.toasts import toast


def talk_context(member: Member, entry: Entry) -> dict[str, Any]:
    """What the page of an entry says besides the entry: what was done to it, and what was said about it."""
    may_comment = allows(member, Action.COMMENT) and member.book.archived_at is None
    return {
        "history": told(member, entry_lines(member, entry)),
        "talk": entry_comments(member, entry),
        "may_comment": may_comment,
        "comment_form": CommentForm() if may_comment else None,
        "addressable": _others(member),
    }


def _others(member: Member) -> list[Member]:
    return [row for row in addressable(member.book) if row.pk != member.pk]


@login_required
@require_POST
def comment_add(request: HttpRequest, book_id: UUID, entry_id: UUID) -> HttpResponse:
    member = access_book(request.user, book_id, Action.COMMENT)
    entry = access_entry(member, entry_id, with_bin=True)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, member, entry, form, status=422)
    add_comment(member, entry, text=form.cleaned_data["text"])
    return redirect(_talk(member, entry))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def comment_edit(request: HttpRequest, book_id: UUID, entry_id: UUID, comment_id: UUID) -> HttpResponse:
    """Says it otherwise; only who said it."""
    member = access_book(request.user, book_id, Action.COMMENT)
    entry = access_entry(member, entry_id, with_bin=True)
    comment = shown_comment(member, entry, comment_id)
    if comment.by_id != member.pk:
        raise RoleTooLow(Action.COMMENT)
    form = CommentForm(sent(request), initial={"text": comment.text})
    if form.is_bound and form.is_valid():
        edit_comment(member, entry, comment, text=form.cleaned_data["text"])
        toast(request, _("Saved."))
        return redirect(_talk(member, entry))
    return _page(request, member, entry, form, status=422 if form.errors else 200)


@login_required
@require_POST
def comment_delete(request: HttpRequest, book_id: UUID, entry_id: UUID, comment_id: UUID) -> HttpResponse:
    """Takes a comment away; the toast brings it back."""
    member = access_book(request.user, book_id, Action.COMMENT)
    entry = access_entry(member, entry_id, with_bin=True)
    delete_comment(member, entry, shown_comment(member, entry, comment_id))
    toast(request, _("Deleted."), undo=reverse("ledger:comment-restore", args=[book_id, entry_id, comment_id]))
    return redirect(_talk(member, entry))


@login_required
@require_POST
def comment_restore(request: HttpRequest, book_id: UUID, entry_id: UUID, comment_id: UUID) -> HttpResponse:
    member = access_book(request.user, book_id, Action.COMMENT)
    entry = access_entry(member, entry_id, with_bin=True)
    delete_comment(member, entry, shown_comment(member, entry, comment_id), deleted=False)
    toast(request, _("Restored."))
    return redirect(_talk(member, entry))


def _talk(member: Member, entry: Entry) -> str:
    return reverse("ledger:entry-edit", args=[member.book.public_id, entry.client_id]) + "#comments"


def _page(request: HttpRequest, member: Member, entry: Entry, form: CommentForm, *, status: int) -> HttpResponse:
    context = {"form": form, "addressable": _others(member), "entry": entry_with_names(member, entry)}
    return book_page(request, "ledger/comment_edit.html", member, status=status, **context)
