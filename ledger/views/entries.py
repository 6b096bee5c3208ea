import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import DomainError
from ledger import scenarios
from ledger.access import access_book, access_entry
from ledger.cards.registry import entry_panel_urls
from ledger.directory import directory_of
from ledger.errors import EntryVersionStale
from ledger.forms.entries import FIELD_NAMES, EntryForm, entry_initial
from ledger.forms.filters import EntryFilterForm
from ledger.forms.templates import mode_of
from ledger.models import Entry, EntryKind, Member
from ledger.permissions import Action, allows, allows_edit, require_edit
from ledger.queries.activity.lines import entry_lines
from ledger.queries.activity.words import told
from ledger.queries.approvals import waiting
from ledger.queries.categories import live_categories
from ledger.queries.entries import (
    Cursor,
    binned_entries,
    entry_page,
    entry_siblings,
    entry_with_names,
)
from ledger.queries.months import book_now
from ledger.queries.recording import category_grid, pad_choices
from ledger.queries.shares import entry_shares, everybody
from ledger.queries.titles import entry_title
from ledger.services.approvals import said_why
from ledger.services.drafts import EntryDraft, draft_of
from ledger.services.entries import delete_entries, restore_entries
from ledger.services.pad import edit_from_pad
from ledger.services.shares import SHARED_KINDS
from ledger.services.stale import entry_as_of
from ledger.views.book_pages import (
    book_context,
    book_page,
    open_to_guests,
    open_to_visitors,
    opened_book,
    stays_outside,
    way_back,
)
from ledger.views.bulk import bulk_actions
from ledger.views.comments import talk_context
from ledger.views.toasts import toast

BIN_SHOWN = 200


