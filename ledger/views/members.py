"""The people of a book: who they are, their roles, leaving, handing the book over."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ledger.access import access_book, access_person
from ledger.errors import HandoverOver
from ledger.forms.books import MemberForm
from ledger.forms.members import GuestLinkForm, PersonForm
from ledger.models import Member
from ledger.permissions import Action, allows, may_give, require_member
from ledger.queries.invitations import guest_link, is_taken, open_handover, open_invitations
from ledger.queries.people import book_people
from ledger.services.handover import answer_offer, offer_book, withdraw_offer
from ledger.services.members import add_member, change_person, leave_book, remove_member
from ledger.views.book_pages import book_page, opened_book, sent
from ledger.views.toasts import toast


@never_cache
@login_required
@require_safe
def member_list(request: HttpRequest, book_id: UUID) -> HttpResponse:
    member = opened_book(request, book_id)
    return _list(request, member, MemberForm())


def _list(request: HttpRequest, member: Member, form: MemberForm, *, status: int = 200) -> HttpResponse:
    people = book_people(member.book)
    context: dict[str, Any] = {
        "with_account": [person for person in people if person.user_id is not None],
        "without_account": [person for person in people if person.user_id is None],
        "handover": open_handover(member.book),
        "form": form,
    }
    if allows(member, Action.INVITE):
        link = guest_link(member.book)
        context |= {
            "invitations": open_invitations(member.book, at=timezone.now()),
            "guest_link": link,
            "guest_form": GuestLinkForm(initial={"may_record": link.may_record}) if link else None,
            "taken": {person.pk for person in context["without_account"] if link and is_taken(person, link)},
        }
    return book_page(request, "ledger/member_list.html", member, status=status, tab="members", **context)


@login_required
@require_POST
def member_add(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """Adds a person by name alone: a child, a guest on a trip."""
    member = access_book(request.user, book_id, Action.MANAGE_MEMBERS)
    form = MemberForm(request.POST)
    if form.is_valid():
        with form.refusals():
            added = add_member(member, name=form.cleaned_data["name"])
            toast(request, _("%(name)s is in the book now.") % {"name": added.name})
            return redirect("ledger:member-list", book_id)
    return _list(request, member, form, status=422)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_edit(request: HttpRequest, book_id: UUID, person_id: UUID) -> HttpResponse:
    """One person: the name, the role, and what else may be done."""
    member = opened_book(request, book_id, Action.MANAGE_MEMBERS)
    person = access_person(member, person_id)
    form = PersonForm(sent(request), member=member, person=person)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            change_person(member, person, name=form.cleaned_data["name"], role=form.cleaned_data.get("role"))
            toast(request, _("Saved."))
            return redirect("ledger:member-list", book_id)
    link = guest_link(member.book)
    context = {
        "person": person,
        "form": form,
        "may_remove": may_give(member, person.role),
        "may_hand_over": allows(member, Action.DELETE_BOOK) and person.user_id is not None and person.pk != member.pk,
        "handover": open_handover(member.book),
        "taken": link is not None and is_taken(person, link),
    }
    return book_page(request, "ledger/member_edit.html", member, status=422 if form.errors else 200, **context)


@login_required
@require_POST
def member_remove(request: HttpRequest, book_id: UUID, person_id: UUID) -> HttpResponse:
    """Takes somebody's access away; the name stays with its entries."""
    member = access_book(request.user, book_id, Action.MANAGE_MEMBERS)
    removed = remove_member(member, access_person(member, person_id))
    toast(request, _("%(name)s has no access any more. The entries stay.") % {"name": removed.name})
    return redirect("ledger:member-list", book_id)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_leave(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """Asks whether somebody really wants to leave, and lets them."""
    member = access_book(request.user, book_id)
    if request.method != "POST":
        return book_page(request, "ledger/member_leave.html", member)
    leave_book(member, at=timezone.now())
    toast(request, _("You have left “%(book)s”. Your entries stay there under your name.") % {"book": member.book.name})
    return redirect("ledger:shelf")


@login_required
@require_POST
def handover_offer(request: HttpRequest, book_id: UUID, person_id: UUID) -> HttpResponse:
    """Offers the book to somebody, who has to accept."""
    member = access_book(request.user, book_id, Action.DELETE_BOOK)
    to = access_person(member, person_id)
    offer_book(member, to, at=timezone.now())
    toast(request, _("%(name)s has been asked. The book stays yours until the answer is yes.") % {"name": to.name})
    return redirect("ledger:member-list", book_id)


@login_required
@require_POST
def handover_withdraw(request: HttpRequest, book_id: UUID) -> HttpResponse:
    member = access_book(request.user, book_id, Action.DELETE_BOOK)
    withdraw_offer(member, at=timezone.now())
    toast(request, _("The book stays yours."))
    return redirect("ledger:member-list", book_id)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """Where the one who is to own the book says yes or no."""
    member = access_book(request.user, book_id)
    if request.method == "POST":
        require_member(member)
    offer = open_handover(member.book)
    if offer is None or offer.to_id != member.pk:
        raise HandoverOver
    if request.method != "POST":
        return book_page(request, "ledger/handover.html", member, offer=offer)
    accepted = request.POST.get("answer") == "yes"
    answer_offer(member, accepted=accepted, at=timezone.now())
    if accepted:
        toast(request, _("“%(book)s” is yours now.") % {"book": member.book.name})
    else:
        toast(request, _("Declined. Nothing changes."))
    return redirect("ledger:member-list", book_id)
