"""The pages of an import: upload, password, progress, preview, and what was written, with its undo."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import DomainError
from ledger.access import access_account, access_batch, access_group
from ledger.errors import BookNotFound, EntryInvalid, RateMissing
from ledger.forms.imports import GroupForm, UploadForm
from ledger.importers.containers import MAX_BYTES
from ledger.models import ImportBatch, ImportRow, Member
from ledger.permissions import Action
from ledger.queries import imports as queries
from ledger.queries.moving import moved_accounts
from ledger.services import imports as services
from ledger.services.imports.undo import EditedSince
from ledger.views.book_pages import book_page, opened_book
from ledger.views.import_whole import whole_preview
from ledger.views.sources import SOURCES
from ledger.views.toasts import toast

State = ImportBatch.State
Row = ImportRow.State

# What a browser has begun to send is read to its end, so that it shows our sentence; but not without end.
_DRAINED_BYTES = 512 * 1024 * 1024

_SHOWN_STATES = {
    "left-out": [Row.SKIPPED, Row.REJECTED],
    "there": [Row.KNOWN, Row.PAIRED, Row.IN_BIN],
}


@never_cache
@login_required
@csrf_exempt
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """Takes files. Their size is looked at before the token is: checking that would read the whole request first."""
    member = opened_book(request, book_id, Action.IMPORT)
    if request.method != "POST":
        return _upload_page(request, member, UploadForm())
    if int(request.META.get("CONTENT_LENGTH") or 0) > services.MAX_UPLOAD_BYTES:
        _drain(request)
        form = UploadForm()
        form.too_large = _("This is more than %(megabytes)s MB. Export a shorter period, a year at most.") % {
            "megabytes": MAX_BYTES // (1024 * 1024)
        }
        return _upload_page(request, member, form, status=413)
    # Straight to a temporary file: what is on disk does not fill the memory.
    request.upload_handlers = [TemporaryFileUploadHandler(request)]
    return _take_files(request, member)


@csrf_protect
def _take_files(request: HttpRequest, member: Member) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        uploads = [services.Upload(each.name, each.file) for each in form.cleaned_data["files"]]
        try:
            batch = services.begin_import(member, uploads=uploads, passwords=form.passwords())
        except DomainError as error:
            if error.status not in (409, 422):
                raise
            for sentence in error.fields.get("files") or [str(error)]:
                form.add_error("files", sentence)
        else:
            return redirect("ledger:import-detail", member.book.public_id, batch.public_id)
    return _upload_page(request, member, form, status=422)


def _drain(request: HttpRequest) -> None:
    left = min(int(request.META["CONTENT_LENGTH"]), _DRAINED_BYTES)
    while left > 0 and (chunk := request.read(min(left, 64 * 1024))):
        left -= len(chunk)


def _upload_page(request: HttpRequest, member: Member, form: UploadForm, *, status: int = 200) -> HttpResponse:
    batches = queries.recent_batches(member)
    sources = [(key, *about) for key, about in SOURCES.items()]
    return book_page(
        request, "ledger/import_new.html", member, status=status, form=form, batches=batches, sources=sources
    )


@never_cache
@login_required
@require_safe
def import_detail(request: HttpRequest, book_id: UUID, batch_id: UUID) -> HttpResponse:
    """The import as it stands: its password, its progress, its preview, or what was written."""
    member = opened_book(request, book_id, Action.IMPORT)
    batch = access_batch(member, batch_id)
    return _detail(request, member, batch)


def _detail(request: HttpRequest, member: Member, batch: ImportBatch, *, status: int = 200, **more) -> HttpResponse:
    if batch.state == State.MAPPING:
        return redirect("ledger:import-mapping", member.book.public_id, batch.public_id)
    context = {"batch": batch, "files": queries.billed_files(batch), "state": batch.state, **more}
    if batch.state in (State.READING, State.WRITING):
        return book_page(
            request, "ledger/import_progress.html", member, status=status, done=queries.rows_done(batch), **context
        )
    if batch.state == State.LOCKED:
        return book_page(request, "ledger/import_locked.html", member, status=status, **context)
    if batch.state == State.PREVIEW and batch.whole:
        return whole_preview(request, member, batch, status=status, **more)
    if batch.state == State.PREVIEW:
        dates = [day for file in context["files"] for day in (file.first, file.last) if day]
        return book_page(
            request,
            "ledger/import_preview.html",
            member,
            status=status,
            counters=queries.preview_counters(batch),
            page=queries.group_page(batch),
            asked=queries.group_page(batch, asked=True),
            places=queries.named_places(batch),
            accounts=queries.pickable_accounts(member.book),
            first=min(dates, default=None),
            last=max(dates, default=None),
            **context,
        )
    summary = queries.written_summary(batch)
    moved = moved_accounts(batch) if batch.state == State.DONE else []
    return book_page(
        request,
        "ledger/import_done.html",
        member,
        status=status,
        summary=summary,
        moved=moved,
        differing=sum(not row.agrees for row in moved),
        **context,
    )


@never_cache
@login_required
@require_safe
def import_progress(request: HttpRequest, book_id: UUID, batch_id: UUID) -> HttpResponse:
    """The fragment that the progress page asks for again and again; when the work is over, the page comes anew."""
    member = opened_book(request, book_id, Action.IMPORT)
    batch = access_batch(member, batch_id)
    if batch.state not in (State.READING, State.WRITING):
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    done = queries.rows_done(batch)
    return book_page(request, "ledger/_import_progress.html", member, batch=batch, state=batch.state, done=done)


@login_required
@sensitive_post_parameters("password")
@require_POST
def import_unlock(request: HttpRequest, book_id: UUID, batch_id: UUID) -> HttpResponse:
    member = opened_book(request, book_id, Action.IMPORT)
    batch = access_batch(member, batch_id)
    try:
        services.unlock_import(member, batch, passwords=request.POST.getlist("password"))
    except DomainError as error:
        if error.status != 422:
            raise
        return _detail(request, member, batch, status=422, error=str(error))
    return _to_detail(member, batch)


@never_cache
@login_required
@require_safe
def import_groups(request: HttpRequest, book_id: UUID, batch_id: UUID) -> HttpResponse:
    """Further groups of the preview: a fragment for htmx, a page without it."""
    member = opened_book(request, book_id, Action.IMPORT)
    batch = _previewed(member, batch_id)
    page = queries.group_page(batch, page=_page_number(request))
    template = "ledger/_import_groups.html" if request.headers.get("HX-Request") else "ledger/import_groups.html"
    return book_page(request, template, member, batch=batch, page=page)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_group(request: HttpRequest, book_id: UUID, batch_id: UUID, group_id: int) -> HttpResponse:
    """Category and account of a group: opened in its place by htmx, as a page of its own without it."""
    member = opened_book(request, book_id, Action.IMPORT)
    batch = _previewed(member, batch_id)
    group = access_group(batch, group_id)
    by_htmx = bool(request.headers.get("HX-Request"))
    form = GroupForm(request.POST or None, member=member, group=group)
    if request.method == "POST" and form.is_valid():
        try:
            group = services.choose_group(member, batch, group, **form.choices_made())
        except EntryInvalid as error:
            for name, sentences in error.fields.items():
                form.add_error(name if name in form.fields else None, sentences)
        else:
            if not by_htmx:
                return _to_detail(member, batch)
            group.account_name = queries.group_account_name(batch, group)
            response = book_page(request, "ledger/_import_group.html", member, batch=batch, group=group)
            response["HX-Trigger"] = "importChanged"
            return response
    if by_htmx and "close" in request.GET:
        group.account_name = queries.group_account_name(batch, group)
        return book_page(request, "ledger/_import_group.html", member, batch=batch, group=group)
    template = "ledger/_import_group_form.html" if by_htmx else "ledger/import_group.html"
    rows = queries.group_rows(batch, group)
    status = 422 if request.method == "POST" else 200
    return book_page(request, template, member, status=status, batch=batch, group=group, form=form, rows=rows)


@never_cache
@login_required
@require_safe
def import_counters(request: HttpRequest, book_id: UUID, batch_id: UUID) -> HttpResponse:
    """The three counters, fetched again when a choice has moved them."""
    member = opened_book(request, book_id, Action.IMPORT)
    batch = _previewed(member, batch_id)
    counters = queries.preview_counters(batch)
    return book_page(request, "ledger/_import_counters.html", member, batch=batch, counters=counters)


@login_required
@require_POST
def import_place(request: HttpRequest, book_id: UUID, batch_id: UUID, index: int) -> HttpResponse:
    """Says which account a payment method of the bill is; an empty choice makes a new one."""
    member = opened_book(request, book_id, Action.IMPORT)
    batch = _previewed(member, batch_id)
    chosen = request.POST.get("account")
    account = access_account(member, chosen) if chosen else None
    services.choose_place(member, batch, index, account=account)
    return _to_detail(member, batch, "#accounts")


@login_required
@require_POST
def import_options(request: HttpRequest, book_id: UUID, batch_id: UUID) -> HttpResponse:
    """Whether rows complete the entries typed by hand, and whether those in the recycle bin come back."""
    member = opened_book(request, book_id, Action.IMPORT)
    batch = _previewed(member, batch_id)
    said = {name: request.POST[name] == "yes" for name in ("merge_typed", "restore_binned") if name in request.POST}
    services.choose_batch(member, batch, **said)
    return _to_detail(member, batch)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_typed(request: HttpRequest, book_id: UUID, batch_id: UUID) -> HttpResponse:
    """Rows beside the entries that they are like; a post says that one row is another payment."""
    member = opened_book(request, book_id, Action.IMPORT)
    batch = _previewed(member, batch_id)
    if request.method == "POST":
        try:
            services.separate_typed(member, batch, UUID(request.POST.get("row", "")))
        except ValueError:
            raise BookNotFound from None
        return redirect("ledger:import-typed", book_id, batch_id)
    pairs = queries.typed_pairs(batch)
    return book_page(request, "ledger/import_typed.html", member, batch=batch, pairs=pairs)


@never_cache
@login_required
@require_safe
def import_rows(request: HttpRequest, book_id: UUID, batch_id: UUID, shown: str) -> HttpResponse:
    """Rows that are not taken with their line and reason, or rows that are there already."""
    member = opened_book(request, book_id, Action.IMPORT)
    batch = _previewed(member, batch_id)
    if shown not in _SHOWN_STATES:
        raise BookNotFound
    rows, next_page = queries.row_page(batch, _SHOWN_STATES[shown], page=_page_number(request))
    return book_page(
        request, "ledger/import_rows.html", member, batch=batch, rows=rows, next_page=next_page, shown=shown
    )


@login_required
@require_POST
def import_write(request: HttpRequest, book_id: UUID, batch_id: UUID) -> HttpResponse:
    member = opened_book(request, book_id, Action.IMPORT)
    batch = access_batch(member, batch_id)
    try:
        services.confirm_import(member, batch)
    except RateMissing as error:
        return _detail(request, member, batch, status=422, error=str(error))
    return _to_detail(member, batch)


@login_required
@require_POST
def import_cancel(request: HttpRequest, book_id: UUID, batch_id: UUID) -> HttpResponse:
    member = opened_book(request, book_id, Action.IMPORT)
    services.cancel_import(member, access_batch(member, batch_id))
    toast(request, _("Nothing was imported."))
    return redirect("ledger:import-new", book_id)


@login_required
@require_POST
def import_undo(request: HttpRequest, book_id: UUID, batch_id: UUID) -> HttpResponse:
    """Takes the whole import back; where entries were edited since, first asks what becomes of them."""
    member = opened_book(request, book_id, Action.IMPORT)
    batch = access_batch(member, batch_id)
    try:
        batch = services.undo_import(member, batch, edited=request.POST.get("edited", ""))
    except EditedSince as question:
        return _detail(request, member, batch, status=409, question=str(question))
    toast(request, _("Taken back. The book is as it was before."))
    return _to_detail(member, batch)


def _previewed(member: Member, batch_id: UUID) -> ImportBatch:
    batch = access_batch(member, batch_id)
    if batch.state != State.PREVIEW:
        raise services.ImportMoved
    return batch


def _to_detail(member: Member, batch: ImportBatch, place: str = "") -> HttpResponse:
    return redirect(reverse("ledger:import-detail", args=[member.book.public_id, batch.public_id]) + place)


def _page_number(request: HttpRequest) -> int:
    number = request.GET.get("page", "")
    return min(int(number), 100_000) if number.isdecimal() and int(number) > 0 else 1
