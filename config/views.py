import hashlib
import json

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from config.api_docs import api_operations

# What the pad and the page shown without a network are made of; charts and the pages of offers are not among it.
SHELL = (
    "vendor/tabler.min.css",
    "vendor/htmx.min.js",
    *(f"css/{name}.css" for name in ("tokens", "shell", "parts", "books", "record")),
    *(f"js/{name}.js" for name in ("app", "outbox", "pad", "record", "arithmetic")),
    "icons/changji.svg",
)


@require_safe
@vary_on_cookie
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to install the app; in the reader's language."""

    def icon(name: str, size: int, purpose: str = "any") -> dict[str, str]:
        return {"src": static(f"icons/{name}"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}

    described = {
        "id": "/",
        "name": _("Changji"),
        "short_name": _("Changji"),
        "lang": get_language(),
        "start_url": reverse("ledger:shelf"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f3ee",
        "theme_color": "#f6f3ee",
        "icons": [
            {"src": static("icons/changji.svg"), "sizes": "any", "type": "image/svg+xml"},
            icon("changji-192.png", 192),
            icon("changji-512.png", 512),
            icon("changji-maskable-512.png", 512, "maskable"),
        ],
        "shortcuts": [{"name": _("Record"), "url": reverse("ledger:record")}],
    }
    body = json.dumps(described, ensure_ascii=False)
    return HttpResponse(body, content_type="application/manifest+json; charset=utf-8")


@never_cache
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Served from the root, whose pages it may stand in for. Another file of the shell makes another version of it."""
    files = [static(name) for name in SHELL]
    context = {
        "files": files,
        "version": hashlib.sha256("".join(files).encode()).hexdigest()[:12],
        "hashed": settings.HASHED_STATIC,
    }
    return render(request, "config/service-worker.js", context, content_type="text/javascript; charset=utf-8")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What the service worker shows where a page can't be had."""
    return render(request, "offline.html")


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Says "ok" if this process serves pages and reaches the database; for a load balancer and for `up`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """Every route of the API with what it takes and answers, for people."""
    groups = api_operations(get_language() or settings.LANGUAGE_CODE)
    return render(request, "config/api_docs.html", {"groups": groups, "site_url": settings.SITE_URL})
