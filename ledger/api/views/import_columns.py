from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.api.serializers.import_columns import ImportColumnsSerializer, ImportColumnsWriteSerializer
from ledger.api.serializers.imports import ImportSerializer
from ledger.api.views.imports import ImportView
from ledger.importers.generic import Layout
from ledger.permissions import Action
from ledger.services import imports as services


class ImportColumns(ImportView):
    needs = dict.fromkeys(("get", "post", "put"), Action.IMPORT)

    @extend_schema(
        summary=_("The columns of the first table that waits for them, as we would read it"),
        description=_("An import waits in the state `mapping` while a table of it does. 409 in any other."),
        responses={200: ImportColumnsSerializer},
    )
    def get(self, request: Request, book: UUID, batch: UUID) -> Response:
        return self._look(None)

    @extend_schema(
        summary=_("Look at a table with other columns"),
        description=_(
            "Nothing is kept. With another encoding, delimiter or sheet the table has other columns, and what we would "
            "read them as is answered in place of what was sent."
        ),
        request=ImportColumnsWriteSerializer,
        responses={200: ImportColumnsSerializer},
    )
    def post(self, request: Request, book: UUID, batch: UUID) -> Response:
        return self._look(self.read(ImportColumnsWriteSerializer).layout())

    @extend_schema(
        summary=_("Say which column of a table is what"),
        description=_(
            "The book remembers it for the next table with this heading. Once no table waits any more, the reading "
            "begins."
        ),
        request=ImportColumnsWriteSerializer,
        responses={200: ImportSerializer},
    )
    def put(self, request: Request, book: UUID, batch: UUID) -> Response:
        said = self.read(ImportColumnsWriteSerializer)
        row = services.tell_columns(self.member, self.batch(), said.layout(), account=said.validated_data["account"])
        return Response(ImportSerializer(row).data)

    def _look(self, layout: Layout | None) -> Response:
        batch = self.batch()
        file = services.waiting_table(batch)
        look = services.look_at_table(batch, file, layout)
        return Response(ImportColumnsSerializer(look, context={"file": file}).data)
