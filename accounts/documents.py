"""The terms and the privacy policy, by version. Whoever signs up agrees to both; a new version is asked for again."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Document:
    """`version` is the one of today; earlier ones stay readable. The wording is a template for each language."""

    key: str
    version: str
    earlier: tuple[str, ...]
    title: Any

    @property
    def versions(self) -> tuple[str, ...]:
        """Newest first."""
        return (self.version, *self.earlier)

    def template(self, version: str, language: str) -> str:
        return f"accounts/documents/{self.key}_{version}_{language}.html"


DOCUMENTS: dict[str, Document] = {
    document.key: document
    for document in [
        Document("terms", "2026-12", ("2026-11",), _("Terms of use")),
        Document("privacy", "2026-12-2", ("2026-12", "2026-11"), _("Privacy policy")),
    ]
}
