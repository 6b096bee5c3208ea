from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from ledger.api.serializers.base import SharedFieldsSerializer
from ledger.models import Entry
from ledger.queries.approvals import waiting_entries
from ledger.services.approvals import MAX_WHY


class ApprovalAnswerSerializer(SharedFieldsSerializer):
    """Expenses that wait for approval, and the answer to them all."""

    entries = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=1000)
    approved = serializers.BooleanField(help_text=_("false: whoever recorded them owes them to the book"))
    why = serializers.CharField(required=False, allow_blank=True, max_length=MAX_WHY, help_text=_("why not"))

    def chosen(self) -> QuerySet[Entry]:
        """Those named that wait and that the member may see; others are passed over."""
        return waiting_entries(self.context["member"]).filter(client_id__in=self.validated_data["entries"])
