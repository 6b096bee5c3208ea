from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from ledger.api.serializers.entries import EntryQuerySerializer
from ledger.models import BookExport
from ledger.services.exports import FORMATS


class ExportSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    format = serializers.ChoiceField(choices=list(FORMATS))
    name = serializers.CharField(help_text=_("of the file"))
    state = serializers.ChoiceField(choices=BookExport.State.choices)
    done = serializers.IntegerField(help_text=_("entries written so far"))
    total = serializers.IntegerField(help_text=_("entries that it will hold"))
    bytes = serializers.IntegerField(help_text=_("size of the file; 0 until it is ready"))
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class ExportWriteSerializer(EntryQuerySerializer):
    """What is taken out, narrowed as a list of entries is."""

    # A file has no pages.
    cursor = None  # type: ignore[assignment]
    format = serializers.ChoiceField(choices=list(FORMATS))
