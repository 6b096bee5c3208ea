from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.access import access_category
from ledger.api.serializers import books as wire
from ledger.api.views.base import BookView
from ledger.permissions import Action
from ledger.queries.categories import live_categories
from ledger.services.categories import add_category, delete_category, edit_category


class CategoryList(BookView):
    serializer_class = wire.CategorySerializer
    needs = {"post": Action.ARRANGE}

    @extend_schema(summary=_("Categories in two levels"), responses=wire.CategorySerializer(many=True))
    def get(self, request: Request, book: UUID) -> Response:
        return Response(wire.CategorySerializer(live_categories(self.member.book), many=True).data)

    @extend_schema(
        summary=_("Add a category"), request=wire.CategoryWriteSerializer, responses={201: wire.CategorySerializer}
    )
    def post(self, request: Request, book: UUID) -> Response:
        asked = dict(self.read(wire.CategoryWriteSerializer).validated_data)
        parent_id = asked.pop("parent")
        parent = access_category(self.member, parent_id) if parent_id else None
        return Response(wire.CategorySerializer(add_category(self.member, parent=parent, **asked)).data, 201)


class CategoryDetail(BookView):
    serializer_class = wire.CategorySerializer
    needs = {"patch": Action.ARRANGE, "delete": Action.ARRANGE}

    @extend_schema(summary=_("A category"))
    def get(self, request: Request, book: UUID, category: UUID) -> Response:
        return Response(wire.CategorySerializer(access_category(self.member, category)).data)

    @extend_schema(summary=_("Rename or redraw a category"), request=wire.CategoryChangeSerializer)
    def patch(self, request: Request, book: UUID, category: UUID) -> Response:
        row = access_category(self.member, category)
        changes = self.read(wire.CategoryChangeSerializer).validated_data
        return Response(wire.CategorySerializer(edit_category(self.member, row, **changes)).data)

    @extend_schema(
        summary=_("Delete a category"),
        description=_("Only one that nothing uses; 409 where something does."),
        responses={204: None},
    )
    def delete(self, request: Request, book: UUID, category: UUID) -> Response:
        delete_category(self.member, access_category(self.member, category))
        return Response(status=status.HTTP_204_NO_CONTENT)
