from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from ledger.api.serializers.entries import EntrySerializer


class GiftPersonSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()


class BetweenSerializer(serializers.Serializer):
    """All that has passed between a person and the book, in minor units of its currency."""

    person = GiftPersonSerializer(source="who")
    given_minor = serializers.IntegerField()
    received_minor = serializers.IntegerField()
    difference_minor = serializers.IntegerField(help_text=_("above zero more was given than received"))
    n = serializers.IntegerField(help_text=_("how many entries the sums are over"))
    entries = EntrySerializer(many=True, help_text=_("the latest of them"))


class GiftsSerializer(serializers.Serializer):
    people = GiftPersonSerializer(many=True, help_text=_("those whose name holds `who`, or the one of that very name"))
    between = BetweenSerializer(allow_null=True, help_text=_("where it is one person"))


class GiftsQuerySerializer(serializers.Serializer):
    who = serializers.CharField(max_length=120, help_text=_("a name, or a part of it"))
