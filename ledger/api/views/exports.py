from uuid import UUID

from django.http import StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.access import access_export
from ledger.api.serializers import exports as wire
from ledger.api.views.base import BookView
from ledger.permissions import Action
from ledger.queries.months import book_now
from ledger.services.exports import FORMATS, begin_export, recent_exports
from ledger.views.exports import file_of


class ExportList(BookView):
    serializer_class = wire.ExportSerializer
    needs = dict.fromkeys(("get", "post"), Action.EXPORT)

    @extend_schema(
        operation_id="books_exports_list",
        summary=_("The reader's exports of a book, latest first"),
        responses=wire.ExportSerializer(many=True),
    )
    def get(self, request: Request, book: UUID) -> Response:
        return Response(wire.ExportSerializer(recent_exports(self.member), many=True).data)

    @extend_schema(
        summary=_("Take a book out, or a part of it"),
        description=_(
            "A worker writes the file: ask for the export until its `state` is `done`, then for its `file/`."
        ),
        request=wire.ExportWriteSerializer,
        responses={201: wire.ExportSerializer},
    )
    def post(self, request: Request, book: UUID) -> Response:
        asked = self.read(wire.ExportWriteSerializer)
        export = begin_export(
            self.member,
            narrowed=asked.narrowed(),
            format=asked.validated_data["format"],
            today=book_now(self.member.book).date(),
        )
        return Response(wire.ExportSerializer(export).data, 201)


class ExportDetail(BookView):
    serializer_class = wire.ExportSerializer
    needs = {"get": Action.EXPORT}

    @extend_schema(summary=_("An export as it stands"))
    def get(self, request: Request, book: UUID, export: UUID) -> Response:
        return Response(wire.ExportSerializer(access_export(self.member, export)).data)


class ExportFile(BookView):
    serializer_class = wire.ExportSerializer
    needs = {"get": Action.EXPORT}

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        """Whoever asks for CSV gets what there is: the file, or a refusal as JSON."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        summary=_("The file of an export"),
        description=_("It is kept for seven days, for whoever asked for it."),
        responses={(200, each.content_type): OpenApiTypes.BINARY for each in FORMATS.values()},
    )
    def get(self, request: Request, book: UUID, export: UUID) -> StreamingHttpResponse:
        return file_of(self.member, access_export(self.member, export))
