from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import access_browser
from accounts.api import serializers as wire
from accounts.forms.notices import read_before
from accounts.notices.board import PAGE_SIZE, notices_of, shown_notices, unread_count
from accounts.notices.places import remove_browser
from accounts.notices.settings import change_notice_settings, settings_of
from accounts.notices.telling import read_notices
from accounts.queries import browsers_of


class NoticeList(GenericAPIView):
    serializer_class = wire.NoticePageSerializer
    pagination_class = None

    @extend_schema(
        summary=_("What the reader was told, newest first"),
        description=_("Reading it here marks nothing as read."),
        parameters=[OpenApiParameter("before", int, description=_("`next_before` of the page before"))],
    )
    def get(self, request: Request) -> Response:
        rows = notices_of(request.user, before=read_before(request.query_params.get("before")))
        more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
        found = shown_notices(request.user, rows, now=timezone.now())
        return Response(wire.page(found, unread=unread_count(request.user), next_before=rows[-1].pk if more else None))


class NoticesRead(GenericAPIView):
    serializer_class = wire.NoticesReadSerializer

    @extend_schema(summary=_("Mark notices as read"), responses={204: None})
    def post(self, request: Request) -> Response:
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        read_notices(request.user, asked.validated_data.get("ids"), at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class NoticeSettingsDetail(GenericAPIView):
    serializer_class = wire.NoticeSettingsSerializer

    @extend_schema(summary=_("How the reader is told"))
    def get(self, request: Request) -> Response:
        return Response(self.get_serializer(settings_of(request.user)).data)

    @extend_schema(summary=_("Change how the reader is told"), description=_("What is left out stays as it is."))
    def patch(self, request: Request) -> Response:
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        chosen = change_notice_settings(request.user, at=timezone.now(), **asked.validated_data)
        return Response(self.get_serializer(chosen).data)


class BrowserList(GenericAPIView):
    serializer_class = wire.BrowserSerializer
    pagination_class = None

    @extend_schema(
        summary=_("The browsers that show the reader notices while no page is open"),
        description=_("A browser is added in that browser, where it asks for leave."),
        responses=wire.BrowserSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        return Response(self.get_serializer(browsers_of(request.user), many=True).data)


class BrowserDetail(GenericAPIView):
    serializer_class = wire.BrowserSerializer

    @extend_schema(summary=_("Show no notices in a browser any more"), responses={204: None})
    def delete(self, request: Request, browser: UUID) -> Response:
        remove_browser(access_browser(request.user, public_id=browser))
        return Response(status=status.HTTP_204_NO_CONTENT)
