from typing import Any
from uuid import UUID

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.access import access_batch
from ledger.api.serializers import imports as wire
from ledger.api.views.base import BookView
from ledger.errors import UploadTooLarge
from ledger.models import ImportBatch
from ledger.permissions import Action
from ledger.queries.imports import recent_batches
from ledger.services import imports as services


# Only who may import sees an import.
class ImportView(BookView):
    serializer_class = wire.ImportSerializer
    needs = dict.fromkeys(("get", "post"), Action.IMPORT)

    def batch(self) -> ImportBatch:
        return access_batch(self.member, self.kwargs["batch"])


class ImportList(ImportView):
    parser_classes = [MultiPartParser]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if int(request.META.get("CONTENT_LENGTH") or 0) > services.MAX_UPLOAD_BYTES:
            raise UploadTooLarge(megabytes=services.MAX_UPLOAD_BYTES // (1024 * 1024))
        # Straight to temporary files, before anything reads the body: what is on disk does not fill the memory.
        request._request.upload_handlers = [TemporaryFileUploadHandler(request._request)]
        super().initial(request, *args, **kwargs)

    @extend_schema(summary=_("The latest imports"), responses=wire.ImportSerializer(many=True))
    def get(self, request: Request, book: UUID) -> Response:
        return Response(wire.ImportSerializer(recent_batches(self.member), many=True).data)

    @extend_schema(
        summary=_("Bring bills in"),
        description=_(
            "Bills of Alipay or WeChat, as they came. They are read in the background: ask for the import until its "
            "state is `preview`, then write it. In the state `locked` it waits for the password of a zip. Of any other "
            "table we say ourselves which column is what, unless `ask_columns`: then it waits in the state `mapping`."
        ),
        request=wire.ImportUploadSerializer,
        responses={201: wire.ImportSerializer},
    )
    def post(self, request: Request, book: UUID) -> Response:
        asked = self.read(wire.ImportUploadSerializer).validated_data
        uploads = [services.Upload(each.name, each.file) for each in asked["files"]]
        with transaction.atomic():
            batch = services.begin_import(self.member, uploads=uploads, passwords=asked["passwords"])
            if not asked["ask_columns"]:
                batch = _with_columns(batch)
        return Response(wire.ImportSerializer(batch).data, 201)


class ImportDetail(ImportView):
    @extend_schema(summary=_("An import, its progress and its preview"))
    def get(self, request: Request, book: UUID, batch: UUID) -> Response:
        return Response(wire.ImportSerializer(self.batch()).data)


def _with_columns(batch: ImportBatch) -> ImportBatch:
    """A program that did not want to be asked which column of a table is what gets what we would propose."""
    return services.choose_proposed(batch) if batch.state == ImportBatch.State.MAPPING else batch


class ImportUnlock(ImportView):
    @extend_schema(
        summary=_("Give the passwords of locked zips"),
        request=wire.ImportPasswordsSerializer,
        responses={200: wire.ImportSerializer},
    )
    def post(self, request: Request, book: UUID, batch: UUID) -> Response:
        asked = self.read(wire.ImportPasswordsSerializer).validated_data
        with transaction.atomic():
            row = services.unlock_import(self.member, self.batch(), passwords=asked["passwords"])
            if not asked["ask_columns"]:
                row = _with_columns(row)
        return Response(wire.ImportSerializer(row).data)


class ImportWrite(ImportView):
    @extend_schema(
        summary=_("Write what the preview shows"),
        description=_("It is written in the background: ask for the import until its state is `done`."),
        request=None,
        responses={200: wire.ImportSerializer},
    )
    def post(self, request: Request, book: UUID, batch: UUID) -> Response:
        row = self.batch()
        services.confirm_import(self.member, row)
        row.refresh_from_db()
        return Response(wire.ImportSerializer(row).data)


class ImportUndo(ImportView):
    @extend_schema(
        summary=_("Take an import back"),
        description=_("409 with `n`, the entries changed since, until `edited` says what becomes of them."),
        request=wire.ImportUndoSerializer,
        responses={200: wire.ImportSerializer},
    )
    def post(self, request: Request, book: UUID, batch: UUID) -> Response:
        edited = self.read(wire.ImportUndoSerializer).validated_data["edited"]
        return Response(wire.ImportSerializer(services.undo_import(self.member, self.batch(), edited=edited)).data)


class ImportCancel(ImportView):
    @extend_schema(
        summary=_("Give an import up before it is written"), request=None, responses={200: wire.ImportSerializer}
    )
    def post(self, request: Request, book: UUID, batch: UUID) -> Response:
        row = self.batch()
        services.cancel_import(self.member, row)
        row.refresh_from_db()
        return Response(wire.ImportSerializer(row).data)
