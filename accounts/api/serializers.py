from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Channel, NoticeSettings
from accounts.notices.board import Shown, notice_choices
from accounts.notices.kinds import all_kinds


class NoticeSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="notice.public_id")
    kind = serializers.CharField(source="kind.key")
    sentence = serializers.CharField(help_text=_("in the reader's language"))
    book = serializers.UUIDField(source="notice.about", allow_null=True, help_text=_("the book it is about"))
    path = serializers.CharField(source="notice.path", help_text=_("the page to open"))
    asks = serializers.BooleanField(help_text=_("whether it waits for the reader"))
    new = serializers.BooleanField(help_text=_("whether it is unread"))
    told_at = serializers.DateTimeField(source="notice.created_at")


class NoticePageSerializer(serializers.Serializer):
    notices = NoticeSerializer(many=True)
    unread = serializers.IntegerField(help_text=_("how many are unread, at most 99"))
    next_before = serializers.IntegerField(allow_null=True, help_text=_("`before` of the next page"))


class NoticesReadSerializer(serializers.Serializer):
    ids = serializers.ListField(
        child=serializers.UUIDField(), required=False, help_text=_("which were read; all where left out")
    )


@extend_schema_field({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "examples": ["22:00"]})
class ClockField(serializers.TimeField):
    """A time of the day to the minute, of no particular zone."""

    def __init__(self, **more: Any) -> None:
        super().__init__(format="%H:%M", input_formats=["%H:%M"], **more)


class NoticeSettingsSerializer(serializers.Serializer):
    channels = serializers.DictField(
        child=serializers.ListField(child=serializers.ChoiceField(choices=Channel.choices)),
        required=False,
        help_text=_("the channels of each kind that are on"),
    )
    time_zone = serializers.CharField(max_length=40, required=False)
    quiet_from = ClockField(required=False)
    quiet_until = ClockField(required=False)
    remind_at = ClockField(required=False, allow_null=True)

    def validate_time_zone(self, name: str) -> str:
        if name not in available_timezones():
            raise serializers.ValidationError(_("There is no such time zone."))
        return name

    def validate_channels(self, chosen: dict[str, list[str]]) -> dict[str, list[str]]:
        unknown = set(chosen) - {kind.key for kind in all_kinds()}
        if unknown:
            raise serializers.ValidationError(_("There is no such kind of notice: %(kind)s.") % {"kind": min(unknown)})
        return chosen

    def to_representation(self, instance: NoticeSettings) -> dict[str, Any]:
        shown = super().to_representation(instance)
        shown["channels"] = {
            choice.kind.key: [channel for channel, on in choice.channels if on] for choice in notice_choices(instance)
        }
        return shown


class BrowserSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField(help_text=_("browser and system in plain words"))
    created_at = serializers.DateTimeField()


def page(found: list[Shown], *, unread: int, next_before: int | None) -> dict[str, Any]:
    return NoticePageSerializer({"notices": found, "unread": unread, "next_before": next_before}).data
