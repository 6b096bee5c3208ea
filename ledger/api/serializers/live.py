from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from ledger.api.serializers.base import SharedFieldsSerializer


class LiveQuerySerializer(SharedFieldsSerializer):
    after = serializers.CharField(
        required=False, max_length=40, help_text=_("the `after` of your last answer; this moment where left out")
    )


class LivePersonSerializer(SharedFieldsSerializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    color = serializers.CharField(allow_blank=True)


class LiveEventSerializer(SharedFieldsSerializer):
    """Something that was done. It names what changed and never says what it holds: fetch that."""

    id = serializers.CharField(help_text=_("its place in the order of the book's events"))
    what = serializers.CharField(
        help_text=_("recorded, edited, deleted, restored, imported, changed; missed: fetch everything anew")
    )
    by = LivePersonSerializer(allow_null=True)
    mine = serializers.BooleanField(help_text=_("whether you did it yourself"))
    entry = serializers.UUIDField(allow_null=True, help_text=_("the entry, where it is about one"))
    at = serializers.DateTimeField()


class LivePageSerializer(SharedFieldsSerializer):
    after = serializers.CharField()
    events = LiveEventSerializer(many=True)
