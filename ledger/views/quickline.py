"""The quick line: what a typed sentence says, shown while typing, and saved where all of it was understood."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import DomainError
from ledger.access import access_book
from ledger.forms.entries import fresh_id
from ledger.forms.quickline import QuickLineForm
from ledger.models import Account, Entry, EntryKind, Member
from ledger.permissions import Action
from ledger.queries.months import book_now
from ledger.queries.quick import quick_context, quick_rows
from ledger.queries.recording import last_recorded
from ledger.quickline import QuickLine, parse_quick_line
from ledger.services.drafts import EntryDraft
from ledger.services.pad import Counterparty, Place, record_from_pad
from ledger.templatetags.ledger_format import amount_text, day_name
from ledger.views.book_pages import open_to_guests
from ledger.views.record import DAYS_REMEMBERED, quick_line_page, recorded_sentence, recorded_undo
from ledger.views.toasts import toast

LEND, BORROW, COLLECT, REPAY = "lend", "borrow", "collect", "repay"


@dataclass(frozen=True, slots=True)
class Understood:
    """One chip: what a piece of the line was read as."""

    icon: str
    text: str
    unknown: bool = False


@never_cache
@open_to_guests
@require_safe
def quickline_read(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """The chips of the line typed so far."""
    member = access_book(request.user, book_id, Action.RECORD)
    text = request.GET.get("line", "")[: QuickLineForm.LONGEST]
    line = _read(member, text) if text.strip() else None
    return render(request, "ledger/_understood.html", _context(member, line))


@never_cache
@open_to_guests
@require_POST
def quickline_record(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """Saves the line if all of it was understood; otherwise says what is missing."""
    member = access_book(request.user, book_id, Action.RECORD)
    form = QuickLineForm(request.POST)
    text = request.POST.get("line", "")[: QuickLineForm.LONGEST]
    line = _read(member, text)
    refusal = "" if form.is_valid() else _("Type what you spent, such as “35 lunch”.")
    if not refusal and line.can_be_saved:
        try:
            entry = _save(member, line, form.cleaned_data["client_id"])
        except DomainError as error:
            if error.status != 422:
                raise
            refusal = next((str(said) for sentences in error.fields.values() for said in sentences), str(error))
        else:
            answer = _saved(request, member)
            toast(request, recorded_sentence(member, [entry]), undo=recorded_undo(member, [entry]), response=answer)
            return answer
    context = _context(member, line, refusal=refusal or _("Not saved yet: something is missing."))
    if request.htmx:
        return render(request, "ledger/_understood.html", context, status=422)
    return quick_line_page(request, member, line=text, **context)


def _saved(request: HttpRequest, member: Member) -> HttpResponse:
    if not request.htmx:
        return redirect("ledger:entry-record", member.book.public_id)
    answer = render(request, "ledger/_understood.html", _context(member, None))
    answer["HX-Trigger"] = '{"quickline-saved": true}'
    return answer


def _read(member: Member, text: str) -> QuickLine:
    now = book_now(member.book)
    since = now.date().fromordinal(now.toordinal() - DAYS_REMEMBERED)
    last = last_recorded(member, EntryKind.EXPENSE, since=since)
    context = quick_context(member, last_account=last.from_account if last else None)
    clock = now.time().replace(second=0, microsecond=0)
    return parse_quick_line(text, today=now.date(), now=clock, context=context)


def _save(member: Member, line: QuickLine, client_id: UUID) -> Entry:
    rows = quick_rows(member, line)
    draft = EntryDraft(
        kind=line.kind,
        date=line.date,
        time=line.time,
        amount_minor=line.amount_minor or 0,
        category=rows.category,
        member=rows.person,
        merchant=line.merchant,
        project=rows.project.name if rows.project else "",
        tags=line.tags,
        note=line.note,
        client_id=client_id,
    )
    from_place, to_place = _places(line, rows.source, rows.target)
    return record_from_pad(member, draft=draft, from_place=from_place, to_place=to_place)


def _places(line: QuickLine, source: Account | None, target: Account | None) -> tuple[Place, Place]:
    """The two sides; of a debt the side that no account was read for is the counterparty's."""
    if line.debt in (LEND, REPAY) and target is None:
        return source, Counterparty("receivable" if line.debt == LEND else "payable", line.counterparty)
    if line.debt in (BORROW, COLLECT) and source is None:
        return Counterparty("payable" if line.debt == BORROW else "receivable", line.counterparty), target
    return source, target


def _context(member: Member, line: QuickLine | None, *, refusal: str = "") -> dict[str, Any]:
    return {
        "book": member.book,
        "quick_id": fresh_id(),
        "understood": _chips(member, line) if line else [],
        "missing": _missing(line) if line else [],
        "ready": bool(line and line.can_be_saved),
        "refusal": refusal,
    }


def _chips(member: Member, line: QuickLine) -> list[Understood]:
    """What was read, in one order whatever the order typed; then the pieces that were not understood."""
    book = member.book
    rows = quick_rows(member, line)
    now = book_now(book)
    day = day_name(line.date, now.date()) + (f" {line.time:%H:%M}" if line.time else "")
    sides = [account.name for account in (rows.source, rows.target) if account]
    told = [
        Understood("coins", amount_text(line.amount_minor, book.currency) if line.amount_minor else ""),
        Understood(*(rows.category.icon, rows.category.name) if rows.category else ("tag", _kind_word(line))),
        Understood("user-dollar", line.counterparty),
        Understood("wallet", " → ".join(sides)),
        Understood("calendar", day),
        Understood("user", rows.person.name if rows.person else ""),
        Understood("building-store", line.merchant),
        Understood("folder", rows.project.name if rows.project else ""),
        *(Understood("hash", tag) for tag in line.tags),
        Understood("pencil", line.note),
    ]
    return [chip for chip in told if chip.text] + [
        Understood("question-mark", token.text, unknown=True) for token in line.unknown
    ]


def _kind_word(line: QuickLine) -> str:
    words = {LEND: _("Lent"), BORROW: _("Borrowed"), COLLECT: _("Collected"), REPAY: _("Repaid")}
    if line.debt:
        return words[line.debt]
    return _("Transfer") if line.kind == EntryKind.TRANSFER else ""


def _missing(line: QuickLine) -> list[str]:
    """What the line does not say yet, as something to add."""
    words = {
        "amount": _("how much"),
        "category": _("what for"),
        "account": _("from which account"),
        "from_account": _("from which account"),
        "to_account": _("to which account"),
        "counterparty": _("who"),
    }
    return [words[name] for name in line.missing if name in words]
