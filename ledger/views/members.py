from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import DomainError
from ledger.access import access_book
from ledger.forms.books import MemberForm
from ledger.permissions import Action
from ledger.queries.people import book_people
from ledger.services.members import add_member
from ledger.views.book_pages import book_page, opened_book
from ledger.views.toasts import toast


@never_cache
@login_required
@require_safe
def member_list(request: HttpRequest, book_id: UUID) -> HttpResponse:
    member = opened_book(request, book_id)
    people = book_people(member.book)
    return book_page(request, "ledger/member_list.html", member, tab="members", people=people, form=MemberForm())


@login_required
@require_POST
def member_add(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """Adds a person by name alone: a child, a guest on a trip."""
    member = access_book(request.user, book_id, Action.MANAGE_MEMBERS)
    form = MemberForm(request.POST)
    if form.is_valid():
        try:
            added = add_member(member, name=form.cleaned_data["name"])
        except DomainError as refusal:
            if not refusal.fields:
                raise
            form.add_refusal(refusal.fields)
        else:
            toast(request, _("%(name)s is in the book now.") % {"name": added.name})
            return redirect("ledger:member-list", book_id)
    people = book_people(member.book)
    return book_page(request, "ledger/member_list.html", member, status=422, tab="members", people=people, form=form)
