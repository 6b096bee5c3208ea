"""What every page of a book needs."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.errors import TooManyAttempts
from ledger.access import GuestReader, access_book
from ledger.errors import BookNotFound, RoleTooLow
from ledger.models import Member
from ledger.permissions import OUTSIDE, Action, allows, at_till
from ledger.queries.months import book_now
from ledger.services.pad import note_book_opened

# The pages of a sample that need no account, by the keys of their tabs.
OPEN_TO_VISITORS = frozenset({"overview", "entries", "accounts", "budgets"})


def open_to_visitors(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lets somebody who is not signed in look at samples, and guests into their books.

    Of any other book such a person is asked to sign in.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated or _let_in_as_guest(request, kwargs["book_id"]):
            return view(request, *args, **kwargs)
        if request.method in ("GET", "HEAD"):
            try:
                return view(request, *args, **kwargs)
            except (BookNotFound, RoleTooLow):
                pass  # The same answer, whether there is such a book or not.
        return redirect_to_login(request.get_full_path())

    return answer


def open_to_guests(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lets members and guests of the book in; the book says what they may do there. Everybody else has to sign in."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated or _let_in_as_guest(request, kwargs["book_id"]):
            return view(request, *args, **kwargs)
        return redirect_to_login(request.get_full_path())

    return answer


def _let_in_as_guest(request: HttpRequest, book_id: UUID) -> bool:
    """Does this browser say that it is a guest of the book? `access_book` finds out whether that is so.

    Raises TooManyAttempts where guests write more than people do.
    """
    if not isinstance(request.user, GuestReader) or book_id not in request.user.keys:
        return False
    if request.method == "POST" and not ratelimit.consume(request, action="guest_write", key=str(book_id)):
        raise TooManyAttempts
    return True


def opened_book(request: HttpRequest, public_id: UUID, action: Action = Action.SEE) -> Member:
    """The reader's membership of the book, which is now the one in hand. Raises BookNotFound, RoleTooLow."""
    member = access_book(request.user, public_id, action)
    note_book_opened(member, at=timezone.now())
    return member


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the fields that were sent, also when there were none; None for a page just opened."""
    return request.POST if request.method == "POST" else None


def book_context(member: Member, *, tab: str = "", **more: Any) -> dict[str, Any]:
    """The context of a page of a book; `can` says by name what the member may do, `tab` is the page that is lit."""
    now = book_now(member.book)
    return {
        "book": member.book,
        "member": member,
        "can": {action.value: allows(member, action) for action in Action},
        "at_till": at_till(member),
        "tabs": book_tabs(member),
        "current_tab": tab,
        "now": now,
        "today": now.date(),
        "is_guest": member.is_guest,
        **more,
    }


def book_tabs(member: Member) -> list[dict[str, str]]:
    """The pages of a book that this member may open."""
    listed = [
        ("overview", _("Overview"), "ledger:book-overview", Action.SEE),
        ("entries", _("Entries"), "ledger:entry-list", Action.SEE),
        ("accounts", _("Accounts"), "ledger:account-list", Action.SEE_BALANCES),
        ("budgets", _("Budgets"), "ledger:budget-list", Action.SEE_SUMS),
        ("import", _("Import"), "ledger:import-new", Action.IMPORT),
        ("members", _("Members"), "ledger:member-list", Action.SEE),
        ("activity", _("Activity"), "ledger:activity-list", Action.SEE),
    ]
    return [
        {"key": key, "name": name, "url": reverse(url_name, args=[member.book.public_id])}
        for key, name, url_name, action in listed
        if allows(member, action)
        and not (at_till(member) and key == "overview")
        and (not stays_outside(member) or key in OPEN_TO_VISITORS)
    ]


def stays_outside(member: Member) -> bool:
    """Does the reader look at a sample, or come as a guest? The pages of members are not for such people."""
    return member.role in OUTSIDE


def way_back(request: HttpRequest, member: Member) -> str:
    """The page that a form names by `next`, if it is ours; otherwise the entries."""
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return address
    return reverse("ledger:entry-list", args=[member.book.public_id])


def book_page(request: HttpRequest, template: str, member: Member, *, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, template, book_context(member, **more), status=status)
