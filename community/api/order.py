"""Order for programs: reporting, decisions about oneself with an appeal, what was decided by months."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from community.models import Decision, Report
from community.queries.moderation import decisions_about, months_of_order, own_decision, reports_of
from community.reasons import REASONS
from community.services.cases import LONGEST_REPORT, report
from community.services.deciding import LONGEST_APPEAL, appeal
from community.services.reported import SORTS, find_thing

SHOWN = 100


class ReportSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    kind = serializers.CharField(source="case.kind", help_text=_("post, comment, article, thing or person"))
    title = serializers.CharField(source="case.title", help_text=_("how it began when it was reported"))
    reason = serializers.CharField()
    text = serializers.CharField()
    at = serializers.DateTimeField()
    outcome = serializers.ChoiceField(
        choices=["", *Report.Outcome.values], help_text=_("empty while it waits for a look")
    )
    answered_at = serializers.DateTimeField(allow_null=True)


class ReportWriteSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=list(SORTS))
    id = serializers.UUIDField(help_text=_("of the post, comment, article, thing or person"))
    reason = serializers.ChoiceField(choices=list(REASONS))
    text = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=LONGEST_REPORT, help_text=_("required with `other`")
    )


class AppealSerializer(serializers.Serializer):
    text = serializers.CharField()
    at = serializers.DateTimeField()
    upheld = serializers.BooleanField(allow_null=True, help_text=_("null until it is answered"))
    note = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)


class AppealWriteSerializer(serializers.Serializer):
    text = serializers.CharField(max_length=LONGEST_APPEAL)


class DecisionSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    kind = serializers.CharField(source="case.kind", help_text=_("post, comment, article, thing or person"))
    title = serializers.CharField(source="case.title")
    outcome = serializers.ChoiceField(choices=Decision.Outcome.values)
    measure = serializers.ChoiceField(choices=Decision.Measure.values)
    until = serializers.DateTimeField(allow_null=True, help_text=_("no posting before"))
    reason = serializers.CharField()
    said = serializers.SerializerMethodField(help_text=_("the reason as a sentence for its author"))
    note = serializers.CharField()
    at = serializers.DateTimeField()
    overturned_at = serializers.DateTimeField(allow_null=True)
    appeal = serializers.SerializerMethodField(help_text=_("null where there is none"))

    def get_said(self, decision: Decision) -> str:
        return str(REASONS[decision.reason].said) if decision.reason in REASONS else ""

    @extend_schema_field(AppealSerializer(allow_null=True))
    def get_appeal(self, decision: Decision) -> object:
        return AppealSerializer(decision.appeal).data if hasattr(decision, "appeal") else None


class DecisionMonthSerializer(serializers.Serializer):
    month = serializers.DateField(help_text=_("its first day"))
    reports = serializers.IntegerField()
    left = serializers.IntegerField()
    hidden = serializers.IntegerField()
    taken_down = serializers.IntegerField()
    warned = serializers.IntegerField()
    suspended = serializers.IntegerField()
    appeals = serializers.IntegerField()
    overturned = serializers.IntegerField()


class ReportList(GenericAPIView):
    serializer_class = ReportSerializer
    pagination_class = None

    @extend_schema(
        operation_id="community_reports_list",
        summary=_("What I reported, newest first"),
        responses=ReportSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        return Response(ReportSerializer(reports_of(request.user)[:SHOWN], many=True).data)

    @extend_schema(
        summary=_("Report a post, a comment, an article, a thing or a person"),
        description=_("Once of each; again answers with the report that stands."),
        request=ReportWriteSerializer,
        responses={201: ReportSerializer},
    )
    def post(self, request: Request) -> Response:
        asked = ReportWriteSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        sent = asked.validated_data
        thing = find_thing(request.user, sent["kind"], sent["id"])
        made = report(request.user, thing, reason=sent["reason"], text=sent["text"], at=timezone.now())
        return Response(ReportSerializer(made).data, status=status.HTTP_201_CREATED)


class DecisionList(GenericAPIView):
    serializer_class = DecisionSerializer
    pagination_class = None

    @extend_schema(
        operation_id="community_decisions_list",
        summary=_("The decisions about me, newest first"),
        responses=DecisionSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        return Response(DecisionSerializer(decisions_about(request.user)[:SHOWN], many=True).data)


class AppealMake(GenericAPIView):
    serializer_class = AppealWriteSerializer

    @extend_schema(
        summary=_("Appeal against a decision about me"),
        description=_("Once, within 30 days. Somebody else than who decided answers."),
        request=AppealWriteSerializer,
        responses={201: DecisionSerializer},
    )
    def post(self, request: Request, decision: UUID) -> Response:
        found = own_decision(request.user, decision)
        asked = AppealWriteSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        appeal(request.user, found, text=asked.validated_data["text"], at=timezone.now())
        answer = DecisionSerializer(own_decision(request.user, decision)).data
        return Response(answer, status=status.HTTP_201_CREATED)


class MonthList(GenericAPIView):
    serializer_class = DecisionMonthSerializer
    permission_classes = [AllowAny]
    pagination_class = None

    @extend_schema(
        operation_id="community_order_list",
        summary=_("What was reported and decided, by months"),
        responses=DecisionMonthSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        return Response(DecisionMonthSerializer(months_of_order(timezone.localdate()), many=True).data)
