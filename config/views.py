from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.api_docs import api_operations


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
