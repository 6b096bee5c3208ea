from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.access import access_entry
from ledger.api.serializers import activity as wire
from ledger.api.serializers.entries import EntrySerializer
from ledger.api.views.base import BookView
from ledger.permissions import Action
from ledger.queries.activity.pages import activity_page
from ledger.queries.activity.shown import shown_change
from ledger.queries.activity.words import told
from ledger.queries.entries import entry_with_names
from ledger.services.reverting import revert_change, revert_entry


class ActivityList(BookView):
    serializer_class = wire.ActivityPageSerializer

    @extend_schema(
        operation_id="books_activity_list",
        summary=_("What was done in a book, newest first"),
        description=_("Send `next` as `cursor` for the page after it. What the book hides from you is not among it."),
        parameters=[wire.ActivityQuerySerializer],
    )
    def get(self, request: Request, book: UUID) -> Response:
        asked = self.asked(wire.ActivityQuerySerializer)
        page = activity_page(self.member, asked.narrowed(), after=asked.validated_data.get("cursor"))
        following = str(page.next_cursor) if page.next_cursor else None
        answer = {"next": following, "results": told(self.member, page.lines)}
        return Response(wire.ActivityPageSerializer(answer, context={"member": self.member}).data)


class ActivityRevert(BookView):
    serializer_class = wire.RevertSerializer
    needs = {"post": Action.EDIT_OWN}

    @extend_schema(
        summary=_("Take back what was done"),
        description=_("409 where it was changed again since, unless `over` is sent."),
        responses={204: None},
    )
    def post(self, request: Request, book: UUID, line: UUID) -> Response:
        over = self.read(wire.RevertSerializer).validated_data["over"]
        revert_change(self.member, shown_change(self.member, line), over=over)
        return Response(status=status.HTTP_204_NO_CONTENT)


class EntryRevert(BookView):
    serializer_class = wire.RevertSerializer
    needs = {"post": Action.EDIT_OWN}

    @extend_schema(
        summary=_("Take back a change of an entry"),
        description=_(
            "`change` is the version that it made: 1 is the recording, and the entry goes to the recycle bin. 409 "
            "where the same was changed again since, unless `over` is sent."
        ),
        responses={200: EntrySerializer},
    )
    def post(self, request: Request, book: UUID, entry: UUID, change: int) -> Response:
        row = access_entry(self.member, entry, with_bin=True)
        over = self.read(wire.RevertSerializer).validated_data["over"]
        row = revert_entry(self.member, row, version=change, over=over)
        return Response(EntrySerializer(entry_with_names(self.member, row)).data)
