"""What every route of the API has in common, written into the OpenAPI schema once."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.openapi import AutoSchema

from accounts.problems import CONTENT_TYPE

METHODS = ("get", "post", "put", "patch", "delete")


class TaggedSchema(AutoSchema):
    """Sorts routes by the noun they are about: /books/{book}/entries/{entry}/restore/ is about entries."""

    def get_tags(self) -> list[str]:
        nouns = [part for part in self.path.split("/") if part and not part.startswith("{")]
        # After /api/v1/, and after the book that most routes lie in.
        nouns = nouns[2:]
        return [nouns[1] if nouns[0] == "books" and len(nouns) > 1 else nouns[0]]


def add_problems(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """Adds the one shape that every refusal has (accounts.problems) to every operation."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = _problem_schema()
    answer = {
        "description": _("Refused: `code` names the rule, `detail` says it to a person."),
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for path in result["paths"].values():
        for method in METHODS:
            if method in path:
                path[method]["responses"]["4XX"] = answer
    return result


def _problem_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "description": _("Problem details (RFC 9457). Some rules add members of their own, such as `version`."),
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "code": {"type": "string", "description": _("the broken rule; it never changes")},
            "detail": {"type": "string", "description": _("a sentence for a person, in their language")},
            "errors": {
                "type": "object",
                "description": _("sentences by field"),
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
            },
        },
        "required": ["type", "title", "status", "code", "detail"],
    }
