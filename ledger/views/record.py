from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import DomainError
from ledger import scenarios
from ledger.access import access_entry, access_row
from ledger.errors import BookNotFound, EntryNotRepeatable
from ledger.forms.entries import FIELD_NAMES, EntryForm, fresh_id, linked_value, place_value
from ledger.forms.sheets import SheetForm
from ledger.forms.templates import mode_of, pad_fields
from ledger.models import Account, Entry, EntryKind, EntryTemplate, Member
from ledger.permissions import Action, allows, require_open
from ledger.queries.categories import live_categories
from ledger.queries.entries import entry_with_names
from ledger.queries.months import book_now
from ledger.queries.recording import book_in_hand, category_grid, last_recorded, pad_choices, paid_from_home
from ledger.queries.templates import my_templates
from ledger.queries.till import pad_modes
from ledger.queries.titles import entry_title
from ledger.rules.money import exponent
from ledger.scenarios import SceneMode
from ledger.services.drafts import EntryDraft
from ledger.services.links import record_linked_payment
from ledger.services.pad import record_from_pad, record_sheet
from ledger.templatetags.ledger_format import amount_text, currency_unit
from ledger.views.book_pages import book_page, open_to_guests, opened_book, sent, stays_outside
from ledger.views.carry import CARRIED
from ledger.views.toasts import toast

DAYS_REMEMBERED = 60
# What 保存再记 keeps.
KEPT = ("date", "from_place", "to_place", "member", "project")


@login_required
@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """Recording into the book in hand; whoever has none picks a scene first."""
    member = book_in_hand(request.user)
    if member is None:
        return redirect("ledger:book-new")
    address = reverse("ledger:entry-record", args=[member.book.public_id])
    query = request.GET.urlencode()
    return redirect(f"{address}?{query}" if query else address)


