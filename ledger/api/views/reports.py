from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.api.serializers import reports as wire
from ledger.api.views.base import BookView
from ledger.errors import BookNotFound
from ledger.permissions import Action
from ledger.queries.months import category_sums, current_period, month_series
from ledger.rules.periods import is_period


class MonthList(BookView):
    serializer_class = wire.MonthSerializer
    needs = {"get": Action.SEE_SUMS}

    @extend_schema(
        summary=_("Months with their sums, oldest first"),
        description=_("The book's own months. The last twelve, unless `first` and `last` say otherwise."),
        parameters=[wire.MonthQuerySerializer],
        responses=wire.MonthSerializer(many=True),
    )
    def get(self, request: Request, book: UUID) -> Response:
        asked = self.asked(wire.MonthQuerySerializer, current=current_period(self.member.book)).validated_data
        months = month_series(self.member.book, asked["first"], asked["last"])
        return Response(wire.MonthSerializer(months, many=True).data)


class CategorySums(BookView):
    serializer_class = wire.CategorySumSerializer
    needs = {"get": Action.SEE_SUMS}

    @extend_schema(
        summary=_("What went to each category in a month"),
        description=_("Categories of the first level with their children, largest first. `period` is yyyymm."),
        parameters=[wire.CategorySumQuerySerializer],
        responses=wire.CategorySumSerializer(many=True),
    )
    def get(self, request: Request, book: UUID, period: int) -> Response:
        if not is_period(period):
            raise BookNotFound
        kind = self.asked(wire.CategorySumQuerySerializer).validated_data["kind"]
        sums = category_sums(self.member.book, period, period, kind)
        return Response(wire.CategorySumSerializer(sums, many=True).data)
