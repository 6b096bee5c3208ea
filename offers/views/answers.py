from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ledger.access import access_book
from ledger.permissions import Action
from ledger.queries.months import book_now
from ledger.views.book_pages import book_page
from ledger.views.toasts import toast
from offers.forms.answers import AnswersForm
from offers.models import Stream
from offers.services.answers import answer


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """The one card that asks for what the entries lack; each part may be skipped and says what it unlocks."""
    member = access_book(request.user, book_id, Action.SET_BALANCE)
    today = book_now(member.book).date()
    form = AnswersForm(request.POST or None, book=member.book, today=today)
    if request.method == "POST" and form.is_valid():
        answer(member, today=today, balances=form.balances(), due_days=form.due_days(), regular=form.regular())
        toast(request, _("Saved. The reading follows."))
        return redirect("ledger:book-overview", book_id)
    streams = Stream.objects.filter(book=member.book).exclude(state="ignored").order_by("-amount_minor", "pk")
    status = 422 if form.errors else 200
    return book_page(request, "offers/answers.html", member, status=status, form=form, streams=streams)
