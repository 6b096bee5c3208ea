"""The panel on a book's overview, what is behind it, and the row on the shelf."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.queries import has_consent
from ledger.access import access_book
from ledger.cards.chart import ChartSpec, Series
from ledger.models import Member
from ledger.permissions import Action, allows
from ledger.queries.months import book_now
from ledger.views.book_pages import book_context, book_page, open_to_visitors
from ledger.views.toasts import toast
from offers.kinds import kinds
from offers.models import Reading, Stream
from offers.queries.beside import Beside, books_beside
from offers.queries.credit import PURPOSE
from offers.queries.panel import PanelReading, panel_reading
from offers.queries.path import BookWay, book_ways, known_today, path_with
from offers.queries.shelf import shelf_signals
from offers.services.answers import mark_stream
from offers.services.looking import fresh_reading
from offers.services.suggestions import suggestion_for

_TICKED = 3


@never_cache
@open_to_visitors
@require_safe
def reading_panel(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """The card 接下来 30 天: a fragment for htmx, else a page of its own."""
    member = access_book(request.user, book_id, Action.SEE_READING)
    context = _panel(member)
    if request.headers.get("HX-Request") == "true":
        return render(request, "offers/_reading_panel.html", book_context(member, **context))
    return book_page(request, "offers/reading_panel.html", member, **context)


def _panel(member: Member) -> dict[str, Any]:
    now = timezone.now()
    today = book_now(member.book).date()
    if not member.book.reading_enabled:
        return {"off": True}
    reading = fresh_reading(member, today=today)
    if reading is None:
        return {"waiting": member.book.reading_mode in ("household", "business")}
    beside = books_beside(member, today=today)
    said = panel_reading(member.book, reading, beside)
    context: dict[str, Any] = {"reading": reading, "said": said, "missing": _missing(reading)}
    if not said.speaks or reading.confidence < 2:
        return context
    ways = _ways(member, reading, beside)
    # The first way that closes the gap by itself is ticked; where none does, the first ones together.
    bringing = [one for one in ways if one.way.amount_minor]
    ticked = [one.key for one in bringing if one.way.closes][:1] or [one.key for one in bringing][:_TICKED]
    context |= {"chart": _chart(member, said), "ways": ways, "ticked": ticked}
    if ticked:
        context["with_ways_minor"] = _lowest_with(member, reading, ways, ticked)
    may_follow = allows(member, Action.FOLLOW_SUGGESTION)
    context["consented"] = may_follow and has_consent(member.user, PURPOSE)
    left_over = reading.state == "surplus" and said.exact and said.shown_minor > 0
    context["may_be_asked"] = may_follow and not context["consented"] and left_over
    suggestion = suggestion_for(member, reading, today=today, now=now)
    if suggestion is not None:
        context |= {"suggestion": suggestion, "kind": kinds()[suggestion.kind]}
    return context


def _ways(member: Member, reading: Reading, beside: Beside) -> list[BookWay]:
    if reading.state not in ("likely", "watch"):
        return []
    known = known_today(member.book, reading.as_of, calibration_id=reading.calibration_id)
    return book_ways(member, reading, known, beside)


def _lowest_with(member: Member, reading: Reading, ways: list[BookWay], chosen: list[str]) -> int:
    known = known_today(member.book, reading.as_of, calibration_id=reading.calibration_id)
    return path_with(known, ways, chosen)


def _chart(member: Member, said: PanelReading) -> ChartSpec:
    path = said.reading.path
    assert path is not None, "only a reading that speaks is drawn"
    lowest = said.reading.trough10_day if said.reading.state != "likely" else said.reading.trough50_day
    return ChartSpec(
        kind="band",
        title=_("Balance at the end of each day"),
        labels=[date_format(day, "n/j") for day in said.labels],
        series=(
            Series(_("Cautious"), path["b10"]),
            Series(_("Expected"), path["b50"]),
            Series(_("If all goes well"), path["b90"]),
        ),
        currency=member.book.currency,
        mark=lowest - 1,
    )


def _missing(reading: Reading) -> list[str]:
    """What would let the reading say more, in words, the most useful first."""
    words = {
        "balances": _("today's balances"),
        "income": _("the day the pay comes"),
        "negative_balance": _("a balance set right, it stands below zero"),
        "days": _("a few more weeks of entries"),
        "entries": _("more entries"),
        "active_weeks": _("entries in more weeks"),
        "recent_entries": _("the entries of the last days"),
        "currency": _("entries in yuan, which this reading needs"),
        "closed": _("a book that is not put away"),
        "mode": _("a book that keeps a household or a business"),
    }
    return [
        words[code]
        for code in ("balances", *(c for c in reading.missing if c != "balances"))
        if code in reading.missing
    ]


@never_cache
@open_to_visitors
@require_safe
def reading_evidence(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """这是怎么算的: the numbers, the expected movements, and the streams to confirm or leave out."""
    member = access_book(request.user, book_id, Action.SEE_READING)
    today = book_now(member.book).date()
    reading = fresh_reading(member, today=today) if member.book.reading_enabled else None
    streams = Stream.objects.filter(book=member.book).order_by("state", "-amount_minor", "pk")
    context: dict[str, Any] = {"reading": reading, "streams": streams, "missing": _missing(reading) if reading else []}
    if reading is not None:
        context["said"] = panel_reading(member.book, reading, books_beside(member, today=today))
    return book_page(request, "offers/reading_evidence.html", member, **context)


@never_cache
@open_to_visitors
@require_safe
def reading_ways(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """The live line under the free ways: the lowest balance with those that are ticked."""
    member = access_book(request.user, book_id, Action.SEE_READING)
    today = book_now(member.book).date()
    reading = fresh_reading(member, today=today)
    context: dict[str, Any] = {"reading": reading}
    if reading is not None and reading.path:
        ways = _ways(member, reading, books_beside(member, today=today))
        chosen = [key for key in request.GET.getlist("way") if key in {one.key for one in ways}]
        context |= {"ticked": chosen, "with_ways_minor": _lowest_with(member, reading, ways, chosen)}
    return render(request, "offers/_ways_line.html", book_context(member, **context))


@login_required
@require_POST
def stream_mark(request: HttpRequest, book_id: UUID, stream_id: UUID) -> HttpResponse:
    member = access_book(request.user, book_id, Action.SET_BALANCE)
    state = request.POST.get("state", "")
    if state in Stream.State.values:
        mark_stream(member, stream_id, state=state)
        toast(request, _("Saved. The reading follows."))
    return redirect(reverse("offers:reading-evidence", args=[book_id]) + "#streams")


@never_cache
@login_required
@require_safe
def shelf_readings(request: HttpRequest) -> HttpResponse:
    """Rows for the shelf: books that may run short."""
    signals = shelf_signals(request.user, now=timezone.now())
    return render(request, "offers/_shelf_readings.html", {"signals": signals})
