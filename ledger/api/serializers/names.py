from django.utils.translation import gettext_lazy as _
from rest_framework import serializers


class NameSerializer(serializers.Serializer):
    """A merchant, project or tag."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    name = serializers.CharField(max_length=120)
    archived_at = serializers.DateTimeField(allow_null=True, read_only=True, help_text=_("since when it is hidden"))


class NameWriteSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=120)


class NameChangeSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=120, required=False)
    archived = serializers.BooleanField(required=False, help_text=_("whether it is hidden"))


class MergeSerializer(serializers.Serializer):
    into = serializers.UUIDField(help_text=_("the one that stands for both from then on"))


class MergedSerializer(serializers.Serializer):
    """What merging changed."""

    step = serializers.UUIDField(source="public_id", help_text=_("the step, which can be taken back"))
    entries = serializers.IntegerField(source="n", help_text=_("how many entries changed"))
