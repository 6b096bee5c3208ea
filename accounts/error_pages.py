"""Refusals as a person meets them: a page, a toast for htmx, or problem details under /api/."""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import select_template
from django.utils.translation import gettext as _

from accounts.api.errors import domain_problem
from accounts.errors import DomainError, NotAllowed, NotFound, TooManyAttempts
from accounts.problems import CONTENT_TYPE, problem

API = "/api/"


class PageExpired(DomainError):
    """The form's secret does not match: the page was open too long, or another site sent it."""

    code = "csrf_failed"
    status = 403

    def __str__(self) -> str:
        return _("This page was open too long. Reload it and send it again.")


class BadRequest(DomainError):
    """Django could not make sense of the request."""

    code = "bad_request"
    status = 400

    def __str__(self) -> str:
        return _("The request can't be read. Reload the page and try again.")


def refusal(request: HttpRequest, error: DomainError, *, template: str = "") -> HttpResponse:
    """The answer to a refused request, in the shape its sender can use.

    htmx gets a toast with the sentence and swaps nothing.
    """
    if request.path.startswith(API):
        return JsonResponse(domain_problem(error), status=error.status, content_type=CONTENT_TYPE)
    if is_fragment(request) or request.headers.get("X-Sender") == "outbox":
        return toast(str(error), status=error.status, code=error.code)
    candidates = [template, f"{error.status}.html", "base/error.html"]
    found = select_template([name for name in candidates if name])
    context = {"message": str(error), "status": error.status, "code": error.code, "fields": error.fields}
    return HttpResponse(found.render(context, request), status=error.status)


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asked for a piece of a page. Its boosted links want the whole page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def toast(message: str, *, status: int, code: str) -> HttpResponse:
    """An answer that htmx shows as a toast (static/js/app.js listens), leaving the page as it is."""
    response = HttpResponse(message, status=status, content_type="text/plain; charset=utf-8")
    response["HX-Reswap"] = "none"
    # Headers are ASCII: json escapes the rest.
    response["HX-Trigger"] = json.dumps({"toast": {"message": message, "level": "error", "code": code}})
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refusal(request, BadRequest())


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refusal(request, NotAllowed())


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refusal(request, NotFound())


def too_many_attempts(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refusal(request, TooManyAttempts())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return refusal(request, PageExpired(), template="403_csrf.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """What the person sees when we broke: nothing here may need the database or the session."""
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    sentence = _("Something broke on our side. What you had saved is safe; try again in a minute.")
    if request.path.startswith(API):
        body: dict[str, Any] = problem(status=status, code="server_error", detail=sentence)
        return JsonResponse(body, status=status, content_type=CONTENT_TYPE)
    if is_fragment(request):
        return toast(sentence, status=status, code="server_error")
    return render(None, "500.html", status=status)
