"""The link for guests: made by those who invite, opened by whoever has it, and left or kept."""

from uuid import UUID

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.error_pages import refusal as refusal_page
from accounts.errors import DomainError, TooManyAttempts
from ledger import guest_cookie
from ledger.access import access_book, access_person, guest_in, memberships
from ledger.errors import BookNotFound, NameInUse
from ledger.forms.members import GuestLinkForm
from ledger.models import GuestLink
from ledger.permissions import Action, require_member
from ledger.queries.invitations import guest_link_by_token, is_taken, names_for_guests
from ledger.services.guests import (
    change_guest_link,
    come_as_guest,
    free_name,
    go_as_guest,
    keep_book,
    make_guest_link,
    revoke_guest_link,
)
from ledger.views.book_pages import book_page, open_to_guests
from ledger.views.links import qr_code
from ledger.views.toasts import toast


@login_required
@require_POST
def guest_link_make(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """Makes the link, or another one in its place; it is in the answer, and nowhere else ever again."""
    member = access_book(request.user, book_id, Action.INVITE)
    made = make_guest_link(member, at=timezone.now())
    link = request.build_absolute_uri(reverse("ledger:guest-door", args=[made.token]))
    context = {"link": link, "qr": qr_code(link), "guest_link": made.link}
    return book_page(request, "ledger/guest_link_made.html", member, status=201, tab="members", **context)


@login_required
@require_POST
def guest_link_change(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """Lets guests record, or only look."""
    member = access_book(request.user, book_id, Action.INVITE)
    form = GuestLinkForm(request.POST)
    form.is_valid()
    change_guest_link(member, may_record=form.cleaned_data["may_record"])
    toast(request, _("Saved."))
    return redirect("ledger:member-list", book_id)


@login_required
@require_POST
def guest_link_revoke(request: HttpRequest, book_id: UUID) -> HttpResponse:
    member = access_book(request.user, book_id, Action.INVITE)
    revoke_guest_link(member, at=timezone.now())
    toast(request, _("The door is shut: no guest gets in any more. What guests recorded stays."))
    return redirect("ledger:member-list", book_id)


@login_required
@require_POST
def guest_free(request: HttpRequest, book_id: UUID, person_id: UUID) -> HttpResponse:
    """Lets a guest's name be chosen from another phone."""
    member = access_book(request.user, book_id, Action.MANAGE_MEMBERS)
    person = access_person(member, person_id)
    free_name(member, person)
    toast(request, _("%(name)s can be chosen again.") % {"name": person.name})
    return redirect("ledger:member-list", book_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guest_door(request: HttpRequest, token: str) -> HttpResponse:
    """Asks whoever opens the link which of the people without an account they are."""
    try:
        link = guest_link_by_token(token)
        return _choose(request, link, token) if request.method == "POST" else _ask(request, link)
    except DomainError as refusal:
        return refusal_page(request, refusal, template="ledger/link_closed.html")


def _inside(request: HttpRequest, link: GuestLink) -> HttpResponse | None:
    """Where somebody belongs who is in the book already."""
    book_id = link.book.public_id
    if request.user.is_authenticated:
        if memberships(request.user).filter(book=link.book).exists():
            return redirect("ledger:book-overview", book_id)
        if guest_in(guest_cookie.keys(request.COOKIES), book_id) is not None:
            return redirect("ledger:guest-keep", book_id)
    elif guest_in(guest_cookie.keys(request.COOKIES), book_id) is not None:
        return redirect("ledger:book-overview", book_id)
    return None


def _ask(request: HttpRequest, link: GuestLink, *, refused: str = "") -> HttpResponse:
    inside = _inside(request, link)
    if inside is not None:
        return inside
    names = [(person, is_taken(person, link)) for person in names_for_guests(link)]
    context = {"book": link.book, "link": link, "names": names, "refused": refused}
    return render(request, "ledger/guest_door.html", context, status=409 if refused else 200)


def _choose(request: HttpRequest, link: GuestLink, token: str) -> HttpResponse:
    inside = _inside(request, link)
    if inside is not None:
        return inside
    if not ratelimit.consume(request, action="guest_choose", key=str(link.pk)):
        raise TooManyAttempts
    chosen = request.POST.get("person", "")
    person = next((row for row in names_for_guests(link) if str(row.public_id) == chosen), None)
    if person is None:
        raise BookNotFound
    try:
        key = come_as_guest(link, person)
    except NameInUse as refusal:
        return _ask(request, link, refused=str(refusal))
    book_id = link.book.public_id
    if request.user.is_authenticated:
        keep_book(request.user, person)
        toast(request, _("Welcome to “%(book)s”, %(name)s.") % {"book": link.book.name, "name": person.name})
        return redirect("ledger:book-overview", book_id)
    response = redirect("ledger:book-overview", book_id)
    guest_cookie.remember(response, book_id, key=key, token=token)
    return response


@open_to_guests
@require_POST
def guest_leave(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """“That is not me”: back to the question."""
    member = access_book(request.user, book_id)
    if not member.is_guest:
        require_member(member)
        return redirect("ledger:book-overview", book_id)
    go_as_guest(member)
    response = redirect("ledger:guest-door", guest_cookie.token(request.COOKIES, book_id))
    guest_cookie.forget(response, book_id)
    return response


@never_cache
@login_required(login_url="account_signup")
@require_http_methods(["GET", "HEAD", "POST"])
def guest_keep(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """Where a guest who signed up or in makes the book one of their own, with all that was noted under the name."""
    guest = guest_in(guest_cookie.keys(request.COOKIES), book_id)
    present = memberships(request.user).filter(book__public_id=book_id).first()
    if guest is None:
        member = access_book(request.user, book_id)
        if request.method == "POST":
            require_member(member)
        return redirect("ledger:book-overview", book_id)
    if request.method != "POST":
        return render(request, "ledger/guest_keep.html", {"book": guest.book, "guest": guest, "present": present})
    joined = keep_book(request.user, guest)
    toast(request, _("Welcome to “%(book)s”, %(name)s.") % {"book": guest.book.name, "name": joined.name})
    response = redirect("ledger:book-overview", book_id)
    guest_cookie.forget(response, book_id)
    return response
