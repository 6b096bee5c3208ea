"""Recording once more what was recorded before: at once, on the pad, or from a template."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ledger.access import access_book, access_entry, access_row
from ledger.errors import EntryNotRepeatable
from ledger.forms.templates import TemplateForm, mode_of, pad_fields
from ledger.models import EntryTemplate, Member
from ledger.permissions import Action
from ledger.queries.entries import entry_with_names
from ledger.queries.months import book_now
from ledger.queries.templates import my_templates
from ledger.services.templates import delete_template, move_template, repeat_entry, save_template
from ledger.views.book_pages import book_page, opened_book, way_back
from ledger.views.record import recorded_sentence, recorded_undo
from ledger.views.toasts import toast


@login_required
@require_POST
def entry_repeat(request: HttpRequest, book_id: UUID, entry_id: UUID) -> HttpResponse:
    """Records the entry once more, now; the toast takes it back."""
    member = access_book(request.user, book_id, Action.RECORD)
    entry = entry_with_names(member, access_entry(member, entry_id))
    again = repeat_entry(member, entry, now=book_now(member.book))
    toast(request, recorded_sentence(member, [again]), undo=recorded_undo(member, [again]))
    return redirect(way_back(request, member))


@never_cache
@login_required
@require_safe
def template_list(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """The reader's templates of this book, to put in order or take away."""
    member = opened_book(request, book_id, Action.RECORD)
    return book_page(request, "ledger/template_list.html", member, templates=list(my_templates(member)))


@login_required
@require_POST
def template_save(request: HttpRequest, book_id: UUID, entry_id: UUID) -> HttpResponse:
    """Keeps the fields of an entry as a template of the reader's."""
    member = access_book(request.user, book_id, Action.RECORD)
    entry = entry_with_names(member, access_entry(member, entry_id))
    mode = mode_of(member, entry)
    if mode is None:
        raise EntryNotRepeatable
    form = TemplateForm(request.POST)
    if form.is_valid():
        with form.refusals():
            fields = pad_fields(entry, mode)
            template = save_template(member, name=form.cleaned_data["name"], mode=mode.key, fields=fields)
            saved = _("Saved as the template “%(name)s”. It stands on the pad now.")
            toast(request, saved % {"name": template.name}, undo=_undo(member, template, "delete"))
            return redirect("ledger:entry-edit", book_id, entry_id)
    context = {"form": form, "entry": entry}
    return book_page(request, "ledger/template_save.html", member, status=422, **context)


@login_required
@require_POST
def template_move(request: HttpRequest, book_id: UUID, template_id: UUID) -> HttpResponse:
    """One place up, or down where the form says `to=down`."""
    member = access_book(request.user, book_id, Action.RECORD)
    template = access_row(member, EntryTemplate, template_id)
    move_template(member, template, up=request.POST.get("to") != "down")
    return redirect("ledger:template-list", book_id)


@login_required
@require_POST
def template_delete(request: HttpRequest, book_id: UUID, template_id: UUID) -> HttpResponse:
    member = access_book(request.user, book_id, Action.RECORD)
    template = access_row(member, EntryTemplate, template_id)
    delete_template(member, template)
    sentence = _("The template “%(name)s” is gone.") % {"name": template.name}
    toast(request, sentence, undo=_undo(member, template, "restore"))
    return redirect("ledger:template-list", book_id)


@login_required
@require_POST
def template_restore(request: HttpRequest, book_id: UUID, template_id: UUID) -> HttpResponse:
    member = access_book(request.user, book_id, Action.RECORD)
    template = access_row(member, EntryTemplate, template_id)
    delete_template(member, template, deleted=False)
    toast(request, _("The template “%(name)s” is back.") % {"name": template.name})
    return redirect("ledger:template-list", book_id)


def _undo(member: Member, template: EntryTemplate, deed: str) -> str:
    return reverse(f"ledger:template-{deed}", args=[member.book.public_id, template.public_id])
