from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from ledger.access import named_row
from ledger.api.serializers.base import SharedFieldsSerializer
from ledger.models import Member
from ledger.queries.activity.kinds import KINDS
from ledger.queries.activity.pages import ActivityFilter, Cursor
from ledger.queries.activity.reverting import may_revert
from ledger.queries.activity.words import Told, ToldField
from ledger.queries.comments import Said
from ledger.services.comments import LONGEST


class ActivityQuerySerializer(SharedFieldsSerializer):
    """What the activity is narrowed to."""

    cursor = serializers.CharField(required=False, help_text=_("`next` of the page before"))
    by = serializers.UUIDField(required=False, help_text=_("a person of the book"))
    kind = serializers.ChoiceField(choices=[(kind.key, kind.title) for kind in KINDS], required=False)

    def validate_cursor(self, text: str) -> Cursor:
        cursor = Cursor.parse(text)
        if cursor is None:
            raise serializers.ValidationError(_("This cursor is none of ours."))
        return cursor

    def narrowed(self) -> ActivityFilter:
        asked = self.validated_data
        by = named_row(self.context["member"], Member, asked["by"]) if "by" in asked else None
        return ActivityFilter(by=by, kind=asked.get("kind", ""))


class ToldFieldSerializer(SharedFieldsSerializer):
    name = serializers.CharField(source="label", help_text=_("in the language of the request"))
    before = serializers.SerializerMethodField()
    after = serializers.SerializerMethodField()
    before_minor = serializers.SerializerMethodField(help_text=_("where it is an amount, in minor units"))
    after_minor = serializers.SerializerMethodField()
    currency = serializers.CharField(allow_blank=True)

    def get_before(self, field: ToldField) -> str:
        return "" if field.currency else str(field.before)

    def get_after(self, field: ToldField) -> str:
        return "" if field.currency else str(field.after)

    def get_before_minor(self, field: ToldField) -> int | None:
        return field.before if field.currency else None

    def get_after_minor(self, field: ToldField) -> int | None:
        return field.after if field.currency else None


class ActivityLineSerializer(serializers.Serializer):
    """Something that was done. A change of an entry names the entry and its version, all else has an `id`."""

    id = serializers.UUIDField(source="line.change.public_id", default=None, allow_null=True)
    entry = serializers.UUIDField(source="line.entry.client_id", default=None, allow_null=True)
    version = serializers.IntegerField(source="line.version", help_text=_("the version of the entry that came of it"))
    at = serializers.DateTimeField()
    by = serializers.UUIDField(source="by.public_id", default=None, allow_null=True)
    what = serializers.CharField(source="line.what")
    sentence = serializers.CharField(help_text=_("in the language of the request"))
    changed = ToldFieldSerializer(source="fields", many=True)
    may_revert = serializers.SerializerMethodField()

    def get_may_revert(self, told: Told) -> bool:
        return may_revert(self.context["member"], told.line)


class ActivityPageSerializer(serializers.Serializer):
    next = serializers.CharField(allow_null=True, help_text=_("the `cursor` of the next page; null on the last"))
    results = ActivityLineSerializer(many=True)


class RevertSerializer(SharedFieldsSerializer):
    over = serializers.BooleanField(
        required=False, default=False, help_text=_("also where somebody changed the same again since")
    )


class CommentWriteSerializer(SharedFieldsSerializer):
    text = serializers.CharField(
        max_length=LONGEST, help_text=_("`@` and the name of somebody of the book tells that person")
    )


class CommentSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="comment.public_id")
    by = serializers.UUIDField(source="by.public_id", default=None, allow_null=True)
    text = serializers.SerializerMethodField(help_text=_("empty where it was deleted"))
    mentions = serializers.SerializerMethodField(help_text=_("who is mentioned in it"))
    at = serializers.DateTimeField(source="comment.at")
    edited_at = serializers.DateTimeField(source="comment.edited_at", allow_null=True)
    deleted_at = serializers.DateTimeField(source="comment.deleted_at", allow_null=True)
    may_edit = serializers.BooleanField()
    may_delete = serializers.BooleanField()

    def get_text(self, said: Said) -> str:
        return "".join(words for words, _person in said.parts)

    def get_mentions(self, said: Said) -> list[str]:
        found: dict[str, Any] = {str(person.public_id): person for _words, person in said.parts if person is not None}
        return list(found)
