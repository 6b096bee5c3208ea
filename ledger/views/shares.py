"""How an entry is shared, and who shares by default."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.ids import uuid7
from ledger.access import access_book, access_entry
from ledger.directory import directory_of
from ledger.errors import EntryInvalid
from ledger.forms.entries import EntryForm
from ledger.forms.shares import DefaultSplitForm, SplitForm
from ledger.models import Entry, EntryKind, Member
from ledger.permissions import Action, require_edit, require_open
from ledger.queries.entries import entry_with_names
from ledger.queries.months import book_now
from ledger.queries.shares import EntryShare
from ledger.rules.shares import Split, SplitWrong
from ledger.services.books import change_settings
from ledger.services.drafts import EntryDraft
from ledger.services.entries import edit_entry
from ledger.services.pad import record_from_pad
from ledger.services.payers import record_paid_by_several
from ledger.services.shares import SHARED_KINDS, split_refusal
from ledger.views.book_pages import book_page, open_to_guests, opened_book, sent
from ledger.views.record import pad_page, pad_sent, recorded, save_pad
from ledger.views.toasts import toast

# The pad sends these too; here they are the page's own.
OWN = ("csrfmiddlewaretoken", "how", "share", "then")


@never_cache
@open_to_guests
@require_POST
def entry_share_new(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """How what stands on the pad is shared, and who paid it; its button records. The pad's fields go along."""
    member = opened_book(request, book_id, Action.RECORD)
    require_open(member.book)
    mode, pad = pad_sent(request, member)
    if mode.kind not in SHARED_KINDS:
        raise EntryInvalid
    if not pad.is_valid():
        return pad_page(request, member, mode, pad)
    draft = pad.draft(now=book_now(member.book))
    shown = request.POST.get("share", "")
    form = SplitForm(
        request.POST if shown else None,
        member=member,
        amount_minor=draft.amount_minor,
        currency=member.book.currency,
        payers=mode.kind == EntryKind.EXPENSE,
    )
    if shown and form.is_valid():
        split, paid = form.split(), form.paid()
        if _refuse(form, split, kind=draft.kind, member=member) and shown == "save":
            draft = draft.changed(split=split)
            with form.refusals():
                return recorded(request, member, mode, _record(member, pad, draft, paid))
    names = set(form.fields)
    carried = [(name, value) for name, value in _pairs(request) if name not in OWN and name not in names]
    context = {"pad": pad, "mode": mode, "carried": carried, "title": _("How it is shared")}
    return _page(request, member, form, turn=draft.client_id or uuid7(), **context)


def _pairs(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, str(value)) for name in request.POST for value in request.POST.getlist(name)]


def _record(member: Member, pad: EntryForm, draft: EntryDraft, paid: dict[Member, int]) -> list[Entry]:
    if len(paid) > 1:
        return record_paid_by_several(member, draft=draft, paid_minor=paid)
    if paid:
        [(payer, minor)] = paid.items()
        if minor != draft.amount_minor:
            raise EntryInvalid(fields={"paid_by": [_("What they paid must be the amount together.")]})
        return [record_from_pad(member, draft=draft, from_place=payer)]
    return [save_pad(member, pad, draft)]


@never_cache
@open_to_guests
@require_http_methods(["GET", "HEAD", "POST"])
def entry_share(request: HttpRequest, book_id: UUID, entry_id: UUID) -> HttpResponse:
    """How an entry is shared; its button saves it."""
    member = access_book(request.user, book_id, Action.EDIT_OWN)
    entry = entry_with_names(member, access_entry(member, entry_id))
    require_edit(member, entry)
    require_open(member.book)
    if entry.kind not in SHARED_KINDS:
        raise EntryInvalid
    form = SplitForm(
        sent(request),
        member=member,
        kept=entry.split,
        amount_minor=entry.amount_minor,
        currency=entry.account.currency,
    )
    if request.method == "POST" and form.is_valid():
        split = form.split()
        if _refuse(form, split, kind=entry.kind, member=member) and request.POST.get("share") == "save":
            version = _version(request, entry)
            edit_entry(member, entry, version=version, changes={"split": split})
            toast(request, _("Saved."))
            return redirect("ledger:entry-edit", book_id, entry_id)
    return _page(request, member, form, turn=entry.client_id, entry=entry, title=_("How it is shared"))


def _version(request: HttpRequest, entry: Entry) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() else entry.version


def _refuse(form: SplitForm, split: Any, *, kind: str, member: Member) -> bool:
    """Says at the top of the form what is wrong with the split; True where nothing is."""
    if split is None:
        return True
    refusal = split_refusal(split, kind=kind, amount_minor=form.amount_minor, currency=form.currency, book=member.book)
    if refusal:
        form.add_error(None, refusal)
    return not refusal


def _page(request: HttpRequest, member: Member, form: SplitForm, *, turn: UUID, **more: Any) -> HttpResponse:
    """The page, with what each bears of the amount as far as the form says it."""
    shares: list[EntryShare] = []
    if form.is_bound and form.is_valid() and (kept := form.split()) is not None:
        people = directory_of(member.book).people
        try:
            found = Split.read(kept).shares_of(form.amount_minor, turn=turn.int)
        except SplitWrong:
            found = {}
        shares = [EntryShare(people.get(pk), minor) for pk, minor in found.items()]
    context = {"form": form, "shares": shares, "currency": form.currency, "amount_minor": form.amount_minor, **more}
    return book_page(request, "ledger/entry_share.html", member, status=422 if form.errors else 200, **context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def share_default(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """Who shares what no entry says otherwise of."""
    member = access_book(request.user, book_id, Action.SETTINGS)
    form = DefaultSplitForm(sent(request), member=member)
    if request.method == "POST" and form.is_valid():
        change_settings(member, split=form.split())
        toast(request, _("Saved."))
        return redirect("ledger:settle", book_id)
    return book_page(request, "ledger/share_default.html", member, status=422 if form.errors else 200, form=form)
