from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from redis import RedisError
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.api.serializers import live as wire
from ledger.api.views.base import BookView
from ledger.errors import LiveAway
from ledger.live import mark
from ledger.queries.live import heard_after, told


class LiveEvents(BookView):
    serializer_class = wire.LivePageSerializer

    @extend_schema(
        summary=_("What happened in a book since"),
        description=_(
            "Of the last day, oldest first, and only what you may see. As a stream of server-sent events the "
            "same comes from `/live/<book>/`, with the same key; send `Last-Event-ID` to go on where you were."
        ),
        parameters=[wire.LiveQuerySerializer],
    )
    def get(self, request: Request, book: UUID) -> Response:
        now = timezone.now()
        after = self.asked(wire.LiveQuerySerializer).validated_data.get("after") or mark(now)
        try:
            heard = heard_after(self.member, after, now=now)
        except RedisError as error:
            raise LiveAway from error
        events = [told(self.member, each) for each in heard]
        return Response(
            wire.LivePageSerializer({"after": events[-1]["id"] if events else after, "events": events}).data
        )
