from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.access import access_entry
from ledger.api.serializers import entries as wire
from ledger.api.views.base import BookView
from ledger.directory import directory_of
from ledger.errors import EntryVersionStale
from ledger.models import Entry, Member
from ledger.permissions import Action, require_edit
from ledger.queries.entries import entry_history, entry_page, entry_with_names
from ledger.services.entries import delete_entries, edit_entry, record_entry, restore_entries


class EntryList(BookView):
    serializer_class = wire.EntrySerializer
    needs = {"post": Action.RECORD}

    @extend_schema(
        operation_id="books_entries_list",
        summary=_("Entries, newest first"),
        description=_("Fifty to a page. Send `next` as `cursor` for the page after it: none is missed or seen twice."),
        parameters=[wire.EntryQuerySerializer],
        responses=wire.EntryPageSerializer,
    )
    def get(self, request: Request, book: UUID) -> Response:
        asked = self.asked(wire.EntryQuerySerializer)
        page = entry_page(self.member, asked.narrowed(), after=asked.validated_data.get("cursor"))
        rows = list(page)
        prefetch_related_objects(rows, "refund_of")
        following = str(page.next_cursor) if page.next_cursor else None
        return Response(wire.EntryPageSerializer({"next": following, "results": rows}).data)

    @extend_schema(
        summary=_("Record an entry"),
        description=_(
            "An expense leaves `from_account`, income reaches `to_account`, a transfer has both, and a refund goes "
            "back to `to_account`. Send a `client_id` of your own: sent again, it records nothing twice."
        ),
        request=wire.EntryWriteSerializer,
        responses={201: wire.EntrySerializer},
    )
    def post(self, request: Request, book: UUID) -> Response:
        entry = record_entry(self.member, draft=self.read(wire.EntryWriteSerializer).draft())
        directory_of(self.member.book).name_entries([entry])
        return Response(wire.EntrySerializer(entry).data, 201)


def _answer(member: Member, entry: Entry) -> Response:
    return Response(wire.EntrySerializer(entry_with_names(member, entry)).data)


class EntryDetail(BookView):
    serializer_class = wire.EntrySerializer
    needs = {"patch": Action.EDIT_OWN, "delete": Action.EDIT_OWN}

    @extend_schema(summary=_("An entry, in the recycle bin or not"))
    def get(self, request: Request, book: UUID, entry: UUID) -> Response:
        return _answer(self.member, access_entry(self.member, entry, with_bin=True))

    @extend_schema(
        summary=_("Change an entry"),
        description=_(
            "`version` is the one that you looked at. Where somebody changed other fields since, both changes stand; "
            "where the same, 409 names them in `conflicts` and holds the entry as it stands: decide, send its version."
        ),
        request=wire.EntryChangeSerializer,
    )
    def patch(self, request: Request, book: UUID, entry: UUID) -> Response:
        row = access_entry(self.member, entry, with_bin=True)
        require_edit(self.member, row)
        asked = self.read(wire.EntryChangeSerializer)
        version = asked.validated_data["version"]
        try:
            return _answer(self.member, edit_entry(self.member, row, version=version, changes=asked.changes()))
        except EntryVersionStale as stale:
            current = entry_with_names(self.member, stale.current)
            stale.extra["current"] = wire.EntrySerializer(current).data
            raise

    @extend_schema(
        summary=_("Delete an entry"),
        description=_("It moves to the recycle bin and stays there for 30 days."),
        responses={204: None},
    )
    def delete(self, request: Request, book: UUID, entry: UUID) -> Response:
        delete_entries(self.member, entries=[access_entry(self.member, entry, with_bin=True)])
        return Response(status=status.HTTP_204_NO_CONTENT)


class EntryRestore(BookView):
    serializer_class = wire.EntrySerializer
    needs = {"post": Action.EDIT_OWN}

    @extend_schema(
        summary=_("Take an entry out of the recycle bin"), request=None, responses={200: wire.EntrySerializer}
    )
    def post(self, request: Request, book: UUID, entry: UUID) -> Response:
        row = access_entry(self.member, entry, with_bin=True)
        restore_entries(self.member, entries=[row])
        return _answer(self.member, row)


class EntryHistory(BookView):
    serializer_class = wire.HistorySerializer

    @extend_schema(summary=_("Who changed an entry, newest change first"), responses=wire.HistorySerializer(many=True))
    def get(self, request: Request, book: UUID, entry: UUID) -> Response:
        row = access_entry(self.member, entry, with_bin=True)
        return Response(wire.HistorySerializer(entry_history(row), many=True).data)
