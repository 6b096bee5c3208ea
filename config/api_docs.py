"""The API's page of documentation, drawn from the schema that programs read."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.utils.translation import override
from drf_spectacular.generators import SchemaGenerator

# What stands for a value in an example, by its format or else by its type.
_SAMPLES: dict[str, Any] = {
    "uuid": "019aaf3c-7c1e-7d42-9c1b-5f0e8f1f6a10",
    "date": "2026-11-20",
    "time": "12:13:00",
    "date-time": "2026-11-20T12:13:00+08:00",
    "binary": "@bill.zip",
    "string": "…",
    "integer": 1,
    "number": 1.5,
    "boolean": True,
}


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a member of a body. `kind` is its type in words."""

    name: str
    kind: str
    required: bool
    said: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one route; `status` is that of success, `example` and `answer` are bodies, empty for none."""

    id: str
    method: str
    path: str
    tag: str
    summary: str
    said: str
    parameters: list[Field]
    sent: list[Field]
    example: str
    media_type: str
    status: str
    answered: list[Field]
    answer: str


@lru_cache(maxsize=8)
def api_operations(language: str) -> list[tuple[str, list[Operation]]]:
    """Every operation by its noun, in the order of the routes, in a language; made once a process."""
    with override(language):
        schema = SchemaGenerator().get_schema(public=True)
        found = sorted(_operations(schema), key=lambda each: each.tag)
        return [(tag, list(each)) for tag, each in groupby(found, key=lambda each: each.tag)]


def _operations(schema: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in schema["paths"].items():
        for method, told in methods.items():
            taken: dict[str, dict[str, Any]] = told.get("requestBody", {}).get("content", {})
            media_type = next(iter(taken), "")
            sent = taken.get(media_type, {}).get("schema", {})
            status, answer = next(iter(told["responses"].items()))
            answered = answer.get("content", {}).get("application/json", {}).get("schema", {})
            yield Operation(
                id=told["operationId"],
                method=method.upper(),
                path=path,
                tag=told["tags"][0],
                summary=str(told.get("summary", "")),
                said=str(told.get("description", "")),
                parameters=[_parameter(each, schema) for each in told.get("parameters", [])],
                sent=_fields(sent, schema),
                example=_written(sent, schema),
                media_type=media_type,
                status=status,
                answered=_fields(answered, schema),
                answer=_written(answered, schema),
            )


def _parameter(told: dict[str, Any], schema: dict[str, Any]) -> Field:
    return Field(told["name"], _kind(told["schema"], schema), told.get("required", False), _said(told))


def _said(told: dict[str, Any]) -> str:
    """The description, without the list of choices that stands in the type already."""
    return str(told.get("description", "")).split("* `")[0].strip()


def _fields(node: dict[str, Any], schema: dict[str, Any]) -> list[Field]:
    node = _found(node, schema)
    if node.get("type") == "array":
        return _fields(node["items"], schema)
    required = node.get("required", [])
    return [
        Field(name, _kind(each, schema), name in required, _said(each))
        for name, each in node.get("properties", {}).items()
    ]


def _found(node: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The node itself, or what it refers to; of alternatives the first, which is the one that says something."""
    while True:
        if "$ref" in node:
            node = schema["components"]["schemas"][node["$ref"].rsplit("/", 1)[1]]
        elif inner := node.get("allOf") or node.get("oneOf"):
            node = inner[0]
        else:
            return node


def _kind(node: dict[str, Any], schema: dict[str, Any]) -> str:
    nullable = "null" in _types(node) or {"type": "null"} in node.get("oneOf", [])
    node = _found(node, schema)
    types = [each for each in _types(node) if each != "null"]
    if "enum" in node:
        said = " | ".join(str(choice) for choice in node["enum"] if choice not in ("", None))
    elif types == ["array"]:
        said = f"[{_kind(node['items'], schema)}]"
    else:
        said = node.get("format", "") if node.get("format") in _SAMPLES else " | ".join(types)
    return f"{said} | null" if nullable else said


def _types(node: dict[str, Any]) -> list[str]:
    types = node.get("type", [])
    return [types] if isinstance(types, str) else list(types)


def _written(node: dict[str, Any], schema: dict[str, Any]) -> str:
    return json.dumps(_example(node, schema), ensure_ascii=False, indent=2) if node else ""


def _example(node: dict[str, Any], schema: dict[str, Any]) -> Any:
    node = _found(node, schema)
    types = [each for each in _types(node) if each != "null"]
    if node.get("default") not in (None, ""):
        return node["default"]
    if "enum" in node:
        return node["enum"][0]
    if types == ["array"]:
        return [_example(node["items"], schema)]
    if types == ["object"]:
        return {name: _example(each, schema) for name, each in node.get("properties", {}).items()}
    return _SAMPLES.get(node.get("format", "")) or _SAMPLES.get(types[0] if types else "string")
