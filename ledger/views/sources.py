"""Where people get the files that can be brought here: a page for each source, for whoever asks."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ledger.errors import BookNotFound

# The template of a source is ledger/source_<key>.html: its name, its icon, and what comes.
SOURCES = {
    "alipay": (_("Alipay"), "brand-alipay", _("A zip by e-mail; its password is in a message")),
    "wechat": (_("WeChat Pay"), "brand-wechat", _("A zip by e-mail; its password is in a message")),
    "suishouji": (_("Suishouji"), "notebook", _("The whole book: accounts, categories, members, balances")),
    "bank": (_("A bank's statement"), "building-bank", _("CSV or Excel from the bank's app or site")),
    "table": (_("A table of your own"), "table", _("CSV or Excel from any app; you say which column is what")),
}


@require_safe
def source_list(request: HttpRequest) -> HttpResponse:
    """The sources; `?book=` is the book into which somebody is about to bring a file."""
    sources = [(key, *about) for key, about in SOURCES.items()]
    return _page(request, "ledger/source_list.html", sources=sources)


@require_safe
def source_detail(request: HttpRequest, source: str) -> HttpResponse:
    """How to get the file of one source, step by step."""
    if source not in SOURCES:
        raise BookNotFound
    name, icon, about = SOURCES[source]
    return _page(request, f"ledger/source_{source}.html", name=name, icon=icon, about=about)


def _page(request: HttpRequest, template: str, **more: object) -> HttpResponse:
    signed_in = request.user.is_authenticated
    book = _book(request.GET.get("book", "")) if signed_in else ""
    if book:
        bring = reverse("ledger:import-new", args=[book])
    elif signed_in:
        bring = reverse("ledger:shelf")
    else:
        bring = f"{reverse('account_signup')}?next={reverse('ledger:book-new')}"
    context = {
        "layout": "base/page.html" if signed_in else "base/plain.html",
        "bring": bring,
        "query": f"?book={book}" if book else "",
        "into_a_book": bool(book),
        **more,
    }
    return render(request, template, context)


def _book(text: str) -> str:
    """The id in the address, if it is one; the page that it leads to asks who may go there."""
    try:
        return str(UUID(text))
    except ValueError:
        return ""
