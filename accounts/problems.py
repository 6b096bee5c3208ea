"""A refusal as RFC 9457 problem details: one shape for every route of the API."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

CONTENT_TYPE = "application/problem+json"


def problem(
    *,
    status: int,
    code: str,
    detail: str,
    errors: Mapping[str, list[str]] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The members of a problem.

    `type` and `code` name the broken rule, `title` the HTTP status, `detail` is the sentence for the person.
    `errors` has sentences by field, nested fields joined by full stops; `extra` are members of their own and
    can't replace these.
    """
    members: dict[str, Any] = dict(extra or {})
    members.update(
        type=f"urn:changji:problem:{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        code=code,
        detail=detail,
    )
    if errors:
        members["errors"] = {name: list(said) for name, said in errors.items()}
    return members