# The page carries the id of the entry to come: a copy from the history would send the same one again.
@never_cache
@open_to_guests
@require_http_methods(["GET", "HEAD", "POST"])
def entry_record(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """The pad. Its tabs are the modes of the book's scene."""
    member = opened_book(request, book_id, Action.RECORD)
    require_open(member.book)
    saved_mode, saved = _saved(request, member)
    mode = _mode(member, request.POST.get("mode") or saved_mode)
    if mode.form == "sheet":
        return _sheet(request, member, mode)
    form = _form(request, member, mode, data=sent(request), saved=saved)
    if request.method == "POST" and form.is_valid():
        try:
            entry = _save(member, form)
        except DomainError as refusal:
            if not refusal.fields:
                raise
            form.add_refusal(refusal.fields, FIELD_NAMES)
        else:
            return recorded(request, member, mode, [entry])
    if form.errors and request.headers.get("X-Sender") == "outbox":
        # A sentence for the list of what could not be sent.
        said = next(iter(form.errors.values()))[0]
        return HttpResponse(said, status=422, content_type="text/plain; charset=utf-8")
    return pad_page(request, member, mode, form)


def _saved(request: HttpRequest, member: Member) -> tuple[str, dict[str, Any]]:
    """The tab and the fields that a template, or an entry to be recorded again, opens the pad with."""
    if wanted := request.GET.get("template"):
        template = access_row(member, EntryTemplate, wanted)
        if template.member_id != member.pk:
            raise BookNotFound
        return template.mode, template.fields
    if wanted := request.GET.get("repeat"):
        entry = entry_with_names(member, access_entry(member, wanted))
        mode = mode_of(member, entry)
        if mode is None:
            raise EntryNotRepeatable
        return mode.key, pad_fields(entry, mode)
    return request.GET.get("mode", ""), {}


def pad_sent(request: HttpRequest, member: Member) -> tuple[SceneMode, EntryForm]:
    """The tab that was open and the form that stood on it, for a page to which the pad was sent instead."""
    mode = _mode(member, request.POST.get("mode", ""))
    return mode, _form(request, member, mode, data=request.POST)


def _mode(member: Member, key: str) -> SceneMode:
    """The mode asked for; the first of the scene where there is no such one."""
    modes = pad_modes(member)
    return next((mode for mode in modes if mode.key == key), modes[0])


def _form(
    request: HttpRequest,
    member: Member,
    mode: SceneMode,
    *,
    data: QueryDict | None,
    saved: Mapping[str, Any] = MappingProxyType({}),
) -> EntryForm:
    kind = mode.kind
    choices = pad_choices(member)
    form = EntryForm(
        data,
        member=member,
        kind=kind,
        mode=mode,
        choices=choices,
        categories=live_categories(member.book, "income" if kind == EntryKind.INCOME else "expense"),
        scene=scenarios.scene(member.book.scene),
    )
    # What was sent stands for itself; only a pad that begins needs to look up what to begin with.
    if not form.is_bound:
        carried = {name: request.GET[name] for name in CARRIED if request.GET.get(name)}
        form.initial = _presets(member, mode, form) | dict(saved) | carried
    return form


def _presets(member: Member, mode: SceneMode, form: EntryForm) -> dict[str, Any]:
    """What the pad begins with: what the mode says, else what this member used last, else the scene's account."""
    now = book_now(member.book)
    today = now.date()
    last = last_recorded(member, mode.kind, since=today.fromordinal(today.toordinal() - DAYS_REMEMBERED))
    by_key = {account.key: account for account in form.choices.accounts if account.key}
    default = by_key.get(scenarios.scene(member.book.scene).default_account)
    me = str(member.public_id)
    presets: dict[str, Any] = {
        "date": today,
        "client_id": fresh_id(),
        "member": str(last.member.public_id) if last and last.member else "",
        "project": last.project.name if last and last.project else "",
        "from_place": _preset_place(mode.from_account, by_key, last and last.from_account, default),
        "to_place": _preset_place(mode.to_account, by_key, last and last.to_account, default),
    }
    home = paid_from_home(member, last) if last is not None and not mode.from_account else None
    if home is not None:
        presets["from_place"] = linked_value(*home)
    if last is None and mode.kind == EntryKind.EXPENSE and not mode.from_account and stays_outside(member):
        # A guest has no account here, and pays out of their own pocket.
        presets["from_place"] = f"pocket:{me}"
    if mode.from_kind == "member":
        presets["from_place"] = f"pocket:{me}"
    if mode.to_kind == "member":
        presets["to_place"] = ""
    # Where a counterparty is on the one side, no account is.
    if mode.kind == EntryKind.TRANSFER and not mode.from_kind and presets["from_place"] == presets["to_place"]:
        presets["to_place"] = ""
    if mode.category:
        chosen = next((key for key, row in form.categories.items() if row.key == mode.category), "")
        presets["category"] = str(chosen)
    return presets


def _preset_place(key: str, by_key: dict[str, Account], last: Account | None, default: Account | None) -> str:
    account = by_key.get(key) or last or default
    return place_value(account)


def _save(member: Member, form: EntryForm) -> Entry:
    return save_pad(member, form, form.draft(now=book_now(member.book)))


def save_pad(member: Member, form: EntryForm, draft: EntryDraft) -> Entry:
    """Records a draft with the two sides that stand on the pad."""
    linked = form.linked_home() if form.kind == EntryKind.EXPENSE else None
    if linked is not None:
        home, account = linked
        return record_linked_payment(member, draft=draft, home=home, home_account=account)
    return record_from_pad(member, draft=draft, from_place=form.place("from_place"), to_place=form.place("to_place"))


def recorded(request: HttpRequest, member: Member, mode: SceneMode, entries: list[Entry]) -> HttpResponse:
    """Says what was recorded, with its undo, and goes on: to the pad again, or to the book.

    The outbox, which sends what was recorded without a network, says so itself; the pad's script goes on by itself.
    """
    book_id = member.book.public_id
    sender = request.headers.get("X-Sender")
    if sender == "outbox":
        return JsonResponse({}, status=201)
    toast(request, recorded_sentence(member, entries), undo=recorded_undo(member, entries))
    following = reverse("ledger:book-overview", args=[book_id])
    if request.POST.get("then") == "again":
        following = _pad_again(request, member, mode)
    return JsonResponse({"next": following}, status=201) if sender == "pad" else redirect(following)


def _pad_again(request: HttpRequest, member: Member, mode: SceneMode) -> str:
    kept = {name: request.POST[name] for name in KEPT if request.POST.get(name)}
    address = reverse("ledger:entry-record", args=[member.book.public_id])
    return f"{address}?{urlencode({'mode': mode.key} | kept)}"


def recorded_undo(member: Member, entries: list[Entry]) -> str:
    """Where the undo of a toast posts to: one entry is deleted; a group is undone from its page."""
    if len(entries) != 1:
        return ""
    return reverse("ledger:entry-delete", args=[member.book.public_id, entries[0].client_id])


def recorded_sentence(member: Member, entries: list[Entry]) -> str:
    """What was recorded, in one sentence; without the amount where the reader hides amounts."""
    if not entries:
        return _("Recorded.")
    total = sum(entry.amount_minor for entry in entries)
    first = entries[0]
    currency = (first.from_account or first.to_account).currency
    name = entry_title(first)
    if member.user is not None and member.user.hide_amounts:
        return _("Recorded: %(name)s") % {"name": name}
    return _("Recorded: %(name)s %(amount)s") % {"name": name, "amount": amount_text(total, currency)}


def quick_line_page(request: HttpRequest, member: Member, **quick: Any) -> HttpResponse:
    """The pad with a quick line that could not be saved, for a reader without scripts."""
    mode = _mode(member, "")
    form = _form(request, member, mode, data=None)
    return pad_page(request, member, mode, form, status=422, **quick)


def pad_page(
    request: HttpRequest, member: Member, mode: SceneMode, form: EntryForm, *, status: int = 200, **quick: Any
) -> HttpResponse:
    grid = None
    if "category" in form.fields:
        chosen = form.category(str(form["category"].value() or ""))
        grid = category_grid(member, "income" if mode.kind == EntryKind.INCOME else "expense", first=chosen)
    currency = member.book.currency
    context = {
        "form": form,
        "mode": mode,
        "modes": pad_modes(member),
        "grid": grid,
        "choices": form.choices,
        "templates": list(my_templates(member)),
        "unit": currency_unit(currency),
        "exponent": exponent(currency),
        "pad_rows": _pad_rows(exponent(currency)),
        "quick_id": fresh_id(),
    }
    if form.errors:
        status = 422
    response = book_page(request, "ledger/entry_record.html", member, status=status, **{**context, **quick})
    # The service worker may keep this page for when there is no network.
    response["X-Pad"] = "1"
    return response


def _pad_rows(places: int) -> list[tuple[str, ...]]:
    return [
        ("1", "2", "3", "+"),
        ("4", "5", "6", "−"),
        ("7", "8", "9", "×"),
        ("." if places else "00", "0", "back", "÷"),
    ]


def _sheet(request: HttpRequest, member: Member, mode: SceneMode) -> HttpResponse:
    """A mode with several lines, saved as one group; the accounts it counts are set right."""
    form = SheetForm(
        sent(request),
        member=member,
        mode=mode,
        today=book_now(member.book).date(),
        counting=allows(member, Action.SET_BALANCE),
    )
    if request.method == "POST" and form.is_valid():
        try:
            entries = record_sheet(
                member,
                date=form.cleaned_data["date"],
                lines=form.filled_lines(),
                counted=form.counted(),
                note=form.cleaned_data["note"],
                extra=form.extra(),
            )
        except DomainError as refusal:
            if not refusal.fields:
                raise
            form.add_refusal(refusal.fields)
        else:
            return recorded(request, member, mode, entries)
    context = {"form": form, "mode": mode, "modes": pad_modes(member)}
    return book_page(request, "ledger/entry_sheet.html", member, status=422 if form.errors else 200, **context)
