import dataclasses
import json
from typing import Any, ClassVar

from django.db.models import Model
from django.utils.translation import gettext as said_now
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from ledger.access import access_entry, named_row
from ledger.api.serializers.base import SharedFieldsSerializer
from ledger.api.serializers.shares import SplitSerializer, split_of_request
from ledger.models import Account, Approval, Category, Claim, Entry, EntryKind, Member, Project, Tag
from ledger.queries.entries import Change, Cursor, EntryFilter
from ledger.services.drafts import EDITABLE, MAX_AMOUNT_MINOR, EntryDraft

# An adjustment is recorded by setting a balance.
RECORDED_KINDS = [kind for kind in EntryKind.choices if kind[0] != EntryKind.ADJUSTMENT]
MAX_EXTRA_BYTES = 4096
# As JSON writes it; PostgreSQL's jsonb refuses it.
NULL_CHARACTER = rb"\u0000"


class EntrySerializer(SharedFieldsSerializer):
    """An entry as it stands. Accounts, category and people are named by their ids."""

    id = serializers.UUIDField(source="client_id")
    kind = serializers.ChoiceField(choices=EntryKind.choices)
    date = serializers.DateField(help_text=_("the day in the book's own time zone"))
    time = serializers.TimeField(allow_null=True)
    amount_minor = serializers.IntegerField(help_text=_("in minor units of `currency`, always above zero"))
    currency = serializers.SerializerMethodField()
    to_amount_minor = serializers.IntegerField(
        allow_null=True, help_text=_("what arrived, where a transfer's accounts keep different currencies")
    )
    base_amount_minor = serializers.IntegerField(help_text=_("in the book's currency"))
    from_account = serializers.UUIDField(source="from_account.public_id", default=None, allow_null=True)
    to_account = serializers.UUIDField(source="to_account.public_id", default=None, allow_null=True)
    category = serializers.UUIDField(source="category.public_id", default=None, allow_null=True)
    member = serializers.UUIDField(
        source="member.public_id", default=None, allow_null=True, help_text=_("the person it was for")
    )
    paid_by = serializers.UUIDField(source="paid_by.public_id", default=None, allow_null=True)
    recorded_by = serializers.UUIDField(source="recorded_by.public_id")
    merchant = serializers.CharField(source="merchant.name", default="")
    project = serializers.CharField(source="project.name", default="")
    tags = serializers.SerializerMethodField()
    note = serializers.CharField()
    claim = serializers.ChoiceField(
        choices=Claim.choices, allow_blank=True, help_text=_("whether somebody is to pay it back")
    )
    approval = serializers.ChoiceField(
        choices=Approval.choices, allow_blank=True, help_text=_("what waits for approval stands in no total yet")
    )
    refund_of = serializers.UUIDField(source="refund_of.client_id", default=None, allow_null=True)
    group = serializers.UUIDField(allow_null=True, help_text=_("the same for all parts of one payment"))
    linked = serializers.SerializerMethodField(help_text=_("whether another book holds the other side of this payment"))
    extra = serializers.DictField(help_text=_("the scene's own fields, and what a bill said"))
    version = serializers.IntegerField(help_text=_("goes up by one with each change"))
    created_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()
    deleted_at = serializers.DateTimeField(allow_null=True, help_text=_("set while the entry is in the recycle bin"))

    def get_currency(self, entry: Entry) -> str:
        return entry.account.currency

    def get_tags(self, entry: Entry) -> list[str]:
        return [tag.name for tag in entry.tag_rows]

    def get_linked(self, entry: Entry) -> bool:
        return entry.link_id is not None


class EntryPageSerializer(SharedFieldsSerializer):
    next = serializers.CharField(allow_null=True, help_text=_("the `cursor` of the next page; null on the last"))
    results = EntrySerializer(many=True)


class EntryQuerySerializer(SharedFieldsSerializer):
    """What a list of entries is narrowed to."""

    cursor = serializers.CharField(required=False, help_text=_("`next` of the page before"))
    kind = serializers.ChoiceField(choices=EntryKind.choices, required=False)
    account = serializers.UUIDField(required=False)
    category = serializers.UUIDField(required=False, help_text=_("with its children"))
    uncategorised = serializers.BooleanField(required=False, help_text=_("only entries that still want a category"))
    member = serializers.UUIDField(required=False)
    project = serializers.UUIDField(required=False)
    tag = serializers.UUIDField(required=False)
    text = serializers.CharField(
        required=False, max_length=100, help_text=_("any part of a note or of a merchant's name")
    )
    date_from = serializers.DateField(required=False, help_text=_("inclusive"))
    date_to = serializers.DateField(required=False, help_text=_("inclusive"))
    amount_min_minor = serializers.IntegerField(required=False, min_value=0, max_value=MAX_AMOUNT_MINOR)
    amount_max_minor = serializers.IntegerField(required=False, min_value=0, max_value=MAX_AMOUNT_MINOR)

    _ROWS: ClassVar[dict[str, type[Model]]] = {
        "account": Account,
        "category": Category,
        "member": Member,
        "project": Project,
        "tag": Tag,
    }

    def validate_cursor(self, text: str) -> Cursor:
        cursor = Cursor.parse(text)
        if cursor is None:
            raise serializers.ValidationError(said_now("This is no cursor of ours. Begin again without one."))
        return cursor

    def narrowed(self) -> EntryFilter:
        """The filter that was asked for, with rows of the member's book. Raises BookNotFound."""
        narrows = {field.name for field in dataclasses.fields(EntryFilter)}
        asked = {name: value for name, value in self.validated_data.items() if name in narrows}
        for name, model in self._ROWS.items():
            if name in asked:
                asked[name] = named_row(self.context["member"], model, asked[name])
        return EntryFilter(**asked)


