"""The page on which a person says which column of a table is what."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.errors import DomainError
from ledger.access import access_batch
from ledger.forms.mapping import MappingForm
from ledger.importers import BillUnreadable, RawRecord
from ledger.importers.generic import MAX_COLUMNS, Layout
from ledger.models import ImportBatch, Member
from ledger.permissions import Action
from ledger.services import imports as services
from ledger.views.book_pages import book_page, opened_book

# What the page shows of the first rows.
_SHOWN_RAW = 6
_SHOWN_READ = 12


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_mapping(request: HttpRequest, book_id: UUID, batch_id: UUID) -> HttpResponse:
    """The columns of the first table that waits for them. A post without `take` only looks again."""
    member = opened_book(request, book_id, Action.IMPORT)
    batch = access_batch(member, batch_id)
    if request.method != "POST":
        if batch.state != ImportBatch.State.MAPPING:
            return redirect("ledger:import-detail", book_id, batch_id)
        file = services.waiting_table(batch)
        return _page(request, member, batch, file)
    file = services.waiting_table(batch)
    sent = request.POST.get("columns", "")
    columns = min(int(sent), MAX_COLUMNS) if sent.isdecimal() else 0
    form = MappingForm(request.POST, book=member.book, columns=columns)
    if not form.is_valid():
        return _page(request, member, batch, file, status=422)
    if "take" not in request.POST:
        return _page(request, member, batch, file, form=form)
    try:
        services.tell_columns(member, batch, form.layout(), account=form.chosen_account())
    except DomainError as refused:
        if refused.status != 422:
            raise
        return _page(request, member, batch, file, form=form, status=422)
    return redirect("ledger:import-detail", book_id, batch_id)


def _page(
    request: HttpRequest,
    member: Member,
    batch: ImportBatch,
    file: dict,
    *,
    form: MappingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    said: Layout | None = form.layout() if form else None
    look, error = None, ""
    try:
        look = services.look_at_table(batch, file, said)
    except BillUnreadable as unreadable:
        error = str(unreadable)
        if said is not None:
            look = services.look_at_table(batch, file)
    context = {"batch": batch, "file": file, "look": look, "error": error}
    if look is not None:
        account = form.cleaned_data["account"] if form else ""
        encoding = form.cleaned_data["encoding"] if form and not error else ""
        shown = MappingForm(book=member.book, columns=len(look.layout.roles), layout=look.layout)
        shown.initial.update(account=account, encoding=encoding)
        context |= {
            "form": shown,
            "columns": [
                (name, place + 1, look.examples(place), field)
                for place, (name, field) in enumerate(zip(look.names, shown.columns, strict=True))
            ],
            "raw": [cells for _line, cells in look.raw[:_SHOWN_RAW]],
            "taken": [(row, _signed_minor(row)) for row in look.taken[:_SHOWN_READ]],
            "refused": look.refused[:_SHOWN_READ],
            "is_text": file["format"] == "generic-csv",
            "has_account": "account" in look.layout.roles,
            "has_currency": "currency" in look.layout.roles,
            "one_amount": "amount" in look.layout.roles and "direction" not in look.layout.roles,
        }
    return book_page(request, "ledger/import_mapping.html", member, status=status, **context)


def _signed_minor(row: RawRecord) -> int | None:
    """What the row moves, below zero for what is spent; None for what only changes places or is asked about."""
    if row.kind == "expense":
        return -row.amount_minor
    return row.amount_minor if row.kind in ("income", "refund") else None
