"""The API: access, then serializer, then service or query, then the answer. It decides nothing that a page does not."""

from ledger.api.views.base import BookView

__all__ = ["BookView"]
