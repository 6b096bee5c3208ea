"""DRF's exception handler: every refusal leaves the API as problem details."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from accounts.errors import DomainError, InvalidInput, NotAllowed, NotFound
from accounts.problems import CONTENT_TYPE, problem

SENTENCES = {
    "not_authenticated": lambda: _("Sign in, or send an API key as “Authorization: Bearer …”."),
    "authentication_failed": lambda: _("This API key is unknown, expired or revoked. Make a new one on the Me page."),
    "parse_error": lambda: _("The body can't be read. Send JSON, as the schema says."),
    "method_not_allowed": lambda: _("This address does not take this method. The schema lists what it takes."),
    "not_acceptable": lambda: _("This address answers in JSON only."),
    "unsupported_media_type": lambda: _("Send the body as the media type that the schema names."),
    "throttled": lambda: _("Too many requests. Wait as long as Retry-After says."),
}


def problem_details(exception: Exception, context: dict[str, Any]) -> Response | None:
    """The problem for any exception that means a refusal; None for a programmer's error, which stays a 500."""
    # Whether Django, DRF or we ourselves said so, it is the same refusal under the same code.
    if isinstance(exception, Http404 | exceptions.NotFound):
        exception = NotFound()
    elif isinstance(exception, PermissionDenied | exceptions.PermissionDenied):
        exception = NotAllowed()
    elif isinstance(exception, DjangoValidationError):
        exception = exceptions.ValidationError(_by_field(exception))

    headers: dict[str, str] = {}
    if isinstance(exception, DomainError):
        body = domain_problem(exception)
    elif isinstance(exception, exceptions.ValidationError):
        body = problem(
            status=InvalidInput.status,
            code=InvalidInput.code,
            detail=str(InvalidInput.message),
            errors=_flat(exception.detail),
        )
    elif isinstance(exception, exceptions.APIException):
        headers = _headers(exception)
        code = _code(exception)
        sentence = SENTENCES.get(code)
        body = problem(
            status=exception.status_code, code=code, detail=sentence() if sentence else str(exception.detail)
        )
    else:
        return None
    set_rollback()
    return Response(body, status=body["status"], headers=headers, content_type=CONTENT_TYPE)


def domain_problem(error: DomainError) -> dict[str, Any]:
    """The problem of one of our own refusals, in the active language."""
    errors = {name: [str(sentence) for sentence in said] for name, said in error.fields.items()}
    return problem(status=error.status, code=error.code, detail=str(error), errors=errors, extra=error.extra)


def _code(exception: exceptions.APIException) -> str:
    code = exception.get_codes()
    return code if isinstance(code, str) else str(exception.default_code)


def _headers(exception: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if getattr(exception, "auth_header", None):
        headers["WWW-Authenticate"] = exception.auth_header
    if getattr(exception, "wait", None):
        headers["Retry-After"] = str(int(exception.wait))
    return headers


def _by_field(error: DjangoValidationError) -> dict[str, list[str]]:
    if not hasattr(error, "error_dict"):
        return {"non_field_errors": error.messages}
    return {"non_field_errors" if name == NON_FIELD_ERRORS else name: said for name, said in error.message_dict.items()}


def _flat(detail: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path, sentence in _leaves(detail):
        found.setdefault(".".join(path) or "non_field_errors", []).append(sentence)
    return found


def _leaves(detail: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _leaves(inner, (*path, str(name)))
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            # A list of sentences belongs to its field; a list of rows gives each row its number.
            yield from _leaves(inner, (*path, str(number)) if isinstance(inner, dict | list) else path)
    else:
        yield path, str(detail)
