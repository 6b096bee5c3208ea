"""Inviting somebody into a book, and the page that an invitation opens."""

from typing import Any
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
from accounts.errors import CodeNotSent, DomainError, TooManyAttempts
from accounts.identifiers import Identifier
from accounts.messages import send_invitation
from ledger.access import access_book, access_invitation, access_own_invitation, memberships
from ledger.forms.members import InviteForm, JoinForm
from ledger.models import Invitation, Member
from ledger.permissions import Action
from ledger.queries.invitations import check_usable, invitation_by_token
from ledger.services.invitations import Made, accept_invitation, invite, renew_invitation, revoke_invitation
from ledger.views.book_pages import book_page, opened_book, sent
from ledger.views.links import qr_code
from ledger.views.toasts import toast


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_new(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """Makes an invitation; its link is in the answer, and nowhere else ever again."""
    member = opened_book(request, book_id, Action.INVITE)
    initial = {"claims": request.GET.get("claims", "")}
    form = InviteForm(sent(request), member=member, initial=initial)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["address"]
        if address and not ratelimit.consume(request, action="invite", user=request.user):
            raise TooManyAttempts
        try:
            made = invite(member, at=timezone.now(), **form.invitation())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return _made(request, member, made, address=address)
    return book_page(
        request, "ledger/invitation_new.html", member, status=422 if form.errors else 200, tab="members", form=form
    )


def _made(request: HttpRequest, member: Member, made: Made, *, address: Identifier | None = None) -> HttpResponse:
    link = request.build_absolute_uri(reverse("ledger:join", args=[made.token]))
    context: dict[str, Any] = {"invitation": made.invitation, "link": link, "qr": qr_code(link)}
    if address:
        try:
            send_invitation(address, who=member.name, book=member.book.name, link=link)
            context["sent"] = True
        except CodeNotSent:
            context["not_sent"] = True
    return book_page(request, "ledger/invitation_made.html", member, status=201, tab="members", **context)


@login_required
@require_POST
def invitation_renew(request: HttpRequest, book_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Another link in the place of one that nobody has at hand."""
    member = access_book(request.user, book_id, Action.INVITE)
    made = renew_invitation(member, access_invitation(member, invitation_id), at=timezone.now())
    return _made(request, member, made)


@login_required
@require_POST
def invitation_revoke(request: HttpRequest, book_id: UUID, invitation_id: UUID) -> HttpResponse:
    member = access_book(request.user, book_id, Action.INVITE)
    revoke_invitation(member, access_invitation(member, invitation_id))
    toast(request, _("The invitation no longer works. Whoever joined by it stays."))
    return redirect("ledger:member-list", book_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """What an invitation opens. Before signing in it says which book, who invites and for what, and nothing else."""
    try:
        return _join(request, invitation_by_token(token))
    except DomainError as refusal:
        return refusal_page(request, refusal, template="ledger/link_closed.html")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_open(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """The same for somebody to whose address an invitation was sent, from the notice of it."""
    try:
        return _join(request, access_own_invitation(request.user, invitation_id))
    except DomainError as refusal:
        return refusal_page(request, refusal, template="ledger/link_closed.html")


def _join(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    user, now = request.user, timezone.now()
    present = memberships(user).filter(book=invitation.book).first() if user.is_authenticated else None
    book_page_address = reverse("ledger:book-overview", args=[invitation.book.public_id])
    if present is not None and invitation.claims is None:
        toast(request, _("You keep this book already."))
        return redirect(book_page_address)
    check_usable(invitation, at=now)
    asks_name = invitation.claims is None
    form = JoinForm.of(user, sent(request)) if user.is_authenticated and asks_name else None
    if request.method == "POST":
        if not user.is_authenticated:
            return redirect(f"{reverse('account_signup')}?next={request.path}")
        if form is None or form.is_valid():
            try:
                joined = accept_invitation(user, invitation, at=now, name=form.cleaned_data["name"] if form else "")
            except DomainError as refusal:
                if form is None or not refusal.fields:
                    raise
                form.add_refusal(refusal.fields)
            else:
                toast(request, _("Welcome to “%(book)s”, %(name)s.") % {"book": joined.book.name, "name": joined.name})
                return redirect(book_page_address)
    context = {
        "invitation": invitation,
        "book": invitation.book,
        "form": form,
        "present": present,
        "sign_up": f"{reverse('account_signup')}?next={request.path}",
        "sign_in": f"{reverse('account_login')}?next={request.path}",
    }
    return render(request, "ledger/join.html", context, status=422 if form is not None and form.errors else 200)
