"""A strict reader of one TOML table: it takes keys by name and type, and refuses what is left over."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from .model import Bilingual, SceneError

KEY = re.compile(r"[a-z][a-z0-9_]*\Z")
COLOR = re.compile(r"#[0-9a-f]{6}\Z")

# Words of accountancy that no page shows; a shopkeeper reads 欠我的, not 应收.
FORBIDDEN = re.compile(r"\b(?:debit|receivable|accrual)s?\b|借方|应收|权责", re.IGNORECASE)


class Table:
    """A TOML table and the place it stands at, so that an error can name it."""

    def __init__(self, values: Any, place: str) -> None:
        if not isinstance(values, dict):
            raise SceneError(f"{place}: expected a table")
        self.values = dict(values)
        self.place = place

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def fail(self, sentence: str) -> SceneError:
        return SceneError(f"{self.place}: {sentence}")

    def take(self, name: str, kind: type, default: Any = None, *, required: bool = False) -> Any:
        if name not in self.values:
            if required:
                raise self.fail(f"“{name}” is missing")
            return default
        value = self.values.pop(name)
        # A bool is an int to Python, but `position = true` is a mistake.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.fail(f"“{name}” must be of type {kind.__name__}")
        return value

    def text(self, name: str, default: str | None = None) -> str:
        value = self.take(name, str, default, required=default is None)
        if default is None and not value.strip():
            raise self.fail(f"“{name}” is empty")
        return value

    def key(self) -> str:
        value = self.text("key")
        if not KEY.match(value):
            raise self.fail(f"key “{value}” must be lower case letters, digits and underscores")
        return value

    def one_of(self, name: str, allowed: Collection[str], default: str | None = None) -> str:
        value = self.text(name, default)
        if value not in allowed and not (default == "" and value == ""):
            raise self.fail(f"“{name}” is “{value}”, not one of {', '.join(sorted(allowed))}")
        return value

    def texts(self, name: str, allowed: Collection[str] | None = None) -> tuple[str, ...]:
        values = self.take(name, list, [])
        if not all(isinstance(value, str) and value for value in values):
            raise self.fail(f"“{name}” must be a list of texts")
        if len(set(values)) < len(values):
            raise self.fail(f"“{name}” says something twice")
        for value in values:
            if allowed is not None and value not in allowed:
                raise self.fail(f"“{name}” names “{value}”, which does not exist")
        return tuple(values)

    def optional_bilingual(self, name: str) -> Bilingual | None:
        return self.bilingual(name) if name in self else None

    def bilingual(self, name: str) -> Bilingual:
        values = self.take(name, dict, required=True)
        table = Table(values, f"{self.place}.{name}")
        both = []
        for language in ("zh", "en"):
            text = table.take(language, str, "")
            if not text.strip():
                raise self.fail(f"“{name}” has no {language} translation")
            if forbidden := FORBIDDEN.search(text):
                raise self.fail(f"“{name}” shows “{forbidden.group()}”, a word of accountancy")
            both.append(text)
        table.finish()
        return Bilingual(*both)

    def icon(self, icons: Collection[str] | None) -> str:
        value = self.text("icon")
        if icons is not None and value not in icons:
            raise self.fail(f"icon “{value}” does not exist among the Tabler outline icons")
        return value

    def tables(self, name: str, *, required: bool = False) -> list[Table]:
        values = self.take(name, list, [], required=required)
        return [Table(value, f"{self.place}.{name}[{number}]") for number, value in enumerate(values, start=1)]

    def table(self, name: str) -> Table:
        return Table(self.take(name, dict, required=True), f"{self.place}.{name}")

    def finish(self) -> None:
        """Refuse every key that nothing took: a misspelt key must not pass for a default."""
        if self.values:
            unknown = ", ".join(f"“{name}”" for name in self.values)
            raise self.fail(f"unknown key {unknown}")


def refuse_duplicates(place: str, keys: list[str]) -> None:
    """Raise when a key stands twice; keys are what books remember, so they must be stable and single."""
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise SceneError(f"{place}: key “{key}” stands twice")
        seen.add(key)
