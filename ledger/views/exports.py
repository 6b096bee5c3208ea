"""Taking a book out: at once, or as a job whose progress and file wait on a page of their own."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import DomainError
from ledger.access import access_export
from ledger.forms.filters import EntryFilterForm
from ledger.models import BookExport, Member
from ledger.permissions import Action
from ledger.queries.entries import EntryFilter
from ledger.queries.months import book_now
from ledger.services import exports as services
from ledger.views.book_pages import book_page, opened_book


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def export_new(request: HttpRequest, book_id: UUID) -> HttpResponseBase:
    """Which format; the address narrows what is taken, as it does the list of entries."""
    member = opened_book(request, book_id, Action.EXPORT)
    form = EntryFilterForm(request.GET, member=member)
    form.is_valid()
    narrowed = form.narrowed()
    n = services.entries_of(member, narrowed).count()
    format = request.POST.get("format", "")
    error = ""
    if format in services.FORMATS:
        try:
            return _answer(member, narrowed, format, n)
        except DomainError as refused:
            if refused.status != 422:
                raise
            error = str(refused)
    return book_page(
        request,
        "ledger/export_new.html",
        member,
        status=422 if request.method == "POST" else 200,
        form=form,
        n=n,
        narrowed=not narrowed.is_empty,
        exports=services.recent_exports(member),
        error=error,
    )


def _answer(member: Member, narrowed: EntryFilter, format: str, n: int) -> HttpResponseBase:
    today = book_now(member.book).date()
    if services.takes_a_moment(n, format):
        return FileResponse(
            services.written_file(member, narrowed, format),
            as_attachment=True,
            filename=services.file_name(member, format, today),
            content_type=services.FORMATS[format].content_type,
        )
    export = services.begin_export(member, narrowed=narrowed, format=format, today=today)
    return redirect("ledger:export-detail", member.book.public_id, export.public_id)


@never_cache
@login_required
@require_safe
def export_detail(request: HttpRequest, book_id: UUID, export_id: UUID) -> HttpResponse:
    """An export as it stands: its progress, or its file."""
    member = opened_book(request, book_id, Action.EXPORT)
    export = access_export(member, export_id)
    return book_page(request, "ledger/export_detail.html", member, export=export)


@never_cache
@login_required
@require_safe
def export_progress(request: HttpRequest, book_id: UUID, export_id: UUID) -> HttpResponse:
    """The fragment that the page asks for again and again; when the file is there, the page comes anew."""
    member = opened_book(request, book_id, Action.EXPORT)
    export = access_export(member, export_id)
    if export.state != BookExport.State.WRITING:
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    return book_page(request, "ledger/_export_progress.html", member, export=export)


@never_cache
@login_required
@require_safe
def export_file(request: HttpRequest, book_id: UUID, export_id: UUID) -> StreamingHttpResponse:
    """The written file, streamed from its parts."""
    member = opened_book(request, book_id, Action.EXPORT)
    return file_of(member, access_export(member, export_id))


def file_of(member: Member, export: BookExport) -> StreamingHttpResponse:
    """The answer that carries a written file, for pages and API. Raises ExportNotReady."""
    return StreamingHttpResponse(
        services.kept_parts(member, export),
        content_type=services.FORMATS[export.format].content_type,
        headers={
            "Content-Disposition": content_disposition_header(True, export.name),
            "Content-Length": str(export.bytes),
        },
    )
