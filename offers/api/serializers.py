from django.utils.translation import gettext_lazy as _
from rest_framework import serializers


class ReadingLessonSerializer(serializers.Serializer):
    title = serializers.CharField()
    url = serializers.CharField(help_text=_("the address of its page on this site"))


class ReadingSerializer(serializers.Serializer):
    """A reading; amounts are minor units of the book's currency, empty where they may not be said yet."""

    as_of = serializers.DateField()
    state = serializers.CharField()
    since = serializers.DateField(allow_null=True)
    confidence = serializers.IntegerField()
    missing = serializers.ListField(child=serializers.CharField())
    currency = serializers.CharField()
    shown_minor = serializers.IntegerField(allow_null=True)
    shown_low_minor = serializers.IntegerField(allow_null=True)
    shown_high_minor = serializers.IntegerField(allow_null=True)
    liquid_minor = serializers.IntegerField(allow_null=True)
    buffer_minor = serializers.IntegerField(allow_null=True)
    lowest50_minor = serializers.IntegerField(allow_null=True)
    lowest10_minor = serializers.IntegerField(allow_null=True)
    lowest10_on = serializers.DateField(allow_null=True)
    path = serializers.DictField(child=serializers.ListField(child=serializers.IntegerField()), allow_null=True)
    lesson = ReadingLessonSerializer(allow_null=True, help_text=_("what this means, explained; null where nothing is"))


class SuggestionSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    kind = serializers.CharField()
    products = serializers.ListField(child=serializers.DictField())
    reason = serializers.DictField()


class PanelSerializer(serializers.Serializer):
    """`waiting` while a large book is being read; `suggestion` only with the reader's consent."""

    waiting = serializers.BooleanField()
    reading = ReadingSerializer(allow_null=True)
    suggestion = SuggestionSerializer(allow_null=True)


class DismissSerializer(serializers.Serializer):
    never = serializers.BooleanField(default=False)


class MutedSerializer(serializers.Serializer):
    """The day up to which the kind stays away, empty for ever."""

    until = serializers.DateField(allow_null=True)
