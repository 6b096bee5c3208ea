import datetime as dt
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.api.views.base import BookView
from ledger.explainers import explainer_of
from ledger.permissions import Action
from ledger.queries.months import book_now
from offers.api import serializers as wire
from offers.models import Reading
from offers.queries.beside import Beside, books_beside
from offers.queries.panel import panel_reading
from offers.services.looking import fresh_reading
from offers.services.suggestions import dismiss_suggestion, suggestion_for


# The reading of a book today, and the suggestion that follows from it where the reader wants any.
class ReadingDetail(BookView):
    serializer_class = wire.PanelSerializer
    needs = {"get": Action.SEE_READING}

    def get(self, request: Request, book) -> Response:
        today = book_now(self.member.book).date()
        reading = None
        if self.member.book.reading_enabled:
            reading = fresh_reading(self.member, today=today)
        read = self.member.book.reading_enabled and self.member.book.reading_mode in ("household", "business")
        suggestion = None
        if reading is not None and reading.confidence >= 2:
            suggestion = suggestion_for(self.member, reading, today=today, now=timezone.now())
        panel = {
            "waiting": read and reading is None,
            "reading": self._said(reading, books_beside(self.member, today=today)) if reading else None,
            "suggestion": suggestion,
        }
        return Response(wire.PanelSerializer(panel).data)

    def _said(self, reading: Reading, beside: Beside) -> dict[str, Any]:
        """What the page would say: no amounts below the signal gate, a range at medium confidence."""
        said = panel_reading(self.member.book, reading, beside)
        speaks = said.speaks and reading.confidence >= 2
        shown = speaks and reading.shown_minor is not None
        return {
            "as_of": reading.as_of,
            "state": reading.state,
            "since": reading.since,
            "confidence": reading.confidence,
            "missing": reading.missing,
            "currency": self.member.book.currency,
            "shown_minor": said.shown_minor if shown and said.exact else None,
            "shown_low_minor": said.low_minor if shown else None,
            "shown_high_minor": said.high_minor if shown else None,
            "liquid_minor": reading.liquid_minor if speaks else None,
            "buffer_minor": reading.buffer_minor if speaks else None,
            "lowest50_minor": reading.trough50_minor if speaks else None,
            "lowest10_minor": reading.trough10_minor if speaks else None,
            "lowest10_on": reading.as_of + dt.timedelta(days=reading.trough10_day) if speaks else None,
            "path": reading.path if speaks else None,
            "lesson": explainer_of(said.topic),
        }


class SuggestionDismiss(BookView):
    serializer_class = wire.DismissSerializer
    needs = {"post": Action.FOLLOW_SUGGESTION}

    @extend_schema(request=wire.DismissSerializer, responses=wire.MutedSerializer)
    def post(self, request: Request, book, suggestion) -> Response:
        asked = self.read(wire.DismissSerializer)
        today = book_now(self.member.book).date()
        until = dismiss_suggestion(
            self.member, suggestion, never=asked.validated_data["never"], today=today, now=timezone.now()
        )
        return Response(wire.MutedSerializer({"until": until}).data)
