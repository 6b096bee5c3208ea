from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.access import access_entry, access_row
from ledger.api.serializers import shares as wire
from ledger.api.views.base import BookView
from ledger.models import Entry, Settlement
from ledger.permissions import Action, require_edit
from ledger.queries.months import book_now
from ledger.queries.shares import entry_shares, sees_everybody, settlements, standings, standings_by_currency
from ledger.services.entries import edit_entry
from ledger.services.settling import settle, settle_all, undo_settlement


class EntryShares(BookView):
    serializer_class = wire.EntrySharesSerializer
    needs = {"put": Action.EDIT_OWN}

    @extend_schema(summary=_("How an entry is shared, and what each bears"))
    def get(self, request: Request, book: UUID, entry: UUID) -> Response:
        return self._answer(access_entry(self.member, entry, with_bin=True))

    @extend_schema(
        summary=_("Share an entry in another way"),
        description=_("409 where `version` is not the entry's own any more. A `split` of null is as the book does."),
        request=wire.EntrySharesWriteSerializer,
    )
    def put(self, request: Request, book: UUID, entry: UUID) -> Response:
        row = access_entry(self.member, entry, with_bin=True)
        require_edit(self.member, row)
        sent = self.read(wire.EntrySharesWriteSerializer).validated_data
        split = wire.split_of_request(self.member, sent["split"])
        return self._answer(edit_entry(self.member, row, version=sent["version"], changes={"split": split}))

    def _answer(self, row: Entry) -> Response:
        shown = {
            "split": wire.split_to_send(self.member.book, row.split),
            "shares": entry_shares(self.member.book, row),
            "version": row.version,
        }
        return Response(wire.EntrySharesSerializer(shown).data)


class StandingList(BookView):
    serializer_class = wire.StandingsSerializer
    needs = {"get": Action.SEE_SUMS}

    @extend_schema(
        summary=_("Who owes whom, in each currency"),
        description=_("The book's own currency comes first."),
        parameters=[wire.SettleQuerySerializer],
        responses=wire.StandingsSerializer(many=True),
    )
    def get(self, request: Request, book: UUID) -> Response:
        on = self.asked(wire.SettleQuerySerializer).validated_data.get("on")
        return Response(wire.StandingsSerializer(standings_by_currency(self.member, on=on), many=True).data)


class OwnStanding(BookView):
    serializer_class = wire.OwnStandingSerializer

    @extend_schema(summary=_("What you get or give"))
    def get(self, request: Request, book: UUID) -> Response:
        found = standings(self.member, whole=not sees_everybody(self.member))
        own = {"owed_minor": found.of(self.member).owed_minor, "payments": found.payments_of(self.member)}
        return Response(wire.OwnStandingSerializer(own).data)


class SettlementList(BookView):
    serializer_class = wire.SettlementSerializer
    needs = {"get": Action.SEE_SUMS, "post": Action.RECORD}

    @extend_schema(
        operation_id="books_settlements_list",
        summary=_("What was settled, newest first"),
        responses=wire.SettlementSerializer(many=True),
    )
    def get(self, request: Request, book: UUID) -> Response:
        return Response(wire.SettlementSerializer(settlements(self.member), many=True).data)

    @extend_schema(
        summary=_("Record payments that settle"),
        request=wire.SettleSerializer,
        responses={201: wire.SettlementSerializer},
    )
    def post(self, request: Request, book: UUID) -> Response:
        asked = self.read(wire.SettleSerializer)
        paid, sent = asked.paid(), asked.validated_data
        on = book_now(self.member.book).date()
        if sent["all"]:
            row = settle_all(
                self.member, expected=paid, on=on, account=next((p.account for p in paid if p.account), None)
            )
        else:
            row = settle(self.member, payments=paid, on=on, client_id=sent.get("client_id"))
        return Response(wire.SettlementSerializer(row).data, 201)


class SettlementUndo(BookView):
    serializer_class = wire.SettlementSerializer
    needs = {"post": Action.RECORD}

    @extend_schema(summary=_("Take a settlement back: its payments go to the recycle bin"), request=None)
    def post(self, request: Request, book: UUID, settlement: UUID) -> Response:
        row = undo_settlement(self.member, access_row(self.member, Settlement, settlement))
        return Response(wire.SettlementSerializer(row).data)
