from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.access import access_account
from ledger.api.serializers import books as wire
from ledger.api.views.base import BookView
from ledger.models import Account
from ledger.permissions import Action, allows
from ledger.queries.balances import account_balance, account_balances
from ledger.services.accounts import add_account, archive_account, edit_account
from ledger.services.entries import set_balance


class AccountList(BookView):
    serializer_class = wire.AccountSerializer
    needs = {"post": Action.ARRANGE}

    @extend_schema(summary=_("Accounts and what lies in them"), responses=wire.AccountSerializer(many=True))
    def get(self, request: Request, book: UUID) -> Response:
        shown = allows(self.member, Action.SEE_BALANCES)
        rows = [
            wire.account_row(each.account, each.balance_minor if shown else None)
            for each in account_balances(self.member.book)
        ]
        return Response(wire.AccountSerializer(rows, many=True).data)

    @extend_schema(
        summary=_("Add an account"), request=wire.AccountWriteSerializer, responses={201: wire.AccountSerializer}
    )
    def post(self, request: Request, book: UUID) -> Response:
        account = add_account(self.member, **self.read(wire.AccountWriteSerializer).validated_data)
        return Response(wire.AccountSerializer(wire.account_row(account, 0)).data, 201)


class AccountDetail(BookView):
    serializer_class = wire.AccountSerializer
    needs = {"patch": Action.ARRANGE, "delete": Action.ARRANGE}

    @extend_schema(summary=_("An account"))
    def get(self, request: Request, book: UUID, account: UUID) -> Response:
        return self._answer(access_account(self.member, account))

    @extend_schema(
        summary=_("Change an account"),
        description=_("Its currency is frozen after the first entry."),
        request=wire.AccountChangeSerializer,
    )
    def patch(self, request: Request, book: UUID, account: UUID) -> Response:
        row = access_account(self.member, account)
        changes = self.read(wire.AccountChangeSerializer).validated_data
        return self._answer(edit_account(self.member, row, **changes))

    @extend_schema(
        summary=_("Put an account away"), description=_("It is archived; its entries stay."), responses={204: None}
    )
    def delete(self, request: Request, book: UUID, account: UUID) -> Response:
        archive_account(self.member, access_account(self.member, account), archived=True)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _answer(self, account: Account) -> Response:
        balance_minor = account_balance(account) if allows(self.member, Action.SEE_BALANCES) else None
        return Response(wire.AccountSerializer(wire.account_row(account, balance_minor)).data)


class AccountBalance(BookView):
    serializer_class = wire.BalanceSerializer
    needs = {"put": Action.SET_BALANCE}

    @extend_schema(
        summary=_("Set a balance right"),
        description=_("Records the difference as an adjustment; where there is none, nothing is recorded."),
    )
    def put(self, request: Request, book: UUID, account: UUID) -> Response:
        row = access_account(self.member, account)
        asked = self.read(wire.BalanceSerializer).validated_data
        set_balance(self.member, row, **asked)
        return Response(wire.BalanceSerializer(asked).data)
