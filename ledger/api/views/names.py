from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.access import access_row
from ledger.api.serializers import names as wire
from ledger.api.views.base import BookView
from ledger.models import Member, Merchant, Project, Tag
from ledger.permissions import Action, require
from ledger.queries.names import SORTS, labels
from ledger.services.merging import merge
from ledger.services.naming import add_label, change_label, delete_name

LABELS: dict[str, Any] = {key: model for key, model in SORTS.items() if model in (Merchant, Project, Tag)}
OF_LABEL = [OpenApiParameter("sort", enum=list(LABELS), location="path")]


class LabelView(BookView):
    serializer_class = wire.NameSerializer
    needs = dict.fromkeys(("post", "patch", "delete"), Action.ARRANGE)

    def model(self, sort: str) -> Any:
        if sort not in LABELS:
            raise Http404
        return LABELS[sort]


class LabelList(LabelView):
    @extend_schema(
        summary=_("Merchants, projects or tags"), parameters=OF_LABEL, responses=wire.NameSerializer(many=True)
    )
    def get(self, request: Request, book: UUID, sort: str) -> Response:
        return Response(wire.NameSerializer(labels(self.member, self.model(sort)), many=True).data)

    @extend_schema(
        summary=_("Add a merchant, project or tag"),
        parameters=OF_LABEL,
        request=wire.NameWriteSerializer,
        responses={201: wire.NameSerializer},
    )
    def post(self, request: Request, book: UUID, sort: str) -> Response:
        model = self.model(sort)
        name = self.read(wire.NameWriteSerializer).validated_data["name"]
        return Response(wire.NameSerializer(add_label(self.member, model, name=name)).data, 201)


class LabelDetail(LabelView):
    @extend_schema(
        summary=_("Rename or hide a merchant, project or tag"),
        parameters=OF_LABEL,
        request=wire.NameChangeSerializer,
    )
    def patch(self, request: Request, book: UUID, sort: str, label: UUID) -> Response:
        row = access_row(self.member, self.model(sort), label)
        asked = self.read(wire.NameChangeSerializer).validated_data
        row = change_label(self.member, row, **asked)
        return Response(wire.NameSerializer(row).data)

    @extend_schema(
        summary=_("Delete a merchant, project or tag"),
        description=_("Only one that nothing uses; 409 where something does."),
        parameters=OF_LABEL,
        responses={204: None},
    )
    def delete(self, request: Request, book: UUID, sort: str, label: UUID) -> Response:
        delete_name(self.member, access_row(self.member, self.model(sort), label))
        return Response(status=status.HTTP_204_NO_CONTENT)


class NameMerge(BookView):
    serializer_class = wire.MergedSerializer
    needs = {"post": Action.ARRANGE}

    @extend_schema(
        summary=_("Make two names one"),
        description=_("All that names the one names the other from then on. It is a step, which can be taken back."),
        parameters=[OpenApiParameter("sort", enum=list(SORTS), location="path")],
        request=wire.MergeSerializer,
        responses=wire.MergedSerializer,
    )
    def post(self, request: Request, book: UUID, sort: str, label: UUID) -> Response:
        if sort not in SORTS:
            raise Http404
        if SORTS[sort] is Member:
            require(self.member, Action.MANAGE_MEMBERS)
        into = self.read(wire.MergeSerializer).validated_data["into"]
        rows = [access_row(self.member, SORTS[sort], each) for each in (label, into)]
        return Response(wire.MergedSerializer(merge(self.member, *rows)).data)
