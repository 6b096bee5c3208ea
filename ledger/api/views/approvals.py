from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.api.serializers.approvals import ApprovalAnswerSerializer
from ledger.api.serializers.entries import EntrySerializer
from ledger.api.serializers.steps import StepSerializer
from ledger.api.views.base import BookView
from ledger.permissions import Action
from ledger.queries.approvals import waiting_list
from ledger.services.approvals import approve, refuse


class ApprovalList(BookView):
    serializer_class = EntrySerializer
    needs = {"post": Action.APPROVE}

    @extend_schema(
        operation_id="books_approvals_list",
        summary=_("Expenses that wait for approval, the oldest first"),
        description=_("They have left their accounts and stand in no total yet."),
        responses=EntrySerializer(many=True),
    )
    def get(self, request: Request, book: UUID) -> Response:
        return Response(EntrySerializer(waiting_list(self.member), many=True).data)

    @extend_schema(
        summary=_("Approve expenses, or refuse them"),
        description=_("It is one step, which can be undone as one."),
        request=ApprovalAnswerSerializer,
        responses={201: StepSerializer},
    )
    def post(self, request: Request, book: UUID) -> Response:
        asked = self.read(ApprovalAnswerSerializer)
        if asked.validated_data["approved"]:
            step = approve(self.member, asked.chosen())
        else:
            step = refuse(self.member, asked.chosen(), why=asked.validated_data.get("why", ""))
        step.refresh_from_db()
        return Response(StepSerializer(step).data, 201)
