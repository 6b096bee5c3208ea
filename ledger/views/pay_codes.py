"""The picture by which somebody is paid: put in by oneself, seen by those who keep a book with that person."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import DomainError
from ledger.access import access_book, named_row
from ledger.errors import BookNotFound
from ledger.forms.shares import PayCodeForm
from ledger.models import Member, PayCode
from ledger.queries.pay_codes import own_pay_code, pay_code_seen_by
from ledger.services.pay_codes import forget_pay_code, keep_pay_code
from ledger.views.book_pages import open_to_visitors
from ledger.views.toasts import toast


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pay_code(request: HttpRequest) -> HttpResponse:
    """One's own picture: put in, changed, taken out."""
    form = PayCodeForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if request.POST.get("remove"):
            forget_pay_code(request.user)
            toast(request, _("Your payment code is gone."))
            return redirect("ledger:pay-code")
        form = PayCodeForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                keep_pay_code(request.user, form.cleaned_data["picture"])
            except DomainError as refusal:
                form.add_error("picture", str(refusal.message))
            else:
                toast(request, _("Saved. Whoever keeps a book with you sees it when they owe you."))
                return redirect("ledger:pay-code")
    context = {"form": form, "code": own_pay_code(request.user), "place": "me"}
    return render(request, "ledger/pay_code.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def own_picture(request: HttpRequest) -> HttpResponse:
    code = own_pay_code(request.user)
    if code is None:
        raise BookNotFound
    return _picture(code)


@never_cache
@open_to_visitors
@require_safe
def pay_code_picture(request: HttpRequest, book_id: UUID, person_id: UUID) -> HttpResponse:
    member = access_book(request.user, book_id)
    return _picture(pay_code_seen_by(member, named_row(member, Member, person_id)))


def _picture(code: PayCode) -> HttpResponse:
    response = HttpResponse(bytes(code.picture), content_type="image/png")
    # It is a picture, whatever somebody made of its address.
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
