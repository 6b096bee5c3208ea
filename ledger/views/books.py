from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ledger.access import access_book
from ledger.cards.registry import overview_cards
from ledger.errors import SceneUnknown
from ledger.forms.books import BookSettingsForm, FactsForm, facts_to_ask
from ledger.models import Role
from ledger.permissions import Action, at_till
from ledger.queries.approvals import waiting
from ledger.queries.entries import entry_page
from ledger.queries.months import book_now
from ledger.queries.rights import rights_of
from ledger.scenarios import Scene, UnknownScene, load_scenes, scene
from ledger.services.books import archive_book, change_settings, open_book
from ledger.views.book_pages import book_page, open_to_visitors, opened_book, sent
from ledger.views.names import SORTS
from ledger.views.toasts import toast


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def book_new(request: HttpRequest) -> HttpResponse:
    """Picks a scene: a tap opens the book, or first asks for the facts that it can't do without."""
    slug = request.POST.get("scene") or request.GET.get("scene", "")
    if not slug:
        return render(request, "ledger/book_new.html", {"scenes": load_scenes()})
    chosen = _scene(slug)
    specs = facts_to_ask(chosen)
    # The tap on the list says only which scene; the page with the questions sends them along.
    answered = request.method == "POST" and (not specs or "answered" in request.POST)
    form = FactsForm(request.POST if answered else None, specs=specs, currency="CNY")
    if not answered or not form.is_valid():
        context = {"scene": chosen, "form": form}
        return render(request, "ledger/book_facts.html", context, status=422 if answered else 200)
    member = open_book(request.user, scene=chosen.slug, name=request.POST.get("name", ""), facts=form.facts())
    toast(request, _("“%(book)s” is open. Record the first entry, or import your bills.") % {"book": member.book.name})
    return redirect("ledger:book-overview", member.book.public_id)


def _scene(slug: str) -> Scene:
    try:
        return scene(slug)
    except UnknownScene:
        raise SceneUnknown from None


@never_cache
@open_to_visitors
@require_safe
def book_overview(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """The cards of the book's scene; for who may not see sums, the entries that they may see.

    Whoever is at the till begins where money is taken.
    """
    member = opened_book(request, book_id)
    if at_till(member) and member.book.archived_at is None:
        return redirect("ledger:entry-record", book_id)
    cards = overview_cards(member, book_now(member.book))
    recent = entry_page(member, size=5)
    return book_page(
        request,
        "ledger/book_overview.html",
        member,
        tab="overview",
        cards=cards,
        recent=recent,
        waiting=waiting(member),
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def book_settings(request: HttpRequest, book_id: UUID) -> HttpResponse:
    member = opened_book(request, book_id, Action.SETTINGS)
    book = member.book
    form = BookSettingsForm.of(book, sent(request))
    specs = scene(book.scene).facts
    facts = FactsForm(sent(request), specs=specs, currency=book.currency, initial=_known(book.facts))
    if request.method == "POST" and form.is_valid() and facts.is_valid():
        change_settings(member, **form.cleaned_data, facts=_kept_facts(book.facts, facts))
        toast(request, _("Saved."))
        return redirect("ledger:book-settings", book.public_id)
    status = 422 if request.method == "POST" else 200
    return book_page(request, "ledger/book_settings.html", member, status=status, form=form, facts=facts, sorts=SORTS)


@never_cache
@login_required
@require_safe
def book_rights(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """Who may do what in this book."""
    member = opened_book(request, book_id, Action.SETTINGS)
    return book_page(request, "ledger/book_rights.html", member, groups=rights_of(member.book), roles=Role.labels)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def book_facts(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """Asks for the facts that a card needs, named by `ask` in the address; all others stay as they are."""
    member = opened_book(request, book_id, Action.SETTINGS)
    book = member.book
    wanted = request.GET.getlist("ask")
    specs = [fact for fact in scene(book.scene).facts if fact.key in wanted]
    form = FactsForm(sent(request), specs=specs, currency=book.currency, initial=_known(book.facts))
    if request.method == "POST" and form.is_valid():
        change_settings(member, facts=_kept_facts(book.facts, form))
        return redirect("ledger:book-overview", book.public_id)
    status = 422 if request.method == "POST" else 200
    return book_page(request, "ledger/book_facts_ask.html", member, status=status, form=form)


def _known(facts: dict) -> dict:
    return {key: value for key, value in facts.items() if value is not None}


def _kept_facts(before: dict, form: FactsForm) -> dict:
    """The facts with those of the form taken over; one that was emptied is forgotten."""
    asked = {spec.key for spec in form.specs}
    return {key: value for key, value in before.items() if key not in asked} | form.facts()


@login_required
@require_POST
def book_archive(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """Puts the book away, or back on the shelf where the form says `archived=no`."""
    member = access_book(request.user, book_id, Action.DELETE_BOOK)
    archived = request.POST.get("archived") != "no"
    book = archive_book(member, archived=archived)
    sentence = _("“%(book)s” is put away.") if archived else _("“%(book)s” is back on the shelf.")
    toast(request, sentence % {"book": book.name})
    return redirect("ledger:shelf")
