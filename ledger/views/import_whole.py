"""The pages of moving another app's whole book in: what comes with it, and each account beside its balance there."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from ledger.access import access_batch
from ledger.errors import BookNotFound, EntryInvalid
from ledger.forms.moving import MovedAccountForm, RateForm
from ledger.models import ImportBatch, Member
from ledger.permissions import Action
from ledger.queries import imports as queries
from ledger.queries import moving
from ledger.services import imports as services
from ledger.services.imports.moving_choices import choose_moved_account, choose_rate
from ledger.views.book_pages import book_page, opened_book


def whole_preview(
    request: HttpRequest,
    member: Member,
    batch: ImportBatch,
    *,
    status: int = 200,
    rates: RateForm | None = None,
    **more,
) -> HttpResponse:
    """What is going to move in, before anything is written."""
    missing = moving.missing_rates(member.book, batch)
    files = queries.billed_files(batch)
    dates = [day for file in files for day in (file.first, file.last) if day]
    groups = moving.moved_groups(batch)
    return book_page(
        request,
        "ledger/import_whole.html",
        member,
        status=status,
        batch=batch,
        files=files,
        exporters=moving.exporters(batch),
        counters=queries.preview_counters(batch),
        groups=groups,
        differing=sum(not row.agrees for group in groups for row in group.rows),
        names=moving.moved_names(member, batch),
        rates=rates or (RateForm(book=member.book, currencies=missing) if missing else None),
        first=min(dates, default=None),
        last=max(dates, default=None),
        **more,
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_account(request: HttpRequest, book_id: UUID, batch_id: UUID, index: int) -> HttpResponse:
    """One account of the file: which of the book's it becomes, its kind, and its balance in the other app."""
    member = opened_book(request, book_id, Action.IMPORT)
    batch = _previewed(member, batch_id)
    moved = next((row for row in moving.moved_accounts(batch) if row.index == index), None)
    if moved is None:
        raise BookNotFound
    form = MovedAccountForm(request.POST or None, book=member.book, moved=moved)
    if request.method == "POST" and form.is_valid():
        try:
            choose_moved_account(member, batch, index, **form.choices_made())
        except EntryInvalid as error:
            form.add_refusal(error.fields)
        else:
            return redirect(_detail_url(member, batch) + "#accounts")
    status = 422 if request.method == "POST" else 200
    return book_page(
        request, "ledger/import_whole_account.html", member, status=status, batch=batch, moved=moved, form=form
    )


@login_required
@require_POST
def import_rates(request: HttpRequest, book_id: UUID, batch_id: UUID) -> HttpResponse:
    """What the file's currencies are worth, where neither the book nor the file says so."""
    member = opened_book(request, book_id, Action.IMPORT)
    batch = _previewed(member, batch_id)
    form = RateForm(request.POST, book=member.book, currencies=moving.missing_rates(member.book, batch))
    if not form.is_valid():
        return whole_preview(request, member, batch, status=422, rates=form)
    for currency, rate in form.cleaned_data.items():
        choose_rate(member, batch, currency=currency, rate=rate)
    return redirect(_detail_url(member, batch))


def _previewed(member: Member, batch_id: UUID) -> ImportBatch:
    batch = access_batch(member, batch_id)
    if batch.state != ImportBatch.State.PREVIEW or not batch.whole:
        raise services.ImportMoved
    return batch


def _detail_url(member: Member, batch: ImportBatch) -> str:
    return reverse("ledger:import-detail", args=[member.book.public_id, batch.public_id])
