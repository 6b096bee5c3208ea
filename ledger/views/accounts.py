from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ledger.access import access_account, access_book
from ledger.forms.accounts import AccountForm, BalanceForm
from ledger.forms.entries import place_value
from ledger.models import Account
from ledger.permissions import Action
from ledger.queries.account_groups import account_groups
from ledger.queries.balances import account_balance, account_balances, net_worth
from ledger.queries.months import book_now
from ledger.queries.suspects import balance_suspects
from ledger.services.accounts import edit_account
from ledger.services.entries import set_balance
from ledger.services.pad import add_account_with_balance
from ledger.views.book_pages import book_page, open_to_visitors, opened_book, sent
from ledger.views.carry import back_to_the_pad, carried, open_with_the_pad, sent_by_the_pad
from ledger.views.names import name_actions
from ledger.views.toasts import toast


@never_cache
@open_to_visitors
@require_safe
def account_list(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """The accounts by class with what lies in them, and what the book is worth."""
    member = opened_book(request, book_id, Action.SEE_BALANCES)
    balances = account_balances(member.book, with_archived=True)
    context = {"groups": account_groups(balances), "worth": net_worth(member.book, balances)}
    context["archived"] = [row for row in balances if row.account.archived_at is not None]
    context["hidden"] = [
        row for row in balances if row.account.archived_at is None and row.account.hidden and not row.n
    ]
    return book_page(request, "ledger/account_list.html", member, tab="accounts", **context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account_new(request: HttpRequest, book_id: UUID) -> HttpResponse:
    member = access_book(request.user, book_id, Action.ARRANGE)
    if sent_by_the_pad(request):
        return open_with_the_pad(request)
    form = AccountForm(sent(request), member=member, initial={"kind": request.GET.get("kind", "bank")})
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            account = add_account_with_balance(
                member,
                details=form.details(),
                balance_minor=form.opening_balance(),
                on=book_now(member.book).date(),
            )
            toast(request, _("“%(account)s” was added.") % {"account": account.name})
            if carried(request):
                return back_to_the_pad(request, book_id, from_place=place_value(account))
            return redirect("ledger:account-list", book_id)
    context = {"form": form, "carried": carried(request)}
    return book_page(request, "ledger/account_new.html", member, status=422 if form.errors else 200, **context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account_edit(request: HttpRequest, book_id: UUID, account_id: UUID) -> HttpResponse:
    member = access_book(request.user, book_id, Action.ARRANGE)
    account = access_account(member, account_id)
    names = ("name", "kind", "currency", "number_tail", "statement_day", "due_day", "at_till", "veiled")
    initial = {name: getattr(account, name) for name in names}
    form = AccountForm(sent(request), member=member, account=account, initial=initial)
    if account.kind == "member":
        # A pocket stands for a person; only its name is the reader's to choose.
        form.fields = {"name": form.fields["name"]}
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            edit_account(member, account, **{key: form.cleaned_data[key] for key in form.fields})
            toast(request, _("Saved."))
            return redirect("ledger:account-list", book_id)
    context = {"form": form, "account": account} | {"sort_key": "accounts"} | name_actions(member, account)
    return book_page(request, "ledger/account_edit.html", member, status=422 if form.errors else 200, **context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account_balance_set(request: HttpRequest, book_id: UUID, account_id: UUID) -> HttpResponse:
    """Sets right what lies in an account; the difference becomes an adjustment.

    Where entries may explain the difference, they are shown first, and the second tap (`confirmed`) notes it.
    """
    member = access_book(request.user, book_id, Action.SET_BALANCE)
    account = access_account(member, account_id)
    today = book_now(member.book).date()
    form = BalanceForm(sent(request), account=account, initial={"on": today})
    difference_minor, suspects = 0, []
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["on"]
        if "confirmed" not in request.POST:
            difference_minor = form.balance_minor() - account_balance(account, on=on)
            suspects = balance_suspects(member, account, difference_minor, on=on)
    if request.method == "POST" and form.is_valid() and not suspects:
        with form.refusals({"date": "on"}):
            entry = set_balance(member, account, balance_minor=form.balance_minor(), on=on)
            undo = reverse("ledger:entry-delete", args=[book_id, entry.client_id]) if entry else ""
            said = _("The balance is set right.") if entry else _("The balance was right already.")
            toast(request, said, undo=undo)
            return redirect(_after_balance(request, account))
    context = {
        "form": form,
        "account": account,
        "balance_minor": account_balance(account),
        "difference_minor": difference_minor,
        "suspects": suspects,
        "next": request.POST.get("next", ""),
    }
    return book_page(request, "ledger/account_balance.html", member, status=422 if form.errors else 200, **context)


def _after_balance(request: HttpRequest, account: Account) -> str:
    """A card of the overview counts an account too, and goes back there."""
    url_name = "ledger:book-overview" if request.POST.get("next") == "overview" else "ledger:account-list"
    return reverse(url_name, args=[account.book.public_id])
