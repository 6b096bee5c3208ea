from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.access import access_budget, access_scheduled
from ledger.api.serializers import plans as wire
from ledger.api.views.base import BookView
from ledger.models import Budget
from ledger.permissions import Action
from ledger.queries.budgets import BudgetRow, budget_rows
from ledger.queries.coming import coming, schedule
from ledger.queries.months import book_now
from ledger.services import plans


class BudgetList(BookView):
    serializer_class = wire.BudgetSerializer
    needs = {"get": Action.SEE_SUMS, "post": Action.PLAN}

    @extend_schema(summary=_("Budgets with what was spent of them"), responses=wire.BudgetSerializer(many=True))
    def get(self, request: Request, book: UUID) -> Response:
        rows = budget_rows(self.member.book, book_now(self.member.book).date())
        return Response(wire.BudgetSerializer(rows, many=True).data)

    @extend_schema(
        summary=_("Set a budget"),
        description=_("409 where there is one for the same already."),
        request=wire.BudgetWriteSerializer,
        responses={201: wire.BudgetSerializer},
    )
    def post(self, request: Request, book: UUID) -> Response:
        budget = plans.set_budget(self.member, self.read(wire.BudgetWriteSerializer).draft())
        return Response(wire.BudgetSerializer(_row(self, budget)).data, 201)


class BudgetDetail(BookView):
    serializer_class = wire.BudgetSerializer
    needs = {"get": Action.SEE_SUMS, "patch": Action.PLAN, "delete": Action.PLAN}

    @extend_schema(summary=_("A budget"))
    def get(self, request: Request, book: UUID, budget: UUID) -> Response:
        return Response(wire.BudgetSerializer(_row(self, access_budget(self.member, budget))).data)

    @extend_schema(summary=_("Change a budget"), request=wire.BudgetChangeSerializer)
    def patch(self, request: Request, book: UUID, budget: UUID) -> Response:
        row = access_budget(self.member, budget)
        asked = self.read(wire.BudgetChangeSerializer)
        version = asked.validated_data["version"]
        changed = plans.change_budget(self.member, row, version=version, changes=asked.changes())
        return Response(wire.BudgetSerializer(_row(self, changed)).data)

    @extend_schema(summary=_("Delete a budget"), responses={204: None})
    def delete(self, request: Request, book: UUID, budget: UUID) -> Response:
        plans.delete_plan(self.member, access_budget(self.member, budget), at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


def _row(view: BookView, budget: Budget) -> BudgetRow:
    rows = budget_rows(view.member.book, book_now(view.member.book).date())
    return next(row for row in rows if row.budget.pk == budget.pk)


class ScheduledList(BookView):
    serializer_class = wire.ScheduledSerializer
    needs = {"get": Action.SEE_SUMS, "post": Action.PLAN}

    @extend_schema(summary=_("What is scheduled and not done, by day"), responses=wire.ScheduledSerializer(many=True))
    def get(self, request: Request, book: UUID) -> Response:
        return Response(wire.ScheduledSerializer(schedule(self.member.book), many=True).data)

    @extend_schema(
        summary=_("Schedule something"),
        request=wire.ScheduledWriteSerializer,
        responses={201: wire.ScheduledSerializer},
    )
    def post(self, request: Request, book: UUID) -> Response:
        row = plans.schedule(self.member, self.read(wire.ScheduledWriteSerializer).draft())
        return Response(wire.ScheduledSerializer(row).data, 201)


class ScheduledDetail(BookView):
    serializer_class = wire.ScheduledSerializer
    needs = {"get": Action.SEE_SUMS, "patch": Action.PLAN, "delete": Action.PLAN}

    @extend_schema(summary=_("Something that is scheduled"))
    def get(self, request: Request, book: UUID, scheduled: UUID) -> Response:
        return Response(wire.ScheduledSerializer(access_scheduled(self.member, scheduled)).data)

    @extend_schema(summary=_("Change what is scheduled"), request=wire.ScheduledChangeSerializer)
    def patch(self, request: Request, book: UUID, scheduled: UUID) -> Response:
        row = access_scheduled(self.member, scheduled)
        asked = self.read(wire.ScheduledChangeSerializer)
        version = asked.validated_data["version"]
        changed = plans.change_scheduled(self.member, row, version=version, changes=asked.changes())
        return Response(wire.ScheduledSerializer(changed).data)

    @extend_schema(summary=_("Take something off the schedule"), responses={204: None})
    def delete(self, request: Request, book: UUID, scheduled: UUID) -> Response:
        plans.delete_plan(self.member, access_scheduled(self.member, scheduled), at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class ScheduledDo(BookView):
    serializer_class = wire.ScheduledSerializer
    needs = {"post": Action.RECORD}

    @extend_schema(
        summary=_("Do what has come"),
        description=_("Records the entry and moves to the next day; what comes once is done then."),
        request=wire.DoSerializer,
    )
    def post(self, request: Request, book: UUID, scheduled: UUID) -> Response:
        row = access_scheduled(self.member, scheduled)
        how = {"on": book_now(self.member.book).date()} | self.read(wire.DoSerializer).how()
        done = plans.do_scheduled(self.member, row, at=timezone.now(), **how)
        return Response(wire.ScheduledSerializer(done.row).data)


class ScheduledUndo(BookView):
    serializer_class = wire.ScheduledSerializer
    needs = {"post": Action.RECORD}

    @extend_schema(
        summary=_("Take back the last change of what is scheduled"),
        description=_("What was recorded with it goes to the recycle bin."),
        request=wire.VersionSerializer,
    )
    def post(self, request: Request, book: UUID, scheduled: UUID) -> Response:
        row = access_scheduled(self.member, scheduled, deleted=True)
        version = self.read(wire.VersionSerializer).validated_data["version"]
        return Response(wire.ScheduledSerializer(plans.undo_plan(self.member, row, version=version)).data)


class BudgetUndo(BookView):
    serializer_class = wire.BudgetSerializer
    needs = {"post": Action.PLAN}

    @extend_schema(summary=_("Take back the last change of a budget"), request=wire.VersionSerializer)
    def post(self, request: Request, book: UUID, budget: UUID) -> Response:
        row = access_budget(self.member, budget, deleted=True)
        version = self.read(wire.VersionSerializer).validated_data["version"]
        return Response(wire.BudgetSerializer(_row(self, plans.undo_plan(self.member, row, version=version))).data)


class ComingList(BookView):
    serializer_class = wire.ComingSerializer
    needs = {"get": Action.SEE_SUMS}

    @extend_schema(
        summary=_("What comes, by day"),
        description=_("What is scheduled, and the bills of accounts; overdue ones first."),
        parameters=[wire.ComingQuerySerializer],
        responses=wire.ComingSerializer(many=True),
    )
    def get(self, request: Request, book: UUID) -> Response:
        days = self.asked(wire.ComingQuerySerializer).validated_data["days"]
        found = coming(self.member.book, today=book_now(self.member.book).date(), within_days=days)
        return Response(wire.ComingSerializer(found, many=True).data)
