"""Who owes whom, and settling it."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.ids import uuid7
from ledger.access import access_book, access_row
from ledger.directory import directory_of
from ledger.forms.shares import AsOfForm, PaymentForm, payment_values
from ledger.models import Member, Settlement
from ledger.permissions import Action, allows
from ledger.queries.months import book_now
from ledger.queries.pay_codes import people_with_codes
from ledger.queries.recording import pad_choices
from ledger.queries.shares import (
    Standings,
    default_split,
    kitty,
    sees_everybody,
    settlements,
    standings,
    standings_by_currency,
)
from ledger.rules.settlement import Payment
from ledger.services.settling import settle, settle_all, undo_settlement
from ledger.templatetags.ledger_format import amount_text
from ledger.views.book_pages import book_page, open_to_guests, open_to_visitors, opened_book
from ledger.views.toasts import toast


@never_cache
@open_to_visitors
@require_safe
def settle_page(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """Where everybody stands, and the fewest payments; who may not see that sees where they stand themselves."""
    member = opened_book(request, book_id)
    today = book_now(member.book).date()
    form = AsOfForm(request.GET)
    on = form.cleaned_data["on"] if form.is_valid() else None
    may_record = allows(member, Action.RECORD) and member.book.archived_at is None and on is None
    context: dict[str, Any] = {"may_record": may_record, "codes": people_with_codes(member)}
    if not sees_everybody(member):
        own = standings(member, whole=True)
        context |= {"own": own.of(member), "payments": _told(member, own, own.payments_of(member))}
        return book_page(request, "ledger/settle.html", member, **context)
    base, *others = standings_by_currency(member, on=on)
    payments = _told(member, base, base.payments)
    context |= {
        "base": base,
        "others": [each for each in others if each.payments],
        "payments": payments,
        "accounts": pad_choices(member).accounts if may_record and _with_book(base) else [],
        "form": form,
        "on": on,
        "shares_all": default_split(member.book) is not None,
        "kitty": _kitty(member) if on is None else None,
        "settlements": _settlements(member),
        "sheet": _sheet(member, base, on or today),
    }
    return book_page(request, "ledger/settle.html", member, **context)


def _kitty(member: Member) -> dict[str, Any] | None:
    """What is left in the kitty, with what the button to give it back sends."""
    found = kitty(member)
    if found is None:
        return None
    values = [payment_values(each, member.book.currency) for each in found.payments]
    return {"kitty": found, "values": values, "client_id": uuid7()}


def _with_book(found: Standings) -> bool:
    return any(each.giver is None or each.taker is None for each in found.payments)


def _told(member: Member, found: Standings, payments: Iterable[Payment[Any]]) -> list[dict[str, Any]]:
    """Each payment with the words to send to who pays, and with what its button sends."""
    return [
        {
            "payment": each,
            "words": _words(member, found, each),
            "value": payment_values(each, found.currency),
            "client_id": uuid7(),
        }
        for each in payments
    ]


def _words(member: Member, found: Standings, payment: Payment[Any]) -> str:
    """A message to the one who pays, with the figures behind it where the reader may see them."""
    facts = {
        "book": member.book.name,
        "giver": _name(payment.giver),
        "taker": _name(payment.taker),
        "amount": amount_text(payment.amount_minor, found.currency),
    }
    lines = [_("“%(book)s”: %(giver)s gives %(taker)s %(amount)s.") % facts]
    if payment.giver is not None and sees_everybody(member):
        row = found.of(payment.giver)
        facts |= {
            "total": amount_text(found.total_minor, found.currency),
            "paid": amount_text(row.paid_minor, found.currency),
            "share": amount_text(row.share_minor, found.currency),
        }
        lines.append(_("Together %(total)s; %(giver)s put in %(paid)s and bears %(share)s.") % facts)
    return "\n".join(lines)


def _name(person: Member | None) -> str:
    return person.name if person is not None else _("The book")


def _settlements(member: Member) -> list[dict[str, Any]]:
    """What was settled, with the people by name, and whether the reader may take it back."""
    people = directory_of(member.book).people
    found = []
    for row in settlements(member):
        edits = allows(member, Action.EDIT_ANY) or (row.by_id == member.pk and allows(member, Action.EDIT_OWN))
        payments = [
            Payment(people.get(each["giver"] or 0), people.get(each["taker"] or 0), each["amount_minor"])
            for each in row.payments
        ]
        may_undo = edits and row.undone_at is None and member.book.archived_at is None
        found.append({"row": row, "payments": payments, "may_undo": may_undo})
    return found


def _sheet(member: Member, found: Standings, day: dt.date) -> dict[str, Any]:
    """Every number as text, for the one long picture that the page draws."""
    currency = found.currency
    return {
        "title": _("%(book)s · who gives whom") % {"book": member.book.name},
        "day": date_format(day, "DATE_FORMAT"),
        "total": _("Together %(total)s") % {"total": amount_text(found.total_minor, currency)},
        "heads": ["", _("Put in"), _("Bears"), _("Gets or gives")],
        "rows": [
            [
                _name(row.person),
                amount_text(row.paid_minor, currency),
                amount_text(row.share_minor, currency),
                amount_text(row.owed_minor, currency, sign="always"),
            ]
            for row in found.rows
        ],
        "payments": [
            [f"{_name(each.giver)} → {_name(each.taker)}", amount_text(each.amount_minor, currency)]
            for each in found.payments
        ],
        "even": _("Nobody owes anybody."),
        "file": f"{member.book.name}.png",
    }


@open_to_guests
@require_POST
def settle_pay(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """Records a payment, or several that belong together."""
    member = access_book(request.user, book_id, Action.RECORD)
    form = PaymentForm(request.POST, member=member, choices=pad_choices(member))
    if not form.is_valid():
        return _refused(form)
    row = settle(member, payments=form.paid, on=book_now(member.book).date(), client_id=form.cleaned_data["client_id"])
    return _settled(request, row)


@open_to_guests
@require_POST
def settle_everything(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """Records every payment that the page showed, if those are due still."""
    member = access_book(request.user, book_id, Action.RECORD)
    form = PaymentForm(request.POST, member=member, choices=pad_choices(member))
    if not form.is_valid():
        return _refused(form)
    row = settle_all(member, expected=form.paid, on=book_now(member.book).date(), account=form.account)
    return _settled(request, row)


def _refused(form: PaymentForm) -> HttpResponse:
    """The page's own buttons send what it showed, so only another program meets this."""
    sentence = next(iter(form.errors.values()))[0]
    return HttpResponse(sentence, status=422, content_type="text/plain; charset=utf-8")


def _settled(request: HttpRequest, row: Settlement) -> HttpResponse:
    undo = reverse("ledger:settle-undo", args=[row.book.public_id, row.public_id])
    toast(request, _("Recorded. What changes later shows as a new difference."), undo=undo)
    return redirect("ledger:settle", row.book.public_id)


@open_to_guests
@require_POST
def settle_undo(request: HttpRequest, book_id: UUID, settlement_id: UUID) -> HttpResponse:
    """Takes a settlement back: its payments go to the bin."""
    member = access_book(request.user, book_id, Action.RECORD)
    undo_settlement(member, access_row(member, Settlement, settlement_id))
    toast(request, _("Taken back."))
    return redirect("ledger:settle", book_id)