class EntryWriteSerializer(SharedFieldsSerializer):
    """An entry to record. `client_id` makes a retry safe: the same id is never recorded twice."""

    client_id = serializers.UUIDField(required=False, help_text=_("made by you; ours where left out"))
    kind = serializers.ChoiceField(choices=RECORDED_KINDS)
    date = serializers.DateField()
    time = serializers.TimeField(required=False, allow_null=True)
    amount_minor = serializers.IntegerField(
        min_value=1, max_value=MAX_AMOUNT_MINOR, help_text=_("in minor units of the currency of the account that paid")
    )
    to_amount_minor = serializers.IntegerField(
        min_value=1,
        max_value=MAX_AMOUNT_MINOR,
        required=False,
        allow_null=True,
        help_text=_("what arrived, where a transfer's accounts keep different currencies"),
    )
    base_amount_minor = serializers.IntegerField(
        min_value=0,
        max_value=MAX_AMOUNT_MINOR,
        required=False,
        allow_null=True,
        help_text=_("in the book's currency; by the book's last rate where left out"),
    )
    from_account = serializers.UUIDField(required=False, allow_null=True)
    to_account = serializers.UUIDField(required=False, allow_null=True)
    category = serializers.UUIDField(required=False, allow_null=True)
    member = serializers.UUIDField(required=False, allow_null=True)
    paid_by = serializers.UUIDField(required=False, allow_null=True)
    merchant = serializers.CharField(max_length=120, required=False, allow_blank=True)
    project = serializers.CharField(max_length=60, required=False, allow_blank=True)
    tags = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=10)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)
    claim = serializers.ChoiceField(choices=Claim.choices, required=False, allow_blank=True)
    refund_of = serializers.UUIDField(required=False, allow_null=True)
    extra = serializers.DictField(required=False, help_text=_("the scene's own fields"))
    split = SplitSerializer(
        required=False, allow_null=True, help_text=_("who bears it; as the book does by default where left out")
    )

    _ROWS: ClassVar[dict[str, type[Model]]] = {
        "from_account": Account,
        "to_account": Account,
        "category": Category,
        "member": Member,
        "paid_by": Member,
    }

    def validate_extra(self, extra: dict[str, Any]) -> dict[str, Any]:
        try:
            written = json.dumps(extra, ensure_ascii=False, allow_nan=False).encode()
        except ValueError:
            # Lone surrogates, and numbers like 1e999, which JSON can write and no number holds.
            written = NULL_CHARACTER
        if NULL_CHARACTER in written:
            raise serializers.ValidationError(said_now("Leave out characters and numbers that can't be kept."))
        if len(written) > MAX_EXTRA_BYTES:
            raise serializers.ValidationError(said_now("This is too much: at most 4 kB of JSON."))
        return extra

    def rows(self) -> dict[str, Any]:
        """The validated fields with each id replaced by the row of the member's book. Raises BookNotFound."""
        member = self.context["member"]
        fields = dict(self.validated_data)
        for name, model in self._ROWS.items():
            if fields.get(name) is not None:
                fields[name] = named_row(member, model, fields[name])
        if fields.get("refund_of") is not None:
            fields["refund_of"] = access_entry(member, fields["refund_of"])
        if "tags" in fields:
            fields["tags"] = tuple(fields["tags"])
        if "split" in fields:
            fields["split"] = split_of_request(member, fields["split"])
        return fields

    def draft(self) -> EntryDraft:
        return EntryDraft(**self.rows())


class EntryChangeSerializer(EntryWriteSerializer):
    """The fields to change, and the `version` of the entry that you looked at."""

    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        del fields["client_id"]
        for name, field in fields.items():
            field.required = name == "version"
        return fields

    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in self.rows().items() if name in EDITABLE}


class HistorySerializer(SharedFieldsSerializer):
    at = serializers.DateTimeField()
    by = serializers.UUIDField(source="by.public_id", default=None, allow_null=True)
    version = serializers.IntegerField(help_text=_("the version that the change made"))
    fields_changed = serializers.SerializerMethodField()

    def get_fields_changed(self, change: Change) -> list[str]:
        return sorted(name.removesuffix("_id") for name in change.fields)