@never_cache
@open_to_visitors
@require_safe
def entry_list(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """The entries by day, narrowed by the address. htmx asks for the next days alone."""
    member = opened_book(request, book_id)
    form = EntryFilterForm(request.GET, member=member)
    form.is_valid()
    narrowed = form.narrowed()
    after = Cursor.parse(request.GET.get("after", ""))
    page = entry_page(member, narrowed, after=after)
    more_query = form.query()
    context = book_context(
        member, tab="entries", form=form, page=page, narrowed=not narrowed.is_empty, after=after, more_query=more_query
    )
    may_change = allows(member, Action.EDIT_OWN) and member.book.archived_at is None
    context["may_change"] = may_change and not stays_outside(member)
    context["actions"] = bulk_actions()
    context["waiting"] = waiting(member)
    if request.htmx and after is not None:
        return render(request, "ledger/_entry_days.html", context)
    return render(request, "ledger/entry_list.html", context)


@never_cache
@open_to_visitors
@require_http_methods(["GET", "HEAD", "POST"])
def entry_edit(request: HttpRequest, book_id: UUID, entry_id: UUID) -> HttpResponse:
    """One entry: its form for who may change it, else its values; its history below."""
    member = access_book(request.user, book_id)
    entry = entry_with_names(member, access_entry(member, entry_id, with_bin=True))
    editable = allows_edit(member, entry) and entry.deleted_at is None and member.book.archived_at is None
    form: EntryForm | None
    if request.method == "POST":
        require_edit(member, entry)
        form = _form(member, entry, request.POST)
        if form.is_valid():
            answer = _save(request, member, entry, form)
            if answer is not None:
                return answer
    else:
        form = _form(member, entry) if editable else None
    repeatable = (
        entry.kind != EntryKind.ADJUSTMENT
        and entry.deleted_at is None
        and member.book.archived_at is None
        and allows(member, Action.RECORD)
        and not stays_outside(member)
    )
    context = {
        "entry": entry,
        "form": form,
        "categories": _grid(member, entry),
        "choices": form.choices if form else None,
        "siblings": entry_siblings(member, entry),
        "shares": entry_shares(member.book, entry),
        "may_share": editable and entry.kind in SHARED_KINDS and len(everybody(member.book)) > 1,
        "repeatable": repeatable,
        "refusal": said_why(entry),
        "again": mode_of(member, entry) if repeatable else None,
        **talk_context(member, entry),
        "panel_urls": [] if stays_outside(member) else entry_panel_urls(member.book.public_id, entry.client_id),
        "template_name": (entry.note or (entry.merchant.name if entry.merchant else "") or entry_title(entry))[:40],
    }
    return book_page(request, "ledger/entry_edit.html", member, status=422 if form and form.errors else 200, **context)


def _category_kind(entry: Entry) -> str:
    to_customer = entry.kind == EntryKind.REFUND and entry.to_account_id is None
    return "income" if entry.kind == EntryKind.INCOME or to_customer else "expense"


def _grid(member: Member, entry: Entry) -> Any:
    if entry.kind in (EntryKind.TRANSFER, EntryKind.ADJUSTMENT):
        return None
    return category_grid(member, _category_kind(entry), first=entry.category)


def _form(member: Member, entry: Entry, data: Any = None) -> EntryForm:
    choices = pad_choices(member, keep=(entry.from_account_id, entry.to_account_id))
    return EntryForm(
        data,
        initial=entry_initial(entry, [tag.name for tag in entry.tag_rows]),
        member=member,
        kind=entry.kind,
        choices=choices,
        categories=live_categories(member.book, _category_kind(entry), keep=entry.category),
        scene=scenarios.scene(member.book.scene),
        entry=entry,
    )


def _changes(before: EntryDraft, after: EntryDraft) -> dict[str, Any]:
    """What the form changed, by field of EntryDraft."""
    names = ("date", "time", "amount_minor", "category", "member", "merchant", "project", "note", "claim", "extra")
    changed = {name: getattr(after, name) for name in names if getattr(after, name) != getattr(before, name)}
    if set(after.tags) != set(before.tags):
        changed["tags"] = after.tags
    if after.to_amount_minor is not None and after.to_amount_minor != before.to_amount_minor:
        changed["to_amount_minor"] = after.to_amount_minor
    return changed


def _save(request: HttpRequest, member: Member, entry: Entry, form: EntryForm) -> HttpResponse | None:
    """Saves what was changed; None where the form has to be shown again."""
    changes = _changes(draft_of(entry), form.draft(now=book_now(member.book)))
    # A time to the minute is what the form shows; it must not cut the seconds off a bill's time.
    if entry.time and changes.get("time") == entry.time.replace(second=0, microsecond=0):
        del changes["time"]
    try:
        edit_from_pad(
            member,
            entry,
            version=form.cleaned_data["version"] or 0,
            changes=changes,
            from_place=form.place("from_place"),
            to_place=form.place("to_place"),
        )
    except EntryVersionStale as stale:
        return _compare(request, member, stale, form)
    except DomainError as refusal:
        if not refusal.fields:
            raise
        form.add_refusal(refusal.fields, FIELD_NAMES)
        return None
    toast(request, _saved(member, entry, form.cleaned_data["version"]))
    return redirect(way_back(request, member))


def _saved(member: Member, entry: Entry, version: int) -> str:
    """That it is saved, and what somebody else changed meanwhile, which stays too."""
    if entry.version == version:
        return _("Saved.")
    meanwhile = told(member, [line for line in entry_lines(member, entry) if version < line.version <= entry.version])
    values = {
        "names": _(", ").join(dict.fromkeys(line.by.name for line in meanwhile if line.by)),
        "fields": _(", ").join(dict.fromkeys(field.label for line in meanwhile for field in line.fields)),
    }
    if not all(values.values()):
        return _("Saved.")
    return _("Saved. Meanwhile %(names)s changed this, which stays too: %(fields)s") % values


def _compare(request: HttpRequest, member: Member, stale: EntryVersionStale, form: EntryForm) -> HttpResponse:
    """What two people changed to different values, side by side, to choose from; all else is kept of both."""
    theirs = entry_with_names(member, stale.current)
    was = entry_as_of(theirs, form.cleaned_data["version"] or 0)
    directory_of(member.book).name_entries([was])
    before, now = (entry_initial(entry, [tag.name for tag in entry.tag_rows]) for entry in (was, theirs))
    standing = _form(member, theirs)
    meet = {FIELD_NAMES.get(name, name.replace("extra.", "extra_")) for name in stale.meet} & form.fields.keys()
    rows, kept, fields = [], [], []
    for name, field in form.fields.items():
        if name in ("client_id", "version"):
            continue
        mine, other = form.cleaned_data.get(name), now.get(name)
        typed = {"mine": request.POST.get(name, ""), "theirs": _typed(standing[name].value())}
        row = {
            "label": field.label,
            "name": name,
            "theirs": _worded(form, theirs, name, other),
            "mine": _worded(form, theirs, name, mine),
            "typed": typed,
            "is_amount": name in ("amount", "to_amount"),
        }
        if name in meet or (not meet and not _same(mine, other)):
            rows.append(row)
            continue
        if _same(mine, before.get(name)) and not _same(mine, other):
            kept.append(row)
            fields.append((name, typed["theirs"]))
        else:
            fields.append((name, typed["mine"]))
    known = {"csrfmiddlewaretoken", "version", *form.fields}
    fields += [(name, value) for name, value in request.POST.items() if name not in known]
    context = {"entry": theirs, "rows": rows, "kept": kept, "fields": fields}
    return book_page(request, "ledger/entry_conflict.html", member, status=409, **context)


def _same(one: Any, other: Any) -> bool:
    """Whether a form means the same by two values."""
    return (one or "") == (other or "") or _typed(one) == _typed(other)


def _typed(value: Any) -> str:
    """A value of the form as the browser sends it."""
    return f"{value:%H:%M}" if isinstance(value, dt.time) else "" if value is None else str(value)


def _worded(form: EntryForm, entry: Entry, name: str, value: Any) -> Any:
    """A value of the form in words: names for ids."""
    if name == "category":
        category = form.category(value or "")
        return category.name if category else ""
    choices = getattr(form.fields[name], "choices", None)
    if choices is None:
        return value
    flat: dict[str, Any] = {}
    for key, label in choices:
        flat |= dict(label) if isinstance(label, list | tuple) else {key: label}
    return flat.get(value or "", value)


@open_to_guests
@require_POST
def entry_delete(request: HttpRequest, book_id: UUID, entry_id: UUID) -> HttpResponse:
    """Moves the entry to the bin; the toast takes it back."""
    member = access_book(request.user, book_id)
    # One that lies in the bin already stays there: a second tap is no mistake.
    entry = access_entry(member, entry_id, with_bin=True)
    delete_entries(member, entries=[entry])
    undo = reverse("ledger:entry-restore", args=[book_id, entry_id])
    toast(request, _("Deleted. It stays in the bin for 30 days."), undo=undo)
    return redirect(way_back(request, member))


@open_to_guests
@require_POST
def entry_restore(request: HttpRequest, book_id: UUID, entry_id: UUID) -> HttpResponse:
    member = access_book(request.user, book_id)
    entry = access_entry(member, entry_id, with_bin=True)
    restore_entries(member, entries=[entry])
    toast(request, _("Restored."))
    return redirect(way_back(request, member))


@never_cache
@login_required
@require_safe
def entry_bin(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """What was deleted in the last 30 days."""
    member = opened_book(request, book_id)
    entries = binned_entries(member, size=BIN_SHOWN)
    for entry in entries:
        entry.may_restore = allows_edit(member, entry)
    return book_page(request, "ledger/entry_bin.html", member, tab="entries", entries=entries)


def _back(request: HttpRequest, member: Member) -> str:
    """The page that the form names by `next`, if it is ours; otherwise the entries."""
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return address
    return reverse("ledger:entry-list", args=[member.book.public_id])
