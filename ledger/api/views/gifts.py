from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.api.serializers import gifts as wire
from ledger.api.views.base import BookView
from ledger.cards.gifts import between, people_like


class Gifts(BookView):
    serializer_class = wire.GiftsSerializer

    @extend_schema(
        summary=_("What has passed between a person and a book, by name"),
        parameters=[wire.GiftsQuerySerializer],
    )
    def get(self, request: Request, book: UUID) -> Response:
        people = people_like(self.member, self.asked(wire.GiftsQuerySerializer).validated_data["who"])
        found = between(self.member, people[0]) if len(people) == 1 else None
        if found is not None:
            prefetch_related_objects(found.entries, "refund_of")
        return Response(wire.GiftsSerializer({"people": people, "between": found}).data)
