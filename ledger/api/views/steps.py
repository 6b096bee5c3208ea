from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.access import access_row
from ledger.api.serializers import steps as wire
from ledger.api.views.base import BookView
from ledger.models import Step
from ledger.permissions import Action
from ledger.queries.steps import my_steps
from ledger.services.bulk import change_entries
from ledger.services.steps import undo_step


class StepList(BookView):
    serializer_class = wire.StepSerializer
    needs = {"get": Action.EDIT_OWN, "post": Action.EDIT_OWN}

    @extend_schema(
        operation_id="books_steps_list",
        summary=_("What you changed at once, the last one first"),
        responses=wire.StepSerializer(many=True),
    )
    def get(self, request: Request, book: UUID) -> Response:
        return Response(wire.StepSerializer(my_steps(self.member), many=True).data)

    @extend_schema(
        summary=_("Change many entries at once"),
        description=_(
            "What can't be changed so stays as it is; linked payments in other books follow. The whole is one step, "
            "which can be undone as one."
        ),
        request=wire.BulkSerializer,
        responses={201: wire.StepSerializer},
    )
    def post(self, request: Request, book: UUID) -> Response:
        asked = self.read(wire.BulkSerializer)
        step = change_entries(self.member, asked.chosen(), asked.change())
        step.refresh_from_db()
        return Response(wire.StepSerializer(step).data, 201)


class StepUndo(BookView):
    serializer_class = wire.StepSerializer
    needs = {"post": Action.EDIT_OWN}

    @extend_schema(
        summary=_("Undo a step"),
        description=_("What somebody changed since is left alone."),
        request=None,
        responses={200: wire.StepSerializer},
    )
    def post(self, request: Request, book: UUID, step: UUID) -> Response:
        row = access_row(self.member, Step, step)
        undo_step(self.member, row)
        return Response(wire.StepSerializer(row).data)
