from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ledger.access import access_book, access_row
from ledger.models import Member
from ledger.permissions import Action
from ledger.services.till import set_till
from ledger.views.toasts import toast


@login_required
@require_POST
def member_till(request: HttpRequest, book_id: UUID, person_id: UUID) -> HttpResponse:
    """Sets a contributor up for the till, or with `till=no` no longer."""
    member = access_book(request.user, book_id, Action.MANAGE_MEMBERS)
    till = request.POST.get("till") != "no"
    person = set_till(member, access_row(member, Member, person_id), till=till)
    said = _("%(name)s is at the till now.") if till else _("%(name)s is not at the till any more.")
    toast(request, said % {"name": person.name})
    return redirect("ledger:member-edit", book_id, person.public_id)
